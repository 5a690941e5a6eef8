"""Bytes to the output folder: only what differs is written, files are whole, and nothing of others is removed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.publish import manifest
from farm_gitops.publish.ledger import Ledger, Left, Mark
from farm_gitops.publish.page import Page
from farm_gitops.records import layout
from farm_gitops.store.seen import time_in

_TEMPORARY: Final = re.compile(r"\..*\.\d+\.farm-tmp")

Progress = Callable[[str, int, int], None]
"""(what, done, of how many)."""


class Written(NamedTuple):
    """What a build did, in files: all that the site consists of, those made anew, and those whose bytes changed."""

    pages: int
    made: int
    changed: int
    removed: int


def check_output(output: Path, project: Path) -> Path:
    """The folder to build into, links in its own path followed; UsageError where building there would do harm."""
    target, root = output.resolve(), project.resolve()
    if target.is_relative_to(root / layout.INCIDENTS) or root.is_relative_to(target):
        raise UsageError(f"{output} is where the records lie; a site is not built there", "--output site")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{output} is a file", "name a folder: --output site")
    if target.is_dir() and _is_foreign(target):
        raise UsageError(
            f"{output} holds files that no build of ours wrote; they are left alone",
            "name another folder, or empty this one: --output site",
        )
    return target


def write_site(output: Path, pages: Sequence[Page], progress: Progress, ledger: Ledger) -> Written:
    """Make the folder hold exactly these pages, in their order, besides what others put there.

    A page that the last build left there is not even made, as long as it depends on the same and nobody touched it.
    An interruption leaves every file as it was or as it will be, and the journal until a later build comes to its end.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FarmError(f"cannot make the folder {output}: {error.strerror}", "--output site") from error
    folder = _Folder(output, manifest.ours(output), frozenset(page.path for page in pages))
    progress("looking", 0, 0)
    folder.look()
    digests: dict[str, str] = {}
    made = 0
    for done, page in enumerate(pages, 1):
        known = ledger.digest(page, folder.marks.get(page.path))
        if known is None:
            made += 1
        digests[page.path] = known or folder.put(page.path, page.make())
        progress("pages", done, len(pages))
    progress("finishing", 0, 0)
    removed = folder.remove(folder.ours - folder.planned)
    manifest.finish(output, digests)
    left = (page for page in pages if page.inputs)
    ledger.keep(
        {page.path: Left(page.inputs or "", digests[page.path], folder.mark(page.path)) for page in left},
        time_in(output),
    )
    return Written(len(pages), made, folder.changed, removed)


@dataclass
class _Folder:
    """The output folder while it is written; `marks` are of the ordinary files that lie there."""

    root: Path
    ours: frozenset[str]
    planned: frozenset[str]
    changed: int = 0
    marks: dict[str, Mark] = field(default_factory=dict)
    _ready: set[Path] = field(default_factory=set)
    _has_begun: bool = False

    def look(self) -> None:
        """See what lies there; FarmError where a file of somebody else lies in the way of a page."""
        for path, status in _walk(self.root, ""):
            if _TEMPORARY.fullmatch(path.rpartition("/")[2]):
                (self.root / path).unlink()  # left by a build that was interrupted
            elif path in self.planned and path not in self.ours:
                raise FarmError(f"{self.root / path} is in the way and no build of ours wrote it", "move it away")
            elif stat.S_ISREG(status.st_mode):
                self.marks[path] = _mark(status)

    def mark(self, path: str) -> Mark:
        """The mark of a page that lies there now."""
        return self.marks.get(path) or _mark((self.root / path).lstat())

    def put(self, path: str, data: bytes) -> str:
        """Write a file unless it holds these bytes already; a link in its place is replaced, never followed.

        Returns the SHA-256 of the bytes.
        """
        target = self.root / path
        self._make_ready(target.parent)
        if _content(target) != data:
            self._begin()
            self._write(target, data)
            self.marks.pop(path, None)
            self.changed += 1
        return hashlib.sha256(data).hexdigest()

    def _begin(self) -> None:
        """Say what may be written, before anything is."""
        if not self._has_begun:
            manifest.begin(self.root, self.planned | self.ours)
            self._has_begun = True

    @staticmethod
    def _write(target: Path, data: bytes) -> None:
        temporary = target.with_name(f".{target.name[:80]}.{os.getpid()}.farm-tmp")
        try:
            with temporary.open("xb") as file:
                file.write(data)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise FarmError(f"cannot write {target}: {error.strerror}", "make room or check the rights") from error

    def remove(self, paths: frozenset[str]) -> int:
        """Take away what an earlier build wrote and this one did not, and the folders that this leaves empty."""
        removed = 0
        for path in sorted(paths, reverse=True):
            target = self.root / path
            if self._passes_link(target.parent) or not _is_there(target):
                continue
            self._begin()
            target.unlink()
            removed += 1
            self._prune(target.parent)
        return removed

    def _make_ready(self, folder: Path) -> None:
        if folder in self._ready:
            return
        if folder != self.root:
            self._make_ready(folder.parent)
            if folder.is_symlink():
                raise FarmError(f"{folder} leads out of the output folder through a link", "remove the link")
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise FarmError(f"cannot make the folder {folder}: {error.strerror}", "see what is in the way") from error
        self._ready.add(folder)

    def _passes_link(self, folder: Path) -> bool:
        above = folder.relative_to(self.root).parts
        return any(self.root.joinpath(*above[: depth + 1]).is_symlink() for depth in range(len(above)))

    def _prune(self, folder: Path) -> None:
        while folder != self.root and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _is_foreign(folder: Path) -> bool:
    """Whether there is something that neither we nor a version control put there, hidden files included."""
    names = [entry.name for entry in folder.iterdir()]
    if manifest.MANIFEST in names or manifest.JOURNAL in names:
        return False
    return any(name not in {".git", ".gitignore", ".gitkeep", ".gitattributes"} for name in names)


def _walk(root: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(root / prefix) as found:
        for entry in sorted(found, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry.stat(follow_symlinks=False)


def _mark(status: os.stat_result) -> Mark:
    return Mark(status.st_size, status.st_mtime_ns)


def _content(file: Path) -> bytes | None:
    """The bytes of an ordinary file; None for anything else, a link included."""
    try:
        return file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else None
    except FileNotFoundError:
        return None


def _is_there(file: Path) -> bool:
    return file.is_symlink() or file.is_file()
