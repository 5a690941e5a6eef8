"""What git tells a hook that it runs, and where it looks for hooks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import current_branch

# Where the objects of a push wait until it is let in, and which index a commit is made of: `git commit FILE` has its
# own. Source: "Quarantine environment" in git-receive-pack(1), githooks(5).
_TOLD = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH", "GIT_INDEX_FILE")


class RefUpdate(NamedTuple):
    """What a push asks for: to move a ref (full name) from one commit to another; None is no commit at all."""

    old: str | None
    new: str | None
    ref: str


class HooksFolder(NamedTuple):
    """Where git looks for the hooks of a repository, and the scope of the setting that says so, if one does."""

    path: Path
    scope: str | None


def as_hook(repository: Repository) -> Repository:
    """The same repository, seen with what git told this process when it ran it as a hook."""
    told = tuple((name, os.environ[name]) for name in _TOLD if os.environ.get(name))
    # Each command goes to the repository's top first, so what was meant from here must be said in full.
    full = ((name, value if os.pathsep in value else str(Path.cwd() / value)) for name, value in told)
    return replace(repository, settings=(*repository.settings, *full))


def ref_updates(lines: Iterable[bytes]) -> Iterator[RefUpdate]:
    """The lines that `pre-receive` reads, `old new ref`; FarmError for others."""
    for line in lines:
        words = line.decode("utf-8", "surrogateescape").rstrip("\n").split(" ", 2)
        if len(words) != 3:
            raise FarmError("a line on standard input is not `old new ref`", "git runs this; nobody needs to")
        old, new, ref = words
        yield RefUpdate(_commit(old), _commit(new), ref)


def published_ref(repository: Repository) -> str | None:
    """The ref of the branch that a repository on a server publishes: its HEAD; None where that is no branch."""
    branch = current_branch(repository)
    return None if branch is None else f"refs/heads/{branch}"


def hooks_folder(repository: Repository) -> HooksFolder:
    """Where git looks for hooks: `core.hooksPath`, from the folder in which hooks run, else beside its objects."""
    said = repository.ask("config", "-z", "--show-scope", "--type=path", "--get-all", "core.hooksPath").output
    words = said.decode("utf-8", "surrogateescape").split("\0")
    # This program's own git is told on its command line to run no hooks; the last of the others counts.
    told = [(path, scope) for scope, path in zip(words[::2], words[1::2], strict=False) if scope != "command"]
    if not told:
        return HooksFolder(repository.common_dir / "hooks", None)
    path, scope = told[-1]
    return HooksFolder(repository.top / path, scope)


def _commit(oid: str) -> str | None:
    """None for the zeros by which git says that there is no commit."""
    return oid if oid.strip("0") else None
