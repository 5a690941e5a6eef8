"""The page of a post-mortem: what the incident taught, in full, to be read on its own and to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.ssh import fingerprint, key_of_signature
from farm_gitops.records import layout
from farm_gitops.records.sealed import digest_of_approval
from farm_gitops.views import address
from farm_gitops.views.incident import setting_of
from farm_gitops.views.markup import Markup
from farm_gitops.views.post_mortem import PostMortemShown, post_mortem
from farm_gitops.views.row import Row
from farm_gitops.views.timeline import CommitLink, Setting, commit_link
from farm_gitops.views.world import Broken, World


class SignatureShown(NamedTuple):
    """What an approval was signed with, and what was signed: SHA-256 in hexadecimal (see `model/signature.py`)."""

    fingerprint: str
    digest: str


@dataclass(frozen=True, slots=True)
class PostMortemPage:
    """Everything that the page of a post-mortem shows; `row` is its incident, `document` the post-mortem in the API."""

    row: Row
    path: str
    document: str
    shown: PostMortemShown
    factors: tuple[Markup, ...]
    body: Markup | None
    signature: SignatureShown | None
    commit: CommitLink | None
    broken: tuple[Broken, ...]


def post_mortem_page(record: IncidentRecord, world: World) -> PostMortemPage | None:
    """The page of the post-mortem of an incident, or None where it has none."""
    setting = setting_of(record, world, address.post_mortem(record.id), under=2)
    found, shown = record.post_mortem, post_mortem(record, world.as_of, setting)
    if found is None or shown is None:
        return None
    path, origin = layout.post_mortem_path(record.id), record.post_mortem_origin
    return PostMortemPage(
        row=world.row_of[record.id],
        path=path,
        document=address.href(address.api_post_mortem(record.id)),
        shown=shown,
        factors=_factors(found, path, setting),
        body=_body(record, found, world),
        signature=_signature(record, found),
        commit=commit_link(setting.repository, origin.commit) if origin else None,
        broken=tuple(each for each in world.broken_by_incident.get(layout.folder(record.id), ()) if each.path == path),
    )


def _factors(found: PostMortem, path: str, setting: Setting) -> tuple[Markup, ...]:
    factors = enumerate(found.contributing_factors, 1)
    return tuple(setting.render(factor, path, f"factor-{number}-") for number, factor in factors)


def _body(record: IncidentRecord, found: PostMortem, world: World) -> Markup | None:
    """Its headings stand beside those of the page, right below the title."""
    if not found.body.strip():
        return None
    setting = setting_of(record, world, address.post_mortem(record.id), under=1)
    return setting.render(found.body, layout.post_mortem_path(record.id), "post-mortem-")


def _signature(record: IncidentRecord, found: PostMortem) -> SignatureShown | None:
    key = key_of_signature(found.signature) if found.signature and found.is_approved else None
    return SignatureShown(fingerprint(key), digest_of_approval(record, found)) if key else None
