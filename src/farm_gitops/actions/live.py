"""The site of a working tree in memory, for whoever shows it while files change: a page is made when somebody asks.

What a change leaves as it was is taken over from the site of before: records, rows, git's history, and every page whose
inputs are the same. Whatever happened, a page has the bytes that a clean build gives it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Final, NamedTuple

from farm_gitops.actions.build import Gathered, SiteOf, gathered, request_of
from farm_gitops.actions.build_memory import Sources, understand_again
from farm_gitops.actions.moved import Moved, Parted, moved, parted
from farm_gitops.actions.tracked import Changed, Tracked, ask_again, track, track_again
from farm_gitops.errors import FarmError
from farm_gitops.model.incident import IncidentId
from farm_gitops.publish.build import prepared
from farm_gitops.publish.output import Progress
from farm_gitops.publish.site import Site
from farm_gitops.records import layout
from farm_gitops.records.layout import File, Misplaced
from farm_gitops.store.cache import NO_CACHE, Cache, cache_of
from farm_gitops.store.glob import fixed_folder
from farm_gitops.store.memory import NOTHING_KEPT, Later, Owed
from farm_gitops.store.project import Project
from farm_gitops.store.source import Worktree

_MANY: Final = 200  # paths that changed; of fewer it is quicker to read them than to ask what is remembered
_MOST: Final = 64 << 20  # bytes of pages; some two thousand, and people look at a few hundred
_OF_THE_TREE: Final = frozenset({"unsafe-path", "unexpected-file"})  # rules that judge files by what lies beside them

Show = Callable[[Gathered], Gathered]
"""What is shown of what was gathered; the snapshot is its own, so that it may put records back into it."""


def _as_it_is(found: Gathered) -> Gathered:
    return found


class _Reading(NamedTuple):
    """What is asked before files are read, and who is told how far that has come."""

    memory: Cache
    progress: Progress


class _Foreseen(NamedTuple):
    """How git's head moved from one commit to another, as soon as git has said so."""

    before: str | None
    head: str | None
    parted: Future[Parted | None]


class _Made(NamedTuple):
    """The bytes of a page, and what they depended on."""

    inputs: str
    content: bytes


