"""Relative links in Markdown: what they mean in the repository, and where that is on the site."""

from __future__ import annotations

from collections.abc import Collection

from farm_gitops.documents.markdown_links import target
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
        meant = target(file, url)
        page = _page(meant, known, attached) if meant else None
        return None if page is None else root + address.href(page)

    return resolve


def _page(path: str, known: Collection[IncidentId], attached: Collection[str]) -> str | None:
    if path in attached:
        return path
    incident = _incident(path)
    return address.incident(incident) if incident and incident in known else None


def _incident(path: str) -> IncidentId | None:
    match layout.place(path) if path.startswith(f"{layout.INCIDENTS}/") else None:
        case FactsFile(incident=found) | EntryFile(incident=found) | PostMortemFile(incident=found):
            return found
        case AttachmentFile():
            return None
    parts = path.split("/")
    return IncidentId(parts[1], parts[2]) if len(parts) == 3 and parts[0] == layout.INCIDENTS else None
