"""The output folder while a site is written into it: files are whole, and nothing of others is removed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.publish import manifest
from farm_gitops.publish.ledger import Left, Mark
from farm_gitops.publish.manifest import Listing

_TEMPORARY: Final = re.compile(r"\..*\.\d+\.farm-tmp|\.\.farm-gitops(-unfinished)?\.json\..*\.tmp")
"""Names of what an interruption leaves behind: pages, the manifest and the journal are written beside their places."""
_REMEMBERED: Final = 1_000  # folders that are there; what follows one another mostly lies in the same


class Put(NamedTuple):
    """A page that lies there now: the SHA-256 of its bytes, its mark, and whether it was written."""

    path: str
    digest: str
    mark: Mark
    is_new: bool


@dataclass
class Folder:
    """The output folder; `listing` is what a build left there, `unlisted` what an unfinished one may have left as well.

    Where it `was_looked_at`, `marks` are of the ordinary files that lay there then.
    """

    root: Path
    listing: Listing
    unlisted: frozenset[str] = frozenset()
    was_looked_at: bool = False
    marks: dict[str, Mark] = field(default_factory=dict)
    _others: set[str] = field(default_factory=set)
    _ready: set[str] = field(default_factory=set)
    _planned: Callable[[], Iterable[str]] = tuple
    _has_begun: bool = False

    def look(self) -> None:
        """See what lies there."""
        self.was_looked_at = True
        for path, status in _walk(self.root, ""):
            if _TEMPORARY.fullmatch(path.rpartition("/")[2]):
                (self.root / path).unlink()  # left by a build that was interrupted
            elif stat.S_ISREG(status.st_mode):
                self.marks[path] = mark_of(status)
            else:
                self._others.add(path)

    def holds(self, left: Left, *, verifies: bool) -> bool:
        """Whether a file lies there as it was left, by its mark or, for who `verifies`, by its bytes as well."""
        if self.marks.get(left.path) != left.mark:
            return False
        return not verifies or hashlib.sha256((self.root / left.path).read_bytes()).hexdigest() == left.digest

    def claim(self, paths: Callable[[], Iterable[str]]) -> None:
        """Say where pages will lie; FarmError where a file of somebody else lies in the way of one."""
        self._planned = paths
        for path in paths():
            if self._is_there(path) and path not in self.listing and path not in self.unlisted:
                raise FarmError(f"{self.root / path} is in the way and no build of ours wrote it", "move it away")

    def put(self, path: str, data: bytes) -> Put:
        """Write a file unless it holds these bytes already; a link in its place is replaced, never followed."""
        self._make_ready(path.rpartition("/")[0])
        digest, mark = hashlib.sha256(data).hexdigest(), self._mark(path)
        if mark and mark.size == len(data) and self._content(path) == data:
            return Put(path, digest, mark, is_new=False)
        self.begin()
        return Put(path, digest, self._write(path, data), is_new=True)

    def begin(self) -> None:
        """Say what may be written, before anything is."""
        if not self._has_begun:
            new = (path for path in self._planned() if path not in self.listing)
            manifest.begin(self.root, self.unlisted.union(new))
            self._has_begun = True
            self._planned = tuple  # they need not be held any more

    def remove(self, paths: frozenset[str]) -> int:
        """Take away what an earlier build wrote and this one did not, and the folders that this leaves empty."""
        removed = 0
        for path in sorted(paths, reverse=True):
            target = self.root / path
            if self._passes_link(target.parent) or not _is_there(target):
                continue
            self.begin()
            target.unlink()
            removed += 1
            self._prune(target.parent)
        return removed

    def _is_there(self, path: str) -> bool:
        return path in self.marks or path in self._others if self.was_looked_at else _is_there(self.root / path)

    def _mark(self, path: str) -> Mark | None:
        """That of an ordinary file, if there is one."""
        if self.was_looked_at:
            return self.marks.get(path)
        file = self.root / path
        return mark_of(file.lstat()) if file.is_file() and not file.is_symlink() else None

    def _write(self, path: str, data: bytes) -> Mark:
        folder, _, name = path.rpartition("/")
        target = f"{self.root}/{path}"
        temporary = f"{self.root}/{folder}/.{name[:80]}.{os.getpid()}.farm-tmp"
        try:
            with open(temporary, "xb", buffering=0) as file:  # noqa: PTH123 - a path object takes as long as the file
                _write_all(file.fileno(), data)
                mark = mark_of(os.fstat(file.fileno()))
            os.replace(temporary, target)  # noqa: PTH105
        except OSError as error:
            Path(temporary).unlink(missing_ok=True)
            raise FarmError(f"cannot write {target}: {error.strerror}", "make room or check the rights") from error
        return mark

    def _content(self, path: str) -> bytes | None:
        """The bytes of an ordinary file; None for anything else, a link included."""
        file = self.root / path
        try:
            return file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else None
        except FileNotFoundError:
            return None

    def _make_ready(self, folder: str) -> None:
        """Have a folder of the site, and those above it."""
        if folder in self._ready or not folder:
            return
        self._make_ready(folder.rpartition("/")[0])
        place = f"{self.root}/{folder}"
        try:
            os.mkdir(place)  # noqa: PTH102
        except FileExistsError:
            self._require_folder(Path(place))
        except OSError as error:
            raise FarmError(f"cannot make the folder {place}: {error.strerror}", "see what is in the way") from error
        if len(self._ready) >= _REMEMBERED:
            self._ready.clear()
        self._ready.add(folder)

    @staticmethod
    def _require_folder(place: Path) -> None:
        if place.is_symlink():
            raise FarmError(f"{place} leads out of the output folder through a link", "remove the link")
        if not place.is_dir():
            raise FarmError(f"cannot make the folder {place}: a file has its name", "see what is in the way")

    def _passes_link(self, folder: Path) -> bool:
        above = folder.relative_to(self.root).parts
        return any(self.root.joinpath(*above[: depth + 1]).is_symlink() for depth in range(len(above)))

    def _prune(self, folder: Path) -> None:
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def mark_of(status: os.stat_result) -> Mark:
    """What is seen of a file without reading it."""
    return Mark(status.st_size, status.st_mtime_ns)


def _write_all(opened: int, data: bytes) -> None:
    """All of it, or an OSError: on a full disk the system takes what still fits, and complains the next time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(opened, rest) :]


def _walk(root: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(root / prefix) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(root, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.stat(follow_symlinks=False)


def _is_there(file: Path) -> bool:
    return file.is_symlink() or file.is_file()
