"""Which files changed since one looked last, found out from the files themselves: who is told of changes can miss some.

What was changed a moment ago could be changed once more without showing it, as git says of its index ("racy"): such a
file counts as changed until it is seen again later on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.store.seen import is_settled


class _Mark(NamedTuple):
    mode: int
    size: int
    modified: int  # this and the next in nanoseconds; a change of rights, or of what lies here, changes the next
    changed: int
    number: int

    @property
    def newest(self) -> int:
        return max(self.modified, self.changed)


class _Seen(NamedTuple):
    mark: _Mark
    is_settled: bool


class Scan:
    """What was seen of all files at and below some paths of a folder; `starts` is asked each time.

    `time` tells what the file system would write down now, in nanoseconds.
    """

    def __init__(self, root: Path, starts: Callable[[], Iterable[str]], time: Callable[[], int]) -> None:
        self._root: Final = os.fsencode(root)
        self._starts: Final = starts
        self._time: Final = time
        self._seen: Final[dict[bytes, _Seen]] = {}

    def everything(self) -> frozenset[str]:
        """The paths that came, went or changed since they were seen last."""
        now, starts = self._time(), map(os.fsencode, set(self._starts()))
        found = {path: mark for start in starts for path, mark in self._below(start)}
        return self._differing(found, self._seen.keys() - found.keys(), now)

    def of(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths, or of what lies below them, that did; nothing else is looked at."""
        now, asked = self._time(), [*map(os.fsencode, paths)]
        found = {path: mark for start in asked for path, mark in self._below(start)}
        missing = {path for path in asked if path not in found}
        folders = tuple(path + b"/" for path in missing)
        gone = {path for path in self._seen if path in missing or path.startswith(folders)} if missing else set()
        return self._differing(found, gone - found.keys(), now)

    def _differing(self, found: dict[bytes, _Mark], gone: Iterable[bytes], now: int) -> frozenset[str]:
        differing = set(gone)
        for path in differing:
            del self._seen[path]
        for path, mark in found.items():
            seen = self._seen.get(path)
            if seen is None or seen.mark != mark or not seen.is_settled:
                differing.add(path)
                self._seen[path] = _Seen(mark, is_settled(mark.newest, now))
        return frozenset(map(os.fsdecode, differing))

    def _below(self, path: bytes) -> Iterator[tuple[bytes, _Mark]]:
        """A file or link, or all below a folder; nothing behind a link, nor in git's own folder."""
        place = b"%b/%b" % (self._root, path)
        try:
            status = os.lstat(place)
            inside = _names(place) if stat.S_ISDIR(status.st_mode) else None
        except OSError:  # gone, or not ours to read: whoever reads it says so
            return
        if inside is None:
            times = (status.st_mtime_ns, status.st_ctime_ns)
            yield path, _Mark(status.st_mode, status.st_size, *times, status.st_ino)
        for name in inside or ():
            if name != b".git":
                yield from self._below(path + b"/" + name if path else name)


def _names(folder: bytes) -> list[bytes]:
    with os.scandir(folder) as found:
        return [entry.name for entry in found]
