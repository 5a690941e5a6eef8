"""The only way back to disk: whole files by temporary and rename, one writer at a time, nothing overwritten unseen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from farm_gitops.errors import FarmError
from farm_gitops.records.layout import Content, as_bytes
from farm_gitops.store import unfinished
from farm_gitops.store.project import Project
from farm_gitops.store.whole_file import write_bytes

_MANY: Final = 20
_PATIENCE: Final = 60.0
"""Seconds to wait for another command; each holds the lock for a fraction of a second, a push for a few."""


@contextmanager
def one_writer(project: Project) -> Iterator[tuple[str, ...]]:
    """Hold the project's lock, so that two commands at once lose nothing; FarmError after a minute.

    First takes back what a killed writer left, and yields the paths of that; see `unfinished`.
    """
    folder = project.private_folder
    lock = FileLock(folder / "lock", timeout=_PATIENCE)
    try:
        make_private(folder)
        lock.acquire()
    except Timeout as error:
        raise FarmError("another command has been writing here for a minute", "wait for it, then try again") from error
    except OSError as error:
        said = f"nothing can be written here: {folder}: {error.strerror}"
        raise FarmError(said, f"check the rights, and what stands in its way: ls -ld {folder}") from error
    try:
        left = unfinished.take_back(project)
        try:
            yield left
        finally:
            unfinished.forget(project)
    finally:
        lock.release()


def abandoned(project: Project) -> tuple[str, ...]:
    """The paths that a writer noted who was killed; none while one still writes."""
    noted = unfinished.noted(project)
    if not noted:
        return ()
    try:
        with FileLock(project.private_folder / "lock", timeout=0):
            return tuple(file.path for file in unfinished.noted(project))
    except Timeout:
        return ()
    except OSError:  # where nothing can be written, nobody writes
        return tuple(file.path for file in noted)


def make_private(folder: Path) -> None:
    """A folder that git does not see."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.name == ".farm-gitops" and not (folder / ".gitignore").exists():
        write_bytes(folder / ".gitignore", f"/lock\n/{unfinished.NAME}\n/.gitignore\n".encode())


def write_texts(project: Project, texts: Mapping[str, Content], expected: Callable[[str], bytes | None]) -> None:
    """Write several records in the order in which they are given, all of them or none; see `write_text`.

    Many files are flushed to disk together, for each alone would take an import minutes on a slow disk. Until the lock
    of `one_writer` is given back, whoever comes after a kill takes them back.
    """
    together = len(texts) > _MANY
    files = tuple(unfinished.begun(path, text, expected(path)) for path, text in texts.items())
    unfinished.note(project, files)
    written = 0
    try:
        for file in files:
            written += 1
            write_text(project, file.path, texts[file.path], expected=file.before, flush=not together)
        if together:
            os.sync()
    except BaseException as error:  # Ctrl-C as well: half an import would be in the way of the next one
        # The one that was refused is as somebody else left it.
        unfinished.undo(project, files[: written - isinstance(error, FarmError)])
        unfinished.forget(project)
        raise


def write_text(project: Project, path: str, text: Content, *, expected: bytes | None, flush: bool = True) -> None:
    """Write a record; `expected` is what was read from it before (None for a new file).

    Raises FarmError, and leaves the file as it is, when somebody else changed it meanwhile or it lies outside.
    """
    target = _unchanged(project, path, expected)
    write_bytes(target, as_bytes(text), flush=flush)


def remove_file(project: Project, path: str, *, expected: bytes | None) -> None:
    """Take a file away, and the folders that are empty without it; refused as `write_text` refuses."""
    target = _unchanged(project, path, expected)
    target.unlink()
    unfinished.remove_empty(target.parent, project.root)


def _unchanged(project: Project, path: str, expected: bytes | None) -> Path:
    """Where it lies; FarmError where that is outside, or where it is not as it was read before."""
    target = project.root / path
    if not target.parent.resolve().is_relative_to(project.root.resolve()):
        raise FarmError(f"{path} leads out of the repository through a link", "remove the link")
    found = target.read_bytes() if target.is_file() else None
    if found != expected:
        raise FarmError(f"{path} was changed by somebody else meanwhile; nothing was written", "run the command again")
    return target
