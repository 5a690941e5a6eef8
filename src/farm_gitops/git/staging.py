"""Puts chosen files of the work tree into git's store and into the user's index, byte by byte as they are.

`git add` would run the clean filters that a configuration names; `hash-object --no-filters` runs nothing.
"""

from __future__ import annotations

import stat
import time
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from farm_gitops.errors import FarmError
from farm_gitops.git.filters import without_filters
from farm_gitops.git.objects import tree
from farm_gitops.git.quoting import quoted
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.trees import GONE, Staged

_GITS_OWN: Final = frozenset({"..", ".git", "git~1"})
_FEW: Final = 50
_PATIENCE: Final = 5.0  # seconds, for a user's own git or an editor's
_PAUSE: Final = 0.05  # seconds


def read_files(repository: Repository, paths: Sequence[str]) -> tuple[Staged, ...]:
    """Writes what the work tree holds at these paths into the object store; raises FarmError for what is no file."""
    modes = {path: _mode(repository.top, path) for path in sorted(set(paths))}
    present = [path for path, mode in modes.items() if mode != GONE]
    names = "".join(f"{quoted(path)}\n" for path in present).encode()
    oids = repository.run("hash-object", "-w", "--no-filters", "--stdin-paths", input=names).decode().split()
    written = dict(zip(present, oids, strict=True))
    if repository.ask("config", "--type=bool", "--get", "core.fileMode").output == b"false\n":
        modes = {path: mode.replace("755", "644") for path, mode in modes.items()}  # there everything is executable
    return tuple(Staged(path, mode, written.get(path, "")) for path, mode in modes.items())


def put_into_index(repository: Repository, files: Sequence[Staged]) -> None:
    """Writes these files into the user's index; waits some seconds for another program that writes it."""
    nothing = "0" * (max((len(file.oid) for file in files), default=0) or 40)
    lines = "".join(f"{file.mode} {file.oid or nothing}\t{file.path}\0" for file in files)
    text = lines.encode("utf-8", "surrogateescape")
    # Writing an index makes git compare other files that were saved in the same second, through their clean filters.
    private, until = without_filters(repository), time.monotonic() + _PATIENCE
    while True:
        try:
            repository.run("update-index", "--replace", "-z", "--index-info", input=text, environment=private)
            return
        except GitFailed as failed:
            if "index.lock" not in failed.stderr:
                raise
            if time.monotonic() > until:
                cure = f"end it; if none runs, rm {repository.git_dir / 'index.lock'}"
                raise FarmError("another program is writing git's index, and does not end", cure) from failed
        time.sleep(_PAUSE)


def unstage(repository: Repository, commit: str | None, paths: Sequence[str]) -> None:
    """Lets the user's index hold of these paths what a commit (full id) holds; nothing of them without a commit."""
    if not paths:
        return
    held = {file.path: file for file in tree(repository, commit)} if commit else {}
    known = {path: Staged(path, held[path].mode, held[path].oid) for path in paths if path in held}
    put_into_index(repository, [known.get(path, Staged(path, GONE, "")) for path in paths])


def refresh(repository: Repository, files: Sequence[Staged]) -> None:
    """Lets the user's index know these files on disk again, so that `git status` need not read them."""
    present = [file.path for file in files if file.mode != GONE]
    # Git compares each path with each file of the index: of many, looking at all files is quicker.
    which = ("add", "--refresh", "--", *present) if len(present) <= _FEW else ("update-index", "-q", "--refresh")
    # Its exit code 1 tells of files that differ from the index, which is the user's own affair.
    repository.ask(*which, environment=without_filters(repository))


def _mode(top: Path, path: str) -> str:
    place = PurePosixPath(path)
    is_within = not place.is_absolute() and _GITS_OWN.isdisjoint(map(str.casefold, place.parts))
    if not is_within or (top / path).parent.resolve() != (top / place.parent):
        raise FarmError(f"{path!r} does not lie inside this repository", "give a path from its top folder")
    try:
        found = (top / path).lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return GONE
    if not stat.S_ISREG(found):
        raise FarmError(f"{path!r} is not a regular file", "replace it by a file; links and folders are not committed")
    return "100755" if found & stat.S_IXUSR else "100644"
