"""What git tells a hook that it runs, and where it looks for hooks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import GitFailed, Repository

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


def moved_ref(repository: Repository, ref: str) -> str:
    """The ref that a push to this one moves: the same one, or what it stands for as a symbolic ref."""
    return _stands_for(repository, ref) or ref


def published_ref(repository: Repository) -> str | None:
    """The ref that a repository on a server publishes, there or not: what HEAD stands for; None where detached."""
    return _stands_for(repository, "HEAD")


def is_there(repository: Repository, ref: str) -> bool:
    """Whether there is such a ref, by its full name."""
    return repository.ask("show-ref", "--verify", "--quiet", ref).status == 0


def branches_with(repository: Repository, path: str) -> tuple[str, ...]:
    """The refs of the branches whose newest commit holds something at a path."""
    refs = repository.run("for-each-ref", "--format=%(refname)", "refs/heads/").splitlines()
    asked = b"".join(ref + b":" + path.encode() + b"\n" for ref in refs)
    told = repository.run("cat-file", "--batch-check", input=asked).splitlines()
    found = (ref for ref, said in zip(refs, told, strict=True) if not said.endswith(b" missing"))
    return tuple(ref.decode("utf-8", "surrogateescape") for ref in found)


def amended_at(repository: Repository) -> int | None:
    """When HEAD was authored, in seconds since 1970, if the commit that runs this hook looks like its amendment.

    Git tells a hook of `--amend` only by keeping author and date, which any other commit within that second has too.
    """
    told = [os.environ.get(f"GIT_AUTHOR_{key}", "") for key in ("NAME", "EMAIL", "DATE")]
    found = repository.ask("log", "--max-count=1", "--format=%an%n%ae%n@%ad", "--date=raw").output
    if found.decode("utf-8", "surrogateescape").splitlines() != told:
        return None
    return int(told[-1].removeprefix("@").split()[0])


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


def _stands_for(repository: Repository, ref: str) -> str | None:
    done = repository.ask("symbolic-ref", "--quiet", ref)
    if done.status not in (0, 1):
        raise GitFailed(("symbolic-ref",), done.status, done.stderr)
    return done.output.decode("utf-8", "surrogateescape").removesuffix("\n") or None


def _commit(oid: str) -> str | None:
    """None for the zeros by which git says that there is no commit."""
    return oid if oid.strip("0") else None
