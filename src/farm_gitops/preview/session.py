"""The site of a working tree, kept as the files are: each look scans the truth, and says what is new since the last.

What is served is what a clean build of the same files makes, except that an incident whose file broke since it was
shown last is shown as it was then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.actions.build import Gathered, SiteOf, build_gathered, gathered
from farm_gitops.errors import FarmError
from farm_gitops.git.revisions import contains
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.state import unfinished
from farm_gitops.model.events import Event
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.preview.contract import FindingJson
from farm_gitops.preview.findings import findings_of, why_not
from farm_gitops.preview.happened import Seen, Story
from farm_gitops.preview.last_good import BrokenFiles, Held, broken_files, hold
from farm_gitops.preview.watch import Places, places_of
from farm_gitops.publish import manifest
from farm_gitops.publish.output import Progress
from farm_gitops.store.project import Project

_TRIES: Final = 3  # looks at a head that moves while one looks


class Turn(NamedTuple):
    """What a look found: events, the pages whose bytes differ, those that are gone, and what is wrong now.

    On a reload the files are those of another line of history, so nothing that happened is told. `configuration` is
    None before the first site could be built.
    """

    events: tuple[Event, ...]
    configuration: Configuration | None
    changed: frozenset[str]
    removed: frozenset[str]
    findings: tuple[FindingJson, ...]
    is_reload: bool = False


class _Made(NamedTuple):
    """A site that was built, and from what."""

    seen: Seen
    broken: BrokenFiles
    findings: tuple[FindingJson, ...]
    is_sideways: bool


class _Stuck(NamedTuple):
    """Why no site could be built."""

    findings: tuple[FindingJson, ...]


class Session:
    """Looks at one working tree; `now` is the clock, and `wanted` says where the pages lie. One look at a time."""

    def __init__(self, project: Project, wanted: SiteOf, now: Callable[[], Moment]) -> None:
        self._project: Final = project
        self._wanted: Final = wanted
        self._now: Final = now
        self._story: Final = Story(project)
        self._last: _Made | None = None
        self._pages: Mapping[str, str] = {}

    @property
    def output(self) -> Path:
        """Where the pages lie."""
        return self._wanted.output

    @property
    def pages(self) -> Mapping[str, str]:
        """The SHA-256 of each page, by its path: nothing else is part of the site."""
        return self._pages

    @property
    def lock(self) -> Path | None:
        """What lies there while git rewrites the work tree."""
        repository = self._project.repository
        return repository.git_dir / "index.lock" if repository else None

    def places(self) -> tuple[Places, ...]:
        """What to watch for the next look to find something."""
        catalog = self._last.seen.configuration.catalog if self._last else ()
        return places_of(self._project.root, self._project.repository, catalog)

    def look(self, progress: Progress) -> Turn:
        """See what the files say now, and make the pages of it."""
        before, made = self._last, self._make(progress)
        pages, self._pages = self._pages, manifest.digests(self.output)
        changed = frozenset(path for path, digest in self._pages.items() if pages.get(path) != digest)
        removed = frozenset(pages.keys() - self._pages.keys())
        if isinstance(made, _Stuck):
            return Turn((), before.seen.configuration if before else None, changed, removed, made.findings)
        self._last = made
        events, is_reload = self._told(before, made)
        return Turn(events, made.seen.configuration, changed, removed, made.findings, is_reload)

    def _told(self, before: _Made | None, made: _Made) -> tuple[tuple[Event, ...], bool]:
        is_reload = before is not None and made.is_sideways and before.seen.contents != made.seen.contents
        if before is None or is_reload:
            self._story.begin(made.seen, self._now())
            return (), is_reload
        return self._story.tell(before.seen.head, made.seen, self._now()), False

    def _make(self, progress: Progress) -> _Made | _Stuck:
        """Build; again where the head moved meanwhile, for what was read then is of two moments."""
        for _ in range(_TRIES):
            made = self._made_or_stuck(progress)
            if isinstance(made, _Stuck) or made.seen.head == self._project.head:
                break
        return made

    def _made_or_stuck(self, progress: Progress) -> _Made | _Stuck:
        try:
            return self._build(progress)
        except FarmError as error:
            with self._project.worktree(history=False) as snapshot:
                return _Stuck(why_not(snapshot, error))

    def _build(self, progress: Progress) -> _Made:
        before = self._last
        with gathered(self._project, self._wanted, progress) as found:
            findings = findings_of(found.snapshot, found.broken)
            is_sideways = before is not None and self._is_sideways(before.seen.head, found.commit)
            held = Held(found, broken_files(found.broken))
            if before is not None and not is_sideways:
                held = hold(found, before.seen, before.broken)
            build_gathered(self._project, self._wanted, held.found, progress)
            return _Made(_seen(held.found), held.broken, findings, is_sideways)

    def _is_sideways(self, before: str | None, now: str | None) -> bool:
        """Whether the head left the line that it was on; a rebase goes back to where others are, and comes again."""
        repository = self._project.repository
        if repository is None or before in {None, now}:
            return False
        return now is None or unfinished(repository) == "rebase" or not _grew(repository, before or "", now)


def _grew(repository: Repository, before: str, now: str) -> bool:
    """Whether a commit was added to; what a rewriting of history threw away is not in anybody's past."""
    try:
        return contains(repository, now, before)
    except GitFailed:
        return False


def _seen(found: Gathered) -> Seen:
    snapshot = found.snapshot
    records = {incident: snapshot.record(incident) for incident in snapshot.ids()}
    return Seen(found.commit, snapshot.configuration, records, dict(snapshot.made_of))
