"""Which files changed since one looked last, found out from the files themselves: who is told of changes can miss some.

What was changed a moment ago could be changed once more without showing it, as git says of its index ("racy"): such a
file counts as changed until it is seen again later on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
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
        now, found = self._time(), self._found(map(os.fsencode, set(self._starts())))
        return self._differing(found, self._seen.keys() - found.keys(), now)

    def of(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of some paths, or of what lies below them, that did; nothing else is looked at."""
        now, asked = self._time(), [*map(os.fsencode, paths)]
        found = self._found(asked)
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

    def _found(self, starts: Iterable[bytes]) -> dict[bytes, _Mark]:
        """Files and links at and below some paths; nothing behind a link, nor in git's own folder."""
        found: dict[bytes, _Mark] = {}
        folders: list[bytes] = []
        for start in starts:
            place = b"%b/%b" % (self._root, start)
            try:
                status = os.lstat(place)
            except OSError:  # not there, which is known by not being found
                continue
            if stat.S_ISDIR(status.st_mode):
                folders.append(start)
            else:
                found[start] = _mark(status)
        while folders:
            self._list(folders.pop(), found, folders)
        return found

    def _list(self, folder: bytes, found: dict[bytes, _Mark], folders: list[bytes]) -> None:
        try:
            with os.scandir(b"%b/%b" % (self._root, folder)) as entries:
                for entry in entries:
                    path = folder + b"/" + entry.name if folder else entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        found[path] = _mark(entry.stat(follow_symlinks=False))
                    elif entry.name != b".git":
                        folders.append(path)
        except OSError:  # gone meanwhile, or not ours to read: whoever reads it says so
            return


def _mark(status: os.stat_result) -> _Mark:
    return _Mark(status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
