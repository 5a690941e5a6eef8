"""One state of the records to one folder of files: the whole of `farm-gitops build` but the words it prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from farm_gitops.model.moment import Moment
from farm_gitops.publish.output import Progress, Written, check_output, write_site
from farm_gitops.publish.render import OVERRIDES, Templates
from farm_gitops.publish.site import Site
from farm_gitops.publish.theme import has_templates, own_assets, require_known_pages
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views.forge import Forge
from farm_gitops.views.world import Broken, BuiltFrom, World

__all__ = ["Broken", "BuildRequest", "BuiltFrom", "Forge", "Written", "build"]


def _silent(what: str, done: int, total: int) -> None:
    """For those who do not want to know."""


@dataclass(frozen=True)
class BuildRequest:
    """What to build and where: nothing else has a say in what the bytes are.

    `project` is the root of the records; `as_of` the moment of which relative and overdue figures speak.
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


def build(request: BuildRequest) -> Written:
    """Build the site; UsageError for a folder that is not ours, FarmError where a template or the disk is at fault."""
    output = check_output(request.output, request.project)
    world = World(
        request.snapshot,
        request.as_of,
        request.built_from,
        request.uncommitted,
        request.broken,
        request.organization,
        request.forge,
    )

    theme = {file.path.removeprefix(OVERRIDES): file for file in request.snapshot.theme}

    def read_override(name: str) -> bytes | None:
        # Only what was listed, since that decides on the sandbox.
        return request.snapshot.find(theme[name].path) if name in theme else None

    require_known_pages(theme)
    templates = Templates(read_override, has_own=has_templates(theme))
    site = Site(world, templates, request.snapshot.read, own_assets(theme))
    return write_site(output, list(site.pages()), request.progress)
