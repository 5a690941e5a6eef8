"""What is seen of files without reading them: which there are, and when somebody changed each, to the nanosecond.

As long as all of it stays, so do their contents. What was changed within the last tick of the file system's clock could
be changed once more without being seen, and is not to be relied on: git's index calls that racy.
"""

from __future__ import annotations

import hashlib
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

SECOND: Final = 1_000_000_000
TICK: Final = SECOND // 50  # how coarse the clock of a file system is at most, unless it counts whole seconds

_NOTHING: Final = (-1, -1, -1, -1, -1)
_WIDEST: Final = (1 << 63) - 1


class Seen(NamedTuple):
    """What there was at and below some paths of a folder: the `paths` (bytes, joined by zeros), and when they changed.

    `marks` is a digest of what is seen of each, `newest` the newest time among them in nanoseconds.
    """

    paths: bytes
    marks: str
    newest: int


def look(root: Path, starts: Iterable[str]) -> Seen:
    """See everything at and below these paths of a folder, and what leads there; no link is followed. Raises OSError.

    A look that began when everything had settled sees whatever is changed after it began.
    """
    base, wanted = os.fsencode(root), sorted(set(starts))
    found = [os.fsencode(above) for start in wanted for above in PurePosixPath(start).parents if above.name]
    for start in map(os.fsencode, wanted):
        found += [start] if (root / os.fsdecode(start)).is_symlink() else _below(base, start)
    return _seen(base, found)


def see(root: Path, paths: Iterable[str]) -> Seen:
    """See these paths of a folder, and nothing below them."""
    return _seen(os.fsencode(root), [os.fsencode(path) for path in paths])


def is_as_seen(root: Path, paths: bytes, marks: str) -> bool:
    """Whether all is as it was: nothing came, went or was written, nor had its rights changed."""
    return _digest(_marks(os.fsencode(root), paths.split(b"\0"))) == marks


def mark(file: Path) -> list[int]:
    """What is seen of one file, link or folder: mode, size, both times in nanoseconds, number; all -1 for none."""
    return list(_mark(os.fsencode(file)))


def is_settled(time: int, now: int) -> bool:
    """Whether whatever is written from `now` on is sure to have another time (both in nanoseconds)."""
    return now - time > (2 * SECOND if time % SECOND == 0 else TICK)


def time_in(folder: Path) -> int:
    """The time that the file system of a folder writes down at this moment, in nanoseconds."""
    probe = folder / f".now.{os.getpid()}.farm-tmp"
    probe.touch()
    now = probe.stat().st_mtime_ns
    probe.unlink()
    return now


def _seen(base: bytes, found: Sequence[bytes]) -> Seen:
    marks = _marks(base, found)
    newest = max((max(marks[place], marks[place + 1]) for place in range(2, len(marks), len(_NOTHING))), default=-1)
    return Seen(b"\0".join(found), _digest(marks), newest)


def _marks(base: bytes, paths: Iterable[bytes]) -> array[int]:
    told = array("q")
    for path in paths:
        told.extend(_mark(b"%b/%b" % (base, path)))
    return told


def _mark(path: bytes) -> tuple[int, ...]:
    """A change of mode, or another file in the place of this, changes the second time or the number."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return _NOTHING
    return status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino & _WIDEST


def _digest(marks: array[int]) -> str:
    return hashlib.sha256(marks).hexdigest()


def _below(base: bytes, path: bytes) -> Iterator[bytes]:
    """A path, and all below it where it is a folder; of git's own folder only that it is there."""
    yield path
    try:
        with os.scandir(b"%b/%b" % (base, path)) as found:
            entries = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, is_folder in entries:
        inner = b"%b/%b" % (path, name) if path else name
        if is_folder and name != b".git":
            yield from _below(base, inner)
        else:
            yield inner
