"""Tells when something may have changed. A notification only says "look": it can be lost, and says nothing of what.

Folders that are taken away and come back are watched again; where the system has no watches left, it looks by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Final, NamedTuple, Protocol

from watchfiles import Change, watch

from farm_gitops.git.runner import Repository
from farm_gitops.records import layout
from farm_gitops.store.glob import fixed_folder

_LONGEST: Final = 400  # milliseconds that changes are gathered, however many come
_QUIET: Final = 600  # milliseconds without a change, after which one looks again for what was lost
_POLL: Final = 1.0  # seconds between two looks without notifications, and at least twice what a look takes
_GIT: Final = frozenset({"HEAD", "index", "packed-refs", "config", "shallow"})


FileChange = tuple[Change, str]


class Places(NamedTuple):
    """Folders to watch, and the `names` in them that count (None: all, also in the folders below)."""

    folders: tuple[Path, ...]
    names: frozenset[str] | None
    step: int  # milliseconds without another change that end a burst


class Nudge(Protocol):
    """Whoever looks."""

    def nudge(self, hints: Iterable[str] = ()) -> int:
        """See `Work`."""

    def wait(self, ticket: int, patience: float) -> bool:
        """See `Work`."""


class Watch:
    """Watches the places that `places` names, each time it is asked, until it is stopped; `say` tells a person."""

    def __init__(
        self, root: Path, places: Callable[[], tuple[Places, ...]], work: Nudge, say: Callable[[str], None]
    ) -> None:
        self._root: Final = root
        self._places: Final = places
        self._work: Final = work
        self._say: Final = say
        self._stop: Final = Event()
        self._is_polling: Final = Event()

    def start(self) -> None:
        """Begin, in threads of its own."""
        for number in range(len(self._places())):
            Thread(target=self._run, args=(number,), name=f"preview-watch-{number}", daemon=True).start()

    def stop(self) -> None:
        """End within a moment."""
        self._stop.set()

    def _run(self, number: int) -> None:
        while not self._stop.is_set():
            try:
                self._watch(number, self._places()[number])
            except FileNotFoundError:  # gone between two looks, or for as long as somebody moves the whole folder
                self._work.nudge()
                self._stop.wait(_QUIET / 1000)
            except (OSError, RuntimeError) as error:  # no watches left, or the watcher says that it is broken
                self._poll(str(error))
                return

    def _watch(self, number: int, places: Places) -> None:
        """Until the places are others; whoever begins to watch may have missed something before."""
        known = _identities(places.folders)
        folders = [str(folder) for folder, mark in known if mark is not None]
        if not folders:
            self._stop.wait(_QUIET / 1000)
            return
        is_settled = False
        for found in self._bursts(folders, places):
            if (found and _counts(found, places.names)) or not (found or is_settled):
                self._work.nudge(self._hints(found))
                is_settled = not found
            if known != _identities(self._places()[number].folders):
                self._work.nudge()
                return

    def _hints(self, found: set[FileChange]) -> Iterator[str]:
        """The paths that changed, as seen from the root; of one outside, like those of git, nothing can be said."""
        root = f"{self._root}/"
        return (path.removeprefix(root) for _, path in found if path.startswith(root))

    def _bursts(self, folders: list[str], places: Places) -> Iterator[set[FileChange]]:
        """What changed together; nothing, where for a while nothing did."""
        return watch(
            *folders,
            watch_filter=None,
            debounce=_LONGEST,
            step=places.step,
            stop_event=self._stop,
            rust_timeout=_QUIET,
            yield_on_timeout=True,
            recursive=places.names is None,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )

    def _poll(self, reason: str) -> None:
        """Look now and then; said and done once, whichever watch fails first."""
        if self._is_polling.is_set():
            return
        self._is_polling.set()
        self._say(
            f"files cannot be watched here ({reason}), so they are looked at every now and then\n"
            "  cure: sudo sysctl fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024"
        )
        pause = _POLL
        while not self._stop.wait(pause):
            began = monotonic()
            self._work.wait(self._work.nudge(), 60)
            pause = max(_POLL, 2 * (monotonic() - began))


def places_of(root: Path, repository: Repository | None, catalog: Iterable[str]) -> tuple[Places, ...]:
    """What the site of a work tree is made of: the records and what they are shown with, and where git stands."""
    tops = {glob.partition("/")[0] for glob in catalog if fixed_folder(glob)}
    inside = (layout.INCIDENTS, layout.TEMPLATES, *sorted(tops))
    deep = [root / name for name in inside]
    if any(not fixed_folder(glob) for glob in catalog):
        deep = [folder for folder in root.iterdir() if _is_ours(folder)]
    flat = [root]
    if repository is not None:
        deep.append(repository.common_dir / "refs")
        flat += [repository.git_dir, repository.common_dir]
    names = frozenset({layout.CONFIGURATION, *inside}) | (_GIT if repository else frozenset())
    return Places(tuple(dict.fromkeys(deep)), None, 5), Places(tuple(dict.fromkeys(flat)), names, 20)


def _is_ours(folder: Path) -> bool:
    """Whether records may lie in a folder at the top; what others make there is large, and changes all the time."""
    return folder.is_dir() and not folder.is_symlink() and folder.name not in {".git", ".venv", "node_modules", "site"}


def _counts(found: set[FileChange], names: frozenset[str] | None) -> bool:
    return names is None or any(path.rpartition("/")[2] in names for _, path in found)


def _identities(folders: Iterable[Path]) -> list[tuple[Path, tuple[int, int] | None]]:
    """Which folders lie there now: one that was taken away and came back is another."""
    return [(folder, _identity(folder)) for folder in folders]


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
