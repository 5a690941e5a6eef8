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
from farm_gitops.publish.page import Page
from farm_gitops.records import layout

_TEMPORARY: Final = re.compile(r"\..*\.\d+\.farm-tmp")

Progress = Callable[[str, int, int], None]
"""(what, done, of how many)."""


class Written(NamedTuple):
    """What writing did, in files; `pages` is all that the site consists of."""

    pages: int
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


def write_site(output: Path, pages: Sequence[Page], progress: Progress) -> Written:
    """Make the folder hold exactly these pages, in their order, besides what others put there.

    An interruption leaves every file as it was or as it will be, and the journal until a later build comes to its end.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FarmError(f"cannot make the folder {output}: {error.strerror}", "--output site") from error
    folder = _Folder(output, manifest.ours(output))
    planned = {page.path for page in pages}
    folder.refuse_collisions(planned)
    manifest.begin(output, planned | folder.ours)
    digests: dict[str, str] = {}
    for done, page in enumerate(pages, 1):
        data = page.make()
        folder.put(page.path, data)
        digests[page.path] = hashlib.sha256(data).hexdigest()
        progress("pages", done, len(pages))
    removed = folder.remove(folder.ours - planned)
    manifest.finish(output, digests)
    return Written(len(pages), folder.changed, removed)


@dataclass
class _Folder:
    """The output folder while it is written."""

    root: Path
    ours: frozenset[str]
    changed: int = 0
    _ready: set[Path] = field(default_factory=set)

    def refuse_collisions(self, planned: set[str]) -> None:
        """FarmError where a file of somebody else lies in the way of a page."""
        for path in _walk(self.root, ""):
            if _TEMPORARY.fullmatch(path.rpartition("/")[2]):
                (self.root / path).unlink()  # left by a build that was interrupted
            elif path in planned and path not in self.ours:
                raise FarmError(f"{self.root / path} is in the way and no build of ours wrote it", "move it away")

    def put(self, path: str, data: bytes) -> None:
        """Write a file unless it holds these bytes already; a link in its place is replaced, never followed."""
        target = self.root / path
        self._make_ready(target.parent)
        if _content(target) == data:
            return
        temporary = target.with_name(f".{target.name[:80]}.{os.getpid()}.farm-tmp")
        try:
            with temporary.open("xb") as file:
                file.write(data)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise FarmError(f"cannot write {target}: {error.strerror}", "make room or check the rights") from error
        self.changed += 1

    def remove(self, paths: frozenset[str]) -> int:
        """Take away what an earlier build wrote and this one did not, and the folders that this leaves empty."""
        removed = 0
        for path in sorted(paths, reverse=True):
            target = self.root / path
            if self._passes_link(target.parent) or not _is_there(target):
                continue
            target.unlink()
            removed += 1
            self._prune(target.parent)
        return removed

    def _make_ready(self, folder: Path) -> None:
        if folder in self._ready:
            return
        if self._passes_link(folder):
            raise FarmError(f"{folder} leads out of the output folder through a link", "remove the link")
        folder.mkdir(parents=True, exist_ok=True)
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


def _walk(root: Path, prefix: str) -> Iterator[str]:
    with os.scandir(root / prefix) as found:
        for entry in sorted(found, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name


def _content(file: Path) -> bytes | None:
    """The bytes of an ordinary file; None for anything else, a link included."""
    try:
        return file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else None
    except FileNotFoundError:
        return None


def _is_there(file: Path) -> bool:
    return file.is_symlink() or file.is_file()
