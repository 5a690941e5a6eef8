"""Where the bytes come from: the working tree, or the tree of one commit; both answer the same two questions."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.runner import Repository
from farm_gitops.records.layout import File

_LINK: Final = "120000"
_EXECUTABLE: Final = "100755"


class Source(Protocol):
    """Files at one moment; paths are relative to the root and separated by `/`."""

    def files(self, folder: str) -> tuple[File, ...]:
        """Every file under a folder (`""` is the root), sorted by path; links are listed and not followed."""

    def read(self, path: str) -> bytes | None:
        """The bytes of an ordinary file, or None where there is none."""


class Worktree:
    """The files as they lie on disk."""

    def __init__(self, root: Path) -> None:
        self._root: Final = root

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        start = self._root / folder
        return tuple(sorted(_walk(start, f"{folder}/" if folder else ""))) if start.is_dir() else ()

    def read(self, path: str) -> bytes | None:
        """See `Source`; what lies behind a link is not read."""
        file = self._root / path
        try:
            return None if file.is_symlink() else file.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise FarmError(f"cannot read {path}: {error.strerror}", "check who owns it: ls -l") from error


def _walk(folder: Path, prefix: str) -> Iterator[File]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except PermissionError as error:
        raise FarmError(f"cannot read the folder {prefix}", "check who owns it: ls -ld") from error
    for entry in entries:
        path = prefix + entry.name
        if entry.is_symlink():
            yield File(path, _LINK)
        elif entry.is_dir():
            # A folder with a repository of its own is one thing to git; its files are not ours to read.
            yield from (
                [File(path, "160000")]
                if (folder / entry.name / ".git").exists()
                else _walk(folder / entry.name, f"{path}/")
            )
        else:
            yield _file(path, entry.stat())


def _file(path: str, status: os.stat_result) -> File:
    if not stat.S_ISREG(status.st_mode):
        return File(path, "000000")
    return File(path, _EXECUTABLE if status.st_mode & stat.S_IXUSR else "100644", status.st_size)


class Revision:
    """The files of one commit, read as blobs; the work tree plays no part."""

    def __init__(self, repository: Repository, commit: str, blobs: Blobs) -> None:
        self._repository: Final = repository
        self._commit: Final = commit
        self._blobs: Final = blobs
        self._ids: dict[str, str] | None = None

    def files(self, folder: str) -> tuple[File, ...]:
        """See `Source`."""
        listed = tree(self._repository, self._commit, folder, sizes=True)
        return tuple(sorted(File(file.path, file.mode, file.size or 0) for file in listed))

    def read(self, path: str) -> bytes | None:
        """See `Source`."""
        oid = self._object_ids().get(path)
        return None if oid is None else self._blobs.read(oid)

    def _object_ids(self) -> dict[str, str]:
        if self._ids is None:
            files = tree(self._repository, self._commit)
            self._ids = {file.path: file.oid for file in files if file.mode.startswith("100")}
        return self._ids
