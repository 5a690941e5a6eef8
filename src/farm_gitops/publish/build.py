"""One state of the records to one folder of files: the whole of `farm-gitops build` but the words it prints."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.publish.ledger import Ledger
from farm_gitops.publish.output import Look, Progress, Written, check_output, write_site
from farm_gitops.publish.page import Known
from farm_gitops.publish.render import OVERRIDES, Templates
from farm_gitops.publish.site import Site
from farm_gitops.publish.theme import has_templates, own_assets, require_known_pages
from farm_gitops.store.fingerprint import fingerprint
from farm_gitops.store.memory import NOTHING_KEPT, Cache
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import content_id
from farm_gitops.views.brief import Brief
from farm_gitops.views.forge import Forge
from farm_gitops.views.inputs import Inputs, MadeOf, nobody_looked
from farm_gitops.views.world import Broken, BuiltFrom, World

__all__ = ["Broken", "BuildRequest", "BuiltFrom", "Forge", "Written", "build"]


def _silent(what: str, done: int, total: int) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True)
class BuildRequest:
    """What to build and where: nothing else has a say in what the bytes are.

    `project` is the root of the records; `as_of` the moment of which relative and overdue figures speak. `made_of`
    tells the files of an incident, and what git knows of them, from all others; where it does, pages are made only
    where something differs. Incidents that are known in brief (`briefs`, all or none) are not read for that. Whoever
    `trusts` the output knows that it lies there as a build left it.
    """

    project: Path
    snapshot: FileSnapshot
    output: Path
    as_of: Moment
    built_from: BuiltFrom | None = None
    uncommitted: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()
    organization: str | None = None
    progress: Progress = field(default=_silent, compare=False)
    forge: Forge | None = None
    made_of: MadeOf = nobody_looked
    briefs: Mapping[IncidentId, Brief] | None = None
    cache: Cache = field(default=NOTHING_KEPT, compare=False)
    verifies: bool = False
    trusts: bool = False


def build(request: BuildRequest) -> Written:
    """Build the site; UsageError for a folder that is not ours, FarmError where a template or the disk is at fault."""
    output = check_output(request.output, request.project)
    site = prepared(request)
    site.templates.compiled.look()
    whole = site.inputs.of_all()
    bundles = [bundle if bundle.inputs else bundle._replace(inputs=whole) for bundle in site.bundles()]
    there = Look.VERIFYING if request.verifies else Look.NONE if request.trusts else Look.USUAL
    written = write_site(Ledger(request.cache, output), output, bundles, request.progress, there)
    site.templates.compiled.keep()
    return written


def prepared(request: BuildRequest, before: Site | None = None) -> Site:
    """The site, of which no page is made yet; what it has in common with one `before` is taken over."""
    world = World(
        request.snapshot,
        request.as_of,
        request.built_from,
        request.uncommitted,
        request.broken,
        request.organization,
        request.forge,
        before.world.for_later() if before else None,
        request.briefs,
    )
    theme = {file.path.removeprefix(OVERRIDES): request.snapshot.find(file.path) for file in request.snapshot.theme}
    require_known_pages(theme)
    common = _common(request.snapshot, theme)
    if before and before.inputs.common == common:
        templates = before.templates
    else:
        # Only what was listed has a say, since that decides on the sandbox.
        templates = Templates(theme.get, has_own=has_templates(theme), cache=request.cache)
    known = Known(Inputs(world, common, request.made_of), request.cache)
    return Site(world, templates, request.snapshot.read, own_assets(theme), known)


def _common(snapshot: FileSnapshot, theme: Mapping[str, bytes | None]) -> str:
    """What every page depends on, as it was read: the program, the configuration, the catalog and the theme."""
    told = hashlib.sha256(fingerprint())
    for document in (snapshot.configuration_document, *snapshot.catalog_documents):
        told.update(f"{document.path}\0{document.text}\0".encode("utf-8", "surrogateescape"))
    for name, content in theme.items():
        told.update(f"{name}\0{content_id(content or b'')}\0".encode("utf-8", "surrogateescape"))
    return told.hexdigest()
