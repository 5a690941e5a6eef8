"""What a writer that was killed left in the files: noted before it writes, taken back by whoever writes next.

See docs/decisions/0040.
"""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.staging import unstage
from farm_gitops.git.state import staged
from farm_gitops.records.layout import Content, as_bytes
from farm_gitops.store.project import Project
from farm_gitops.store.whole_file import write_bytes

NAME: Final = "farm-gitops-unfinished.json"
_TEMPORARY: Final = re.compile(r"\.(.+)\.\w{8}\.tmp")


class Begun(NamedTuple):
    """A file that is about to be written: a digest of what it will hold, and what it held (None where it is new)."""

    path: str
    after: str
    before: bytes | None


def begun(path: str, text: Content, before: bytes | None) -> Begun:
    """Of a file that is about to become this text."""
    return Begun(path, _digest(as_bytes(text)), before)


def note(project: Project, files: Iterable[Begun]) -> None:
    """Put on disk what is about to be written; the lock of `one_writer` is held."""
    told = [[file.path, file.after, _as_text(file.before)] for file in files]
    write_bytes(_place(project), json.dumps(told).encode())


def forget(project: Project) -> None:
    """What was begun has ended, one way or the other."""
    _place(project).unlink(missing_ok=True)


def noted(project: Project) -> tuple[Begun, ...]:
    """What a writer noted that did not end; FarmError where the note cannot be read."""
    place = _place(project)
    try:
        told = json.loads(place.read_bytes())
        return tuple(Begun(str(path), str(after), _as_bytes(before)) for path, after, before in told)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError) as error:
        cure = f"see with git status what it left, then: rm {place}"
        raise FarmError(f"a command was killed here, and its note cannot be read ({place})", cure) from error


def take_back(project: Project) -> tuple[str, ...]:
    """Undo what a killed writer left, but not what somebody has committed or saved since; the paths."""
    files = noted(project)
    if not files:
        return ()
    repository, head = project.repository, project.head
    uncommitted = project.uncommitted() if head else None
    ready = staged(repository) if repository else frozenset()
    undone = _undone(project, [file for file in files if uncommitted is None or file.path in uncommitted])
    _clean(project, files)
    if repository:
        unstage(repository, head, sorted(ready & {*undone}))
    forget(project)
    return undone


def undo(project: Project, files: Sequence[Begun]) -> None:
    """Make files what they were, except those that hold something else than was to be written."""
    _undone(project, files)
    _clean(project, files)


def _undone(project: Project, files: Sequence[Begun]) -> tuple[str, ...]:
    return tuple(file.path for file in reversed(files) if _undo(project, file))


def _clean(project: Project, files: Iterable[Begun]) -> None:
    """Take away what was not yet put in place, and folders that hold nothing."""
    names: defaultdict[Path, set[str]] = defaultdict(set)
    for file in files:
        target = project.root / file.path
        if _is_inside(project, target):
            names[target.parent].add(target.name)
    for folder, of_them in names.items():
        _remove_temporaries(folder, of_them)
        remove_empty(folder, project.root)


def _undo(project: Project, file: Begun) -> bool:
    target = project.root / file.path
    if not (_is_inside(project, target) and target.is_file() and _digest(target.read_bytes()) == file.after):
        return False
    if file.before is not None:
        write_bytes(target, file.before)
    else:
        target.unlink()
    return True


def _is_inside(project: Project, target: Path) -> bool:
    """Not where a link, or a note that somebody forged, leads out of the project."""
    return target.parent.resolve().is_relative_to(project.root.resolve())


def _remove_temporaries(folder: Path, names: Iterable[str]) -> None:
    """What `write_bytes` had not yet put in place."""
    beginnings = {name[:80] for name in names}
    for file in folder.iterdir() if folder.is_dir() else ():
        found = _TEMPORARY.fullmatch(file.name)
        if found and found[1] in beginnings:
            file.unlink()


def remove_empty(folder: Path, root: Path) -> None:
    """Take away a folder that holds nothing, and those above it that are then empty, up to the root."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _place(project: Project) -> Path:
    """In the folder that git has for this very work tree."""
    return (project.repository.git_dir if project.repository else project.private_folder) / NAME


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _as_text(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _as_bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
