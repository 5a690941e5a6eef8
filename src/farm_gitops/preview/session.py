"""The site of a working tree, kept as the files are: each look finds what is new since the last, and says so.

What is shown is what a clean build of the same files makes, except that an incident whose file broke since it was
shown last is shown as it was then. Pages are made when somebody asks for one, and lie nowhere.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

from farm_gitops.actions.build import Gathered, SiteOf
from farm_gitops.actions.live import Live, LiveSite
from farm_gitops.actions.tracked import marks_of
from farm_gitops.errors import FarmError
from farm_gitops.git.revisions import contains
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.state import unfinished
from farm_gitops.model.events import Event
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.preview.contract import FindingJson
from farm_gitops.preview.findings import findings_of, why_not
from farm_gitops.preview.happened import Records, Seen, Story
from farm_gitops.preview.last_good import Held, broken_files, hold
from farm_gitops.preview.scan import Scan
from farm_gitops.preview.shown import Differing, ShownSite
from farm_gitops.preview.viewed import Viewed
from farm_gitops.preview.watch import Places, places_of
from farm_gitops.publish.output import Progress
from farm_gitops.records import layout
from farm_gitops.store.glob import fixed_folder
from farm_gitops.store.project import Project
from farm_gitops.store.seen import time_in
from farm_gitops.views import address

_TRIES: Final = 3  # looks at a head that moves while one looks
_FEW: Final = 100  # paths that are worth a look of their own before all are looked at; incidents whose pages are named
_AT_LATEST: Final = 2.0  # seconds after which all files are looked at, however busy it is
_NONE: Final = Differing(frozenset(), frozenset())


class Turn(NamedTuple):
    """What a look found: events, pages whose bytes differ, pages that are gone, and what is wrong now.

    Of the pages those are told that somebody looked at, and those of the incidents that changed. On a reload the files
    are those of another line of history, so nothing that happened is told. `configuration` is None before the first
    site could be made.
    """

    events: tuple[Event, ...]
    configuration: Configuration | None
    changed: frozenset[str]
    removed: frozenset[str]
    findings: tuple[FindingJson, ...]
    is_reload: bool = False


class _Stuck(NamedTuple):
    """Why no site could be made."""

    findings: tuple[FindingJson, ...]


class Session:
    """Looks at one working tree; `now` is the clock. One thread looks; any may ask for a page."""

    def __init__(self, project: Project, organization: str | None, now: Callable[[], Moment]) -> None:
        self._project: Final = project
        self._now: Final = now
        self._live: Final = Live(project, SiteOf(project.root / "site", organization=organization), self._show)
        self._scan: Final = Scan(project.root, self._starts, self._file_time)
        self._story: Final = Story(project)
        self._viewed: Final = Viewed()
        self._current: ShownSite | None = None
        self._held: Held | None = None
        self._owed: frozenset[str] = frozenset()
        self._is_stuck = False
        self._seen_all = 0.0

    @property
    def root(self) -> Path:
        """The top of the work tree."""
        return self._project.root

    @property
    def begun(self) -> int:
        """How often everything was read anew."""
        return self._live.begun

    @property
    def is_there(self) -> bool:
        """Whether there is a site to show."""
        return self._current is not None

    @property
    def lock(self) -> Path | None:
        """What lies there while git rewrites the work tree."""
        repository = self._project.repository
        return repository.git_dir / "index.lock" if repository else None

    def page(self, path: str) -> bytes | None:
        """A page as it is now; None where there is none. FarmError where a template is at fault."""
        while True:
            shown = self._current
            content = shown.page(path) if shown else None
            if content is not None or address.incident_at(path):  # who waits for a page to come wants to know as well
                self._viewed.add(path)
            # Whoever is given what was just replaced would not be told that it was.
            if shown is self._current:
                return content

    def paths(self) -> frozenset[str]:
        """Where there are pages; takes long where there are many."""
        return frozenset(self._current.live.paths if self._current else ())

    def places(self) -> tuple[Places, ...]:
        """What to watch for the next look to find something."""
        return places_of(self._project.root, self._project.repository, self._globs)

    def look(self, hints: Collection[str], progress: Progress) -> Iterator[Turn]:
        """See what the files say now. What matters most is told first.

        Where `hints` name a few records, those are looked at, and all the others only if that was not done just now:
        whoever gives hints asks again without any as soon as it is quiet.
        """
        is_quick = self.is_there and 0 < len(hints) <= _FEW and all(map(_is_record, hints))
        hinted = self._scan.of(hints) if is_quick else frozenset()
        if hinted:
            yield from self._turn(hinted, progress)
        if is_quick and monotonic() - self._seen_all < _AT_LATEST:
            return
        if self._current:
            self._live.foresee(self._current.live)
        self._story.meet()
        others = self._scan.everything()
        if others or self._owed or self._is_stuck or self._current is None or self._has_git_moved(self._current):
            yield from self._turn(others, progress)
        self._live.remember()
        self._seen_all = monotonic()

    def _turn(self, changed: frozenset[str], progress: Progress) -> Iterator[Turn]:
        self._owed |= changed  # until there is a site that shows it, whatever comes in between
        was_stuck, self._is_stuck = self._is_stuck, True  # also where a bug ends this: the next look says how it is
        before, made = self._current, self._made(self._owed, progress)
        if isinstance(made, _Stuck):
            yield Turn((), before.seen.configuration if before else None, *_NONE, made.findings)
            return
        self._is_stuck, self._owed = False, frozenset()
        if before is not None and not was_stuck and made.is_as(before):
            return
        self._current = made
        if before is not None and made.is_sideways and before.seen.contents != made.seen.contents:
            self._told(None, made)
            yield Turn((), made.seen.configuration, *_NONE, made.findings, is_reload=True)
        else:
            yield from self._turns_to(made, before)

    def _turns_to(self, made: ShownSite, before: ShownSite | None) -> Iterator[Turn]:
        """What happened, and the pages that differ: first what people wait for most."""
        # What happened to thousands takes longer to tell than to show.
        tells_last = before is not None and len(_differing(before.seen, made.seen)) > _FEW
        configuration, findings = made.seen.configuration, made.findings
        events = () if tells_last else self._told(before, made)
        for pages in self._pages(before, made):
            yield Turn(events, configuration, *pages, findings)
            events = ()
        if tells_last:
            yield Turn(self._told(before, made), configuration, *_NONE, findings)

    def _told(self, before: ShownSite | None, made: ShownSite) -> tuple[Event, ...]:
        if before is None:
            self._story.begin(made.seen, self._now())
            return ()
        return self._story.tell(before.seen.head, made.seen, self._now())

    def _pages(self, before: ShownSite | None, made: ShownSite) -> Iterator[Differing]:
        """The pages that differ: of the incidents that changed, then of the others that people look at."""
        if before is None:
            yield Differing(frozenset({address.DASHBOARD}), frozenset())
            return
        differing = _differing(before.seen, made.seen)
        viewed = self._viewed.latest_first()
        first = dict.fromkeys(path for path in viewed if address.incident_at(path) in differing)
        first.update(dict.fromkeys(map(address.incident, differing)) if len(differing) <= _FEW else {})
        yield made.differing(before, first)
        rest = (path for path in viewed if path not in first)
        for _, some in groupby(rest, key=lambda path: path.endswith(".html")):
            found = made.differing(before, some)
            if found != _NONE:
                yield found

    def _made(self, changed: frozenset[str], progress: Progress) -> ShownSite | _Stuck:
        """Make the next site; again where the head moved meanwhile, for what was read then is of two moments."""
        for _ in range(_TRIES):
            made = self._made_or_stuck(changed, progress)
            if isinstance(made, _Stuck) or not self._has_head_moved(made):
                break
        return made

    def _made_or_stuck(self, changed: frozenset[str], progress: Progress) -> ShownSite | _Stuck:
        try:
            return self._next(changed, progress)
        except FarmError as error:
            with self._project.worktree(history=False) as snapshot:
                return _Stuck(why_not(snapshot, error))

    def _next(self, changed: frozenset[str], progress: Progress) -> ShownSite:
        before = self._current
        live = self._live.after(before.live, changed, progress) if before else self._live.begin(progress)
        held = self._held
        assert held is not None  # Live asks for what to show whenever it makes a site
        findings = findings_of(live.found.snapshot, live.found.broken)
        made = ShownSite(
            live, _seen(held.found, live), held.broken, findings, is_sideways=self._is_sideways(live.found)
        )
        has_new_look = before is None or before.live.site.inputs.common != live.site.inputs.common
        for path in made.kinds() if has_new_look and live.found.snapshot.theme else ():
            made.page(path)  # so that a template that cannot be shown is found before anybody looks at a page
        return made

    def _show(self, found: Gathered) -> Gathered:
        """What is shown of the files; see `Live`."""
        before = self._current
        if before is None or self._is_sideways(found):
            self._held = Held(found, broken_files(found.broken))
        else:
            self._held = hold(found, before.seen, before.broken)
        return self._held.found

    def _is_sideways(self, found: Gathered) -> bool:
        """Whether the head left the line that it was on; a rebase goes back to where others are, and comes again."""
        repository, now = self._project.repository, found.commit
        before = self._current.seen.head if self._current else None
        if repository is None or before is None or before == now:
            return False
        return now is None or unfinished(repository) == "rebase" or not _grew(repository, before, now)

    def _has_git_moved(self, shown: ShownSite) -> bool:
        return self._has_head_moved(shown) or shown.live.tracked.marks != marks_of(self._project)

    def _has_head_moved(self, shown: ShownSite) -> bool:
        """Whether another commit is checked out; where git cannot say, making the next site tells why."""
        try:
            return shown.seen.head != self._project.head
        except GitFailed:
            return True

    @property
    def _globs(self) -> tuple[str, ...]:
        return tuple(self._current.seen.configuration.catalog) if self._current else ()

    def _starts(self) -> Iterable[str]:
        return (layout.CONFIGURATION, layout.INCIDENTS, layout.TEMPLATES, *map(fixed_folder, self._globs))

    def _file_time(self) -> int:
        """What the file system would write down now; a plain folder is left as it is, so another folder says."""
        folder = self._project.private_folder
        return time_in(folder if folder.is_dir() else Path(tempfile.gettempdir()))


def _is_record(path: str) -> bool:
    return path.startswith(f"{layout.INCIDENTS}/")


def _grew(repository: Repository, before: str, now: str) -> bool:
    """Whether a commit was added to; what a rewriting of history threw away is not in anybody's past."""
    try:
        return contains(repository, now, before)
    except GitFailed:
        return False


def _differing(before: Seen, now: Seen) -> frozenset[IncidentId]:
    """The incidents whose files say something else."""
    return frozenset(incident for incident, _ in before.contents.items() ^ now.contents.items())


def _seen(shown: Gathered, live: LiveSite) -> Seen:
    snapshot = shown.snapshot
    pending, broken = _incidents(live.tracked.pending), _incidents(each.path for each in live.found.broken)
    return Seen(shown.commit, snapshot.configuration, Records(snapshot), dict(snapshot.made_of), pending, broken)


def _incidents(paths: Iterable[str]) -> frozenset[IncidentId]:
    """Those in which some paths lie."""
    return frozenset(filter(None, map(layout.incident_of, paths)))
