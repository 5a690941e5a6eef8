"""Decides which commits and trees are judged: what a pull request would land, and the steps in which a branch grew.

Nothing here trusts the clone: not its configuration, its attributes, its replacements, nor the dates of commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.diff import FileChange, changed_files
from farm_gitops.git.merging import Conflict, MergeConflict, merged_tree, throw_away
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.state import head as head_of
from farm_gitops.git.state import is_partial, is_shallow, resolve
from farm_gitops.git.steps import (
    Authored,
    LandedStep,
    brought_by,
    commits_between,
    first_parent_line,
    first_parent_steps,
    grown_line,
    is_on_first_parent_chain,
    landed_history,
    landed_in,
)

__all__ = [
    "Authored",
    "Compared",
    "Conflict",
    "FileChange",
    "LandedStep",
    "MergeConflict",
    "brought_by",
    "changed_files",
    "commits_between",
    "compared",
    "first_parent_line",
    "first_parent_steps",
    "grown_line",
    "is_on_first_parent_chain",
    "landed_history",
    "landed_in",
    "require_intact",
    "require_whole",
]


class Compared(NamedTuple):
    """A base and what merging a head into it lands: full ids of two commits and a tree, and where to read that tree."""

    base: str
    head: str
    tree: str
    repository: Repository


def require_whole(repository: Repository) -> None:
    """Raises FarmError where history could look other than it is: cut off, incomplete, replaced, grafted, or empty."""
    require_intact(repository)
    if head_of(repository) is None:
        raise FarmError("there are no commits here yet, so there is nothing to judge", "commit something first")


def require_intact(repository: Repository) -> None:
    """The same, for commits that need not be on any branch yet: those of a push."""
    if is_shallow(repository):
        cure = "git fetch --unshallow  (GitHub: `fetch-depth: 0` of actions/checkout; GitLab: `GIT_DEPTH: 0`)"
        raise FarmError("this is a shallow clone, which hides the past", cure)
    if is_partial(repository):
        keys = (f"git config --unset remote.origin.{key}" for key in ("promisor", "partialclonefilter"))
        cure = f"{' && '.join(('git fetch --refetch --no-filter', *keys))}  (or clone again without --filter)"
        raise FarmError("this is a partial clone, which leaves objects out", cure)
    _require_as_made(repository)


def _require_as_made(repository: Repository) -> None:
    replaced = repository.line("for-each-ref", "--count=1", "--format=%(refname:lstrip=2)", "refs/replace/")
    if replaced:
        raise FarmError(f"another object stands in for {replaced} here", f"git replace --delete {replaced}")
    grafts = repository.common_dir / "info" / "grafts"
    if grafts.exists():
        raise FarmError("a graft file changes the parents of commits here", f"remove the file {grafts}")


@contextmanager
def compared(repository: Repository, base: str, head: str = "HEAD") -> Iterator[Compared]:
    """What merging `head` into `base` lands; its tree can be read inside the block.

    Raises FarmError when one of them is not exactly one commit or they have no common history, and MergeConflict.
    """
    old, new = resolve(repository, base), resolve(repository, head)
    if contains(repository, new, old):
        yield Compared(old, new, repository.line("rev-parse", "--verify", f"{new}^{{tree}}"), repository)
        return
    with throw_away(repository, len(old)) as alone:
        merged = merged_tree(alone, old, new)
        if not isinstance(merged, str):
            raise MergeConflict(base, head, merged)
        yield Compared(old, new, merged, alone)


def contains(repository: Repository, commit: str, ancestor: str) -> bool:
    """Whether a commit has another in its past, or is it."""
    question = ("merge-base", "--is-ancestor", ancestor, commit)
    done = repository.ask(*question)
    if done.status not in (0, 1):
        raise GitFailed(question, done.status, done.stderr)
    return done.status == 0