class MadePages:
    """Pages that were made, for the sites to come; of more than `most` bytes those go that nobody needed longest.

    A page that is forgotten is made again.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._pages: Final[OrderedDict[str, _Made]] = OrderedDict()
        self._most: Final = most
        self._size = 0

    def find(self, path: str, inputs: str) -> bytes | None:
        """The bytes of a page, if they were made from the same."""
        known = self._pages.get(path)
        if known is None or known.inputs != inputs:
            return None
        self._pages.move_to_end(path)
        return known.content

    def keep(self, path: str, inputs: str, content: bytes) -> None:
        """Remember a page, instead of what it was."""
        before = self._pages.pop(path, None)
        self._pages[path] = _Made(inputs, content)
        self._size += len(content) - (len(before.content) if before else 0)
        while self._size > self._most:
            _, oldest = self._pages.popitem(last=False)
            self._size -= len(oldest.content)


class LiveSite:
    """The site of a working tree at one moment; `found` is what its files say, `site` what is shown of it."""

    def __init__(self, found: Gathered, site: Site, tracked: Tracked, made: MadePages) -> None:
        self.found: Final = found
        self.site: Final = site
        self.tracked: Final = tracked
        self.made: Final = made
        self._of_now: Final[dict[str, bytes]] = {}

    @property
    def paths(self) -> Iterator[str]:
        """Where there are pages; all are prepared for that, which takes long where there are many."""
        return (page.path for page in self.site.pages())

    def page(self, path: str) -> bytes | None:
        """The bytes of a page, made now unless they are known; None where there is none."""
        if path in self._of_now:
            return self._of_now[path]
        page = self.site.find(path)
        if page is None:
            return None
        known = self.made.find(path, page.inputs) if page.inputs else None
        content = page.make() if known is None else known
        self._of_now[path] = content
        if page.inputs and known is None:
            self.made.keep(path, page.inputs, content)
        return content

    def differs(self, path: str, before: LiveSite) -> bool:
        """Whether a page has other bytes than it had; most need not be made to know."""
        here, there = self.site.find(path), before.site.find(path)
        if here and there and here.inputs and here.inputs == there.inputs:
            return False
        return self.page(path) != before.page(path)


class Live:
    """Makes the site of a working tree, and the next one from that of before; `show` says what is shown of it.

    For one thread at a time, as are its sites; `begun` counts how often everything was read.
    """

    def __init__(self, project: Project, wanted: SiteOf, show: Show = _as_it_is) -> None:
        self._project: Final = project
        self._wanted: Final = wanted
        self._show: Final = show
        self._owed: Final[Owed] = []
        self._foreseen: _Foreseen | None = None
        self.begun = 0

    def begin(self, progress: Progress, before: LiveSite | None = None) -> LiveSite:
        """Read everything; raises as `build_site` does. Pages of a site `before` are kept where nothing differs."""
        self.begun += 1
        with gathered(self._project, self._wanted, progress, holds=True) as found:
            return self._site(found, track(self._project, found.snapshot), before)

    def after(self, before: LiveSite, changed: Iterable[str], progress: Progress) -> LiveSite:
        """The site after what lies at some paths (of files, or of folders) was changed, and whatever git did meanwhile.

        Raises as `build_site` does.
        """
        found, head, paths = before.found, self._project.head, frozenset(changed)
        asks_memory = found.commit != head or len(paths) > _MANY
        with self._memory() if asks_memory else NO_CACHE as memory:
            later = Later(memory, self._owed)
            now = moved(Moved(found.commit, found.past), head, self._parted(found.commit, head), later)
            again = self._again(before, paths, now, _Reading(later, progress)) if now else None
        return self.begin(progress, before) if again is None else again

    def foresee(self, before: LiveSite) -> None:
        """Have git say how its head moved while whoever asks for the next site finds out which files did."""
        with suppress(FarmError):  # where git has a complaint, `after` tells it
            commit, head = before.found.commit, self._project.head
            if commit != head:
                beside = ThreadPoolExecutor(1)
                self._foreseen = _Foreseen(commit, head, beside.submit(parted, self._project, commit, head))
                beside.shutdown(wait=False)

    def _parted(self, before: str | None, head: str | None) -> Parted | None:
        if before == head:
            return None
        foreseen, self._foreseen = self._foreseen, None
        if foreseen and (foreseen.before, foreseen.head) == (before, head):
            return foreseen.parted.result()
        return parted(self._project, before, head)

    def remember(self) -> None:
        """Keep for later what was worked out since; whoever waits for a page need not wait for that."""
        with self._memory() if self._owed else NO_CACHE as memory:
            while self._owed:
                memory.put_many(*self._owed.pop())

    def _memory(self) -> AbstractContextManager[Cache]:
        return cache_of(self._project) if self._wanted.remembers else NO_CACHE

    def _again(self, before: LiveSite, paths: frozenset[str], now: Moved, reading: _Reading) -> LiveSite | None:
        """The site of which some incidents alone are read; None where only a look at everything will do."""
        touched = _touched(before.found, paths, now)
        if touched is None:
            return None
        folders = sorted(map(layout.folder, touched))
        with ThreadPoolExecutor(2) as beside:  # git looks at the files while we do, and tells what landed
            asked = beside.submit(ask_again, self._project, before.tracked, folders)
            told = [beside.submit(now.past.what_landed, each) for each in sorted(touched)[:1]]
            snapshot = before.found.snapshot.after(Worktree(self._project.root), now.past, touched)
            files = [file for incident in touched for file in snapshot.files_of(incident)]
            if any(map(_is_out_of_place, files)):
                return None
            wait(told)
            sources = Sources(snapshot, now.past, reading.memory)
            broken = understand_again(sources, touched, before.found.broken, reading.progress)
        read = frozenset(file.path for file in files)
        tracked = track_again(before.tracked, asked.result(), Changed(folders, read, now.files))
        found = before.found._replace(snapshot=snapshot, broken=broken, commit=now.head, past=now.past, seen=None)
        return self._site(found, tracked, before)

    def _site(self, found: Gathered, tracked: Tracked, before: LiveSite | None) -> LiveSite:
        shown = self._show(found._replace(snapshot=found.snapshot.copy()))
        request = request_of(self._project, self._wanted, shown, tracked.pending)
        site = prepared(replace(request, cache=NOTHING_KEPT), before.site if before else None)
        return LiveSite(found, site, tracked, before.made if before else MadePages())


def _touched(found: Gathered, paths: Iterable[str], now: Moved) -> frozenset[IncidentId] | None:
    """The incidents in which something changed; None where something else that the site depends on may have."""
    catalog = found.snapshot.configuration.catalog
    touched = set(now.incidents)
    for path in {*paths, *(change.path for change in now.files)}:
        incident = layout.incident_of(f"{path}/")
        if incident:
            touched.add(incident)
        elif _matters(path, catalog):
            return None
    is_of_the_tree = any(each.rule in _OF_THE_TREE for each in found.broken)
    return None if touched and is_of_the_tree else frozenset(touched)


def _matters(path: str, catalog: Iterable[str]) -> bool:
    """Whether a path that lies in no incident may have a say; of a folder nobody knows what was in it."""
    places = (layout.CONFIGURATION, layout.INCIDENTS, layout.TEMPLATES, *map(fixed_folder, catalog))
    return not path.startswith(".git/") and any(_meet(path, place) for place in places)


def _meet(path: str, place: str) -> bool:
    return place in {"", path} or path.startswith(f"{place}/") or place.startswith(f"{path}/")


def _is_out_of_place(file: File) -> bool:
    """Whether only a look at all files judges this one."""
    return isinstance(layout.place(file.path), Misplaced) or any(layout.dangers(file))
