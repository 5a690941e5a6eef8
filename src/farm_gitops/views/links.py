"""Relative links in Markdown: what they mean in the repository, and where that is on the site."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from urllib.parse import unquote, urlsplit

from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.records.layout import AttachmentFile, EntryFile, FactsFile, PostMortemFile
from farm_gitops.views import address
from farm_gitops.views.markup import Resolve


def resolver(file: str, known: Collection[IncidentId], attached: Collection[str], root: str) -> Resolve:
    """How a link in `file` reads on an incident's page.

    `known` incidents lead to their pages, `attached` files of the page's own incident to their copies, all else
    nowhere; `root` is the way from the page to the site's root.
    """

    def resolve(url: str) -> str | None:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path)))
        page = _page(target, known, attached)
        return None if page is None else root + address.href(page)

    return resolve


def _page(target: str, known: Collection[IncidentId], attached: Collection[str]) -> str | None:
    if target in attached:
        return target
    incident = _incident(target)
    return address.incident(incident) if incident and incident in known else None


def _incident(target: str) -> IncidentId | None:
    match layout.place(target) if target.startswith(f"{layout.INCIDENTS}/") else None:
        case FactsFile(incident=found) | EntryFile(incident=found) | PostMortemFile(incident=found):
            return found
        case AttachmentFile():
            return None
    parts = target.split("/")
    return IncidentId(parts[1], parts[2]) if len(parts) == 3 and parts[0] == layout.INCIDENTS else None
