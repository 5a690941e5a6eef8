"""Build the site of the working tree or of a commit: gathers what the bytes depend on, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from farm_gitops.actions.build_memory import Sources, understand
from farm_gitops.actions.shelf import Shelf
from farm_gitops.actions.unchanged import Tree, look_around
from farm_gitops.errors import Refused
from farm_gitops.git.forges import forge_kind
from farm_gitops.git.log import committer_date
from farm_gitops.git.objects import Blobs
from farm_gitops.git.runner import Repository
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.publish.build import Broken, BuildRequest, BuiltFrom, Forge, build
from farm_gitops.publish.output import Progress, Written
from farm_gitops.publish.render import OVERRIDES
from farm_gitops.records import layout
from farm_gitops.records.layout import shown
from farm_gitops.store.cache import NO_CACHE, Cache, cache_of
from farm_gitops.store.history import NO_PAST, Past
from farm_gitops.store.keeping import Keeping
from farm_gitops.store.project import Project, snapshot_of
from farm_gitops.store.seen import Seen
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Revision, Source, Worktree

_READ_AS_WELL: Final = (f"{layout.INCIDENTS}/", layout.CONFIGURATION, OVERRIDES)
_LONG_AGO: Final = Moment.at(datetime(1970, 1, 1, tzinfo=UTC))


class SiteOf(NamedTuple):
    """What to build: the working tree, or the commit `at`; `as_of` is the moment of which it speaks.

    Unless it `remembers`, nothing that another build worked out is used or kept. One that `verifies` reads every file
    of the output, one that `trusts` looks at none that it does not make.
    """

    output: Path
    at: str | None = None
    as_of: Moment | None = None
    organization: str | None = None
    history: bool = True
    remembers: bool = True
    verifies: bool = False
    trusts: bool = False


class BuiltSite(NamedTuple):
    """What was written, and the records that are left out because they cannot be read.

    `tree` tells the files of a working tree as they were before they were read; None where that says too little.
    """

    written: Written
    as_of: Moment
    broken: tuple[Broken, ...]
    tree: Tree | None


class Gathered(NamedTuple):
    """The records that a site is made of, each understood; what was `seen` of a working tree before any was read.

    `past` is what git knows of them up to the `commit`.
    """

    snapshot: Keeping
    broken: tuple[Broken, ...]
    commit: str | None
    cache: Cache
    seen: Seen | None
    past: Past


def build_site(project: Project, wanted: SiteOf, progress: Progress) -> BuiltSite:
    """Build; FarmError where history is cut off (unless it is not wanted), Refused for an unknown organization."""
    with gathered(project, wanted, progress) as found:
        return build_gathered(project, wanted, found, progress)


@contextmanager
def gathered(project: Project, wanted: SiteOf, progress: Progress, *, holds: bool = False) -> Iterator[Gathered]:
    """What there is to build, for whoever looks at the records as well; raises as `build_site` does.

    Who `holds` it has all records in memory.
    """
    if wanted.history:
        project.require_history()
    commit = project.resolve(wanted.at) if wanted.at is not None else project.head
    with _cache(project, wanted) as cache, _source(project, wanted, commit) as source:
        past = project.past(commit, cache) if wanted.history else NO_PAST
        snapshot = Keeping.of(snapshot_of(source, past), holds=holds)
        require_known(snapshot, wanted.organization)
        seen = None if wanted.at else look_around(project.place, snapshot.configuration.catalog, wanted.output)
        broken = understand(Sources(snapshot, past, cache, None if holds else Shelf(cache)), progress)
        if not holds:
            snapshot.let_go()
            past.rest()
        yield Gathered(snapshot, broken, commit, cache, seen, past)


def build_gathered(project: Project, wanted: SiteOf, found: Gathered, progress: Progress) -> BuiltSite:
    """Make the pages of what was understood."""
    progress("measuring", 0, 0)
    differing = project.uncommitted() if wanted.at is None else frozenset()
    uncommitted = _uncommitted(project, found.snapshot, differing) if wanted.at is None else frozenset()
    request = request_of(project, wanted, found, uncommitted)
    written = build(replace(request, progress=progress))
    tree = Tree(found.commit or "", found.seen, differing) if found.seen else None
    return BuiltSite(written, request.as_of, found.broken, tree)


def request_of(project: Project, wanted: SiteOf, found: Gathered, uncommitted: frozenset[str]) -> BuildRequest:
    """What to build, with the paths that no commit holds."""
    snapshot, built_from = found.snapshot, _built_from(project, found.commit)
    return BuildRequest(
        project.root,
        snapshot,
        wanted.output,
        wanted.as_of or _as_of(snapshot, built_from, is_clean=not uncommitted),
        built_from,
        uncommitted,
        found.broken,
        wanted.organization,
        forge=_forge(snapshot),
        made_of=partial(_made_of, found),
        briefs=snapshot.briefs,
        cache=found.cache,
        verifies=wanted.verifies,
        trusts=wanted.trusts and not wanted.verifies,
    )


def _cache(project: Project, wanted: SiteOf) -> AbstractContextManager[Cache]:
    return cache_of(project) if wanted.remembers else NO_CACHE


@contextmanager
def _source(project: Project, wanted: SiteOf, commit: str | None) -> Iterator[Source]:
    if wanted.at is None or commit is None:
        yield Worktree(project.root)
        return
    repository = project.require_repository()
    with Blobs(repository) as blobs:
        yield Revision(repository, commit, blobs)


def _made_of(found: Gathered, incident: IncidentId) -> str | None:
    """What tells the files of an incident, and what git knows of them, from all others; None where nobody looked."""
    contents = found.snapshot.made_of.get(incident)
    return contents and f"{contents} {found.past.told_by(incident)}"


def _uncommitted(project: Project, snapshot: FileSnapshot, differing: frozenset[str]) -> frozenset[str]:
    """What the site is made from and no commit holds, files that git ignores included; names as they can be shown."""
    if project.head is None:
        return frozenset()
    return pending(read_of(snapshot), differing, project.landed_paths())


def read_of(snapshot: FileSnapshot) -> frozenset[str]:
    """What a site is made from, besides farm.yaml and the theme."""
    documents = (document.path for document in snapshot.catalog_documents)
    return frozenset(file.path for file in snapshot.files).union(documents)


def pending(read: Set[str], differing: Set[str], landed: Set[str]) -> frozenset[str]:
    """Of what git finds `differing` and of what was `read` that which no commit holds, as it can be shown."""
    changed = {path for path in differing if path in read or path.startswith(_READ_AS_WELL)}
    return frozenset(map(shown, changed | (read - landed)))


def require_known(snapshot: FileSnapshot, organization: str | None) -> None:
    """Refused for an organization that farm.yaml does not name."""
    known = snapshot.configuration.organizations
    if organization is not None and organization not in known:
        raise Refused(f"farm.yaml knows no organization `{organization}`", f"one of: {', '.join(known)}")


def _built_from(project: Project, commit: str | None) -> BuiltFrom | None:
    if commit is None or project.repository is None:
        return None
    return BuiltFrom(commit, _recorded(project.repository, commit))


@lru_cache(maxsize=16)
def _recorded(repository: Repository, commit: str) -> Moment:
    """When a commit (full id) was recorded: that never changes, and whoever builds again and again asks each time."""
    return Moment.parse(committer_date(repository, commit))


def _forge(snapshot: FileSnapshot) -> Forge | None:
    """Where changes go to, as farm.yaml says: whatever is checked out, the same commit gives the same links."""
    site = snapshot.configuration.site
    if site.repository is None:
        return None
    return Forge(forge_kind(urlsplit(site.repository).hostname or ""), site.repository, site.branch)


def _as_of(snapshot: Keeping, built_from: BuiltFrom | None, *, is_clean: bool) -> Moment:
    """The commit's date; for what no commit holds the later of that and the newest time in the files."""
    committed = built_from.committed if built_from else _LONG_AGO
    if is_clean and built_from is not None:
        return committed
    known = filter(None, [brief.newest for brief in snapshot.briefs.values()])
    return max([committed, *known], key=attrgetter("instant"))
