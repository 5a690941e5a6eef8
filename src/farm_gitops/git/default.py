"""The branch that others build on, and how a work tree comes to stand where it ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.filters import without_filters
from farm_gitops.git.revisions import contains
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import require_finished


class DefaultBranch(NamedTuple):
    """Its name, and its newest commit that is known here (full id)."""

    name: str
    commit: str


def default_branch(repository: Repository, names: Iterable[str]) -> DefaultBranch | None:
    """The branch that origin's HEAD names, else the first of these that there is; None where there is none of them.

    Its commit is that of the local branch, or of the remote's where that goes further.
    """
    known = repository.ask("symbolic-ref", "--quiet", "refs/remotes/origin/HEAD").output
    named = known.decode("utf-8", "surrogateescape").removesuffix("\n").removeprefix("refs/remotes/origin/")
    for name in filter(None, (named, *names)):
        commit = _newest(repository, name)
        if commit:
            return DefaultBranch(name, commit)
    return None


def stand_on(repository: Repository, before: str, commit: str) -> None:
    """Makes the files of one commit (the present one) those of another, as `git switch` does; HEAD stays.

    What is changed and not committed stays; FarmError, and nothing has changed, where both change one file.
    """
    require_finished(repository)
    private = without_filters(repository)
    repository.ask("update-index", "-q", "--refresh", environment=private)
    done = repository.ask("read-tree", "-m", "-u", before, commit, environment=private)
    if done.status != 0:
        said = done.stderr.strip().removeprefix("error: ").partition("\n")[0]
        raise FarmError(f"what is not committed here is in the way: {said}", "git stash  or commit it, then try again")


def _newest(repository: Repository, name: str) -> str | None:
    local = _commit(repository, f"refs/heads/{name}")
    upstream = repository.line("for-each-ref", "--format=%(upstream)", f"refs/heads/{name}")
    remote = _commit(repository, upstream or f"refs/remotes/origin/{name}")
    if local and remote:
        return remote if contains(repository, remote, local) else local
    return local or remote


def _commit(repository: Repository, reference: str) -> str | None:
    done = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    return done.output.decode().strip() if done.status == 0 else None
