"""Everything that changes a repository: commits of chosen files, branches, new repositories; `push` has its own module.

A commit is made by plumbing: no hook, filter, editor or signing program runs, whatever the configuration says, and so
such a commit is unsigned and holds the bytes on disk (no line-end conversion, no Git LFS pointer).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from farm_gitops.errors import FarmError
from farm_gitops.git.forges import pull_request_url
from farm_gitops.git.identity import require_identity, stated
from farm_gitops.git.push import Pushed, push
from farm_gitops.git.runner import GitFailed, Repository, find_repository, run_in
from farm_gitops.git.staging import put_into_index, read_files, refresh
from farm_gitops.git.state import current_branch, head, require_finished
from farm_gitops.git.steps import is_on_first_parent_chain
from farm_gitops.git.trees import tree_with

__all__ = ["Pushed", "Tip", "advance", "commit_paths", "create_branch", "initialize", "pull_request_url", "push"]

_LOCK_PATIENCE = 60.0  # seconds to wait for another commit of ours


def commit_paths(repository: Repository, paths: Sequence[str], message: str) -> str:
    """Commits what the work tree holds at these paths, or that they are gone; returns the id of the commit.

    Paths are relative to `top`. Whatever else is staged or changed stays as it was. Raises FarmError without an
    identity, in the middle of a merge or rebase, for what is no regular file, and when nothing differs from HEAD.
    """
    require_finished(repository)
    require_identity(repository)
    require_identity(repository, "committer")
    try:
        with FileLock(repository.git_dir / "farm-gitops.lock", timeout=_LOCK_PATIENCE):
            return _commit(repository, paths, message)
    except Timeout as waited:
        raise FarmError("another farm-gitops is committing here and does not end", "try again") from waited


def _commit(repository: Repository, paths: Sequence[str], message: str) -> str:
    parent = head(repository)
    files = read_files(repository, paths)
    before, after = tree_with(repository, parent, files)
    if before == after:
        raise FarmError("there is nothing to commit: the files are as HEAD holds them", "git status")
    text = message.encode("utf-8", "surrogateescape").rstrip(b"\n") + b"\n"
    made = repository.run(
        *("commit-tree", "-F", "-", *(("-p", parent) if parent else ()), after),
        input=text,
        environment=stated(),
    )
    commit = made.decode().strip()
    # The index first: were it left behind, the user's next commit would silently take this one back.
    put_into_index(repository, files)
    subject = message.partition("\n")[0]
    repository.run("update-ref", "-m", f"commit: {subject}", "HEAD", commit, parent or "", environment=stated())
    refresh(repository, files)
    return commit


class Tip(NamedTuple):
    """The last (full id) of some commits that are made already, and what they do, for the log of the branch."""

    commit: str
    subject: str


def advance(repository: Repository, tip: Tip, paths: Sequence[str], branch: str | None = None) -> str | None:
    """Moves the branch from HEAD to a descendant whose files at these paths lie in the work tree already; its name.

    With `branch` it stays, and a new one begins there (see `create_branch`): it is never without the commits. Whatever
    else is staged or changed stays as it was. Raises FarmError where somebody else moved the branch.
    """
    require_finished(repository)
    parent = head(repository)
    if parent is None or not is_on_first_parent_chain(repository, parent, tip.commit):
        raise FarmError("somebody else committed here meanwhile; nothing of the import landed", "import again")
    files = read_files(repository, paths)
    put_into_index(repository, files)
    if branch:
        branch = create_branch(repository, branch, tip.commit)
    else:
        said = f"import: {tip.subject}"
        repository.run("update-ref", "-m", said, "HEAD", tip.commit, parent, environment=stated())
    refresh(repository, files)
    return branch or current_branch(repository)


def create_branch(repository: Repository, name: str, start: str | None = None) -> str:
    """Makes a branch at a commit (full id; else HEAD) and stands on it, touching no file; returns the name used.

    A taken name gets -2, -3, …; one that a remote has counts as taken, for pushing to it would mix two pieces of work.
    """
    require_finished(repository)
    if repository.ask("check-ref-format", f"refs/heads/{name}").status != 0 or name.startswith("-"):
        raise FarmError(f"{name!r} cannot name a branch", "use words joined by - and /")
    taken = _branch_names(repository)
    free = next(candidate for candidate in _candidates(name) if not _is_taken(candidate, taken))
    begin = start or head(repository)
    if begin is not None:
        repository.run("update-ref", "-m", "branch: Created from HEAD", f"refs/heads/{free}", begin, "")
    repository.run("symbolic-ref", "-m", f"checkout: moving to {free}", "HEAD", f"refs/heads/{free}")
    return free


def initialize(folder: Path) -> Repository:
    """Makes a repository with the branch `main` in a folder, which is created where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    done = run_in(folder, "init", "--quiet", "--initial-branch=main")
    made = find_repository(folder)
    if done.status != 0 or made is None:
        raise GitFailed(("init",), done.status, done.stderr)
    return made


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _branch_names(repository: Repository) -> frozenset[str]:
    listing = repository.run("for-each-ref", "--format=%(refname)", "refs/heads/", "refs/remotes/")
    names = listing.decode("utf-8", "surrogateescape").casefold().splitlines()
    # refs/heads/NAME, refs/remotes/REMOTE/NAME
    return frozenset(name.split("/", 2 if name.startswith("refs/heads/") else 3)[-1] for name in names)


def _is_taken(name: str, taken: frozenset[str]) -> bool:
    """Whether a branch has this name or lies in a folder of it; letter case counts for nothing on many disks."""
    return any(f"{other}/".startswith(f"{name.casefold()}/") for other in taken)
