"""The steps of a branch: what landed one after the other along first parents, and which commits each one brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.diff import FileChange
from farm_gitops.git.identity import Identity
from farm_gitops.git.log import Commit, LogEntry, entries
from farm_gitops.git.reach import Brought, landed_among
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import resolve

_BATCH = 500  # steps whose commits are read by one process


class Authored(NamedTuple):
    """A commit with what it did: against its parent, or, for a merge, only what differs from all its parents.

    What a merge took over unchanged is told by the commits that it merged.
    """

    commit: Commit
    co_authors: tuple[Identity, ...]
    files: tuple[FileChange, ...]
    is_merge: bool


class LandedStep(NamedTuple):
    """What landed at once: from the commit `before` (None for the first of all) to its child `after`.

    `files` is the whole difference between the two, whatever further parents `after` has; `authored` is the commit
    `after` as it describes itself.
    """

    before: str | None
    after: str
    parents: tuple[str, ...]
    authored: Commit
    files: tuple[FileChange, ...]
    co_authors: tuple[Identity, ...] = ()


def first_parent_steps(repository: Repository, start: str | None, end: str) -> Iterator[LandedStep]:
    """The steps after the commit `start` (None: from the first of all) up to `end`, oldest first, as they are read.

    Raises FarmError when `start` is not on the first-parent chain of `end`, before the first step.
    """
    first = resolve(repository, start) if start else None
    last = resolve(repository, end)
    at = first
    for entry in _chain(repository, first, last, "--diff-merges=first-parent"):
        step = _step(entry)
        if step.before != at:
            raise _not_on_chain(first, last)
        at = step.after
        yield step
    if at != last:
        raise _not_on_chain(first, last)


def is_on_first_parent_chain(repository: Repository, old: str, new: str) -> bool:
    """Whether one comes from `new` to `old` by first parents alone; a commit is on its own chain."""
    first, last = resolve(repository, old), resolve(repository, new)
    if first == last:
        return True
    oldest = next(_chain(repository, first, last, "--no-patch"), None)
    return oldest is not None and _step(oldest).before == first


def commits_between(repository: Repository, base: str, head: str) -> tuple[Authored, ...]:
    """Every commit that `head` contains and `base` does not, newest first: a commit before all its parents."""
    return _brought(repository, [resolve(repository, head)], resolve(repository, base))


def brought_by(repository: Repository, step: LandedStep) -> tuple[Authored, ...]:
    """The commits that came with a merge, without the merge itself, newest first; none for any other step.

    For many steps, `landed_history` costs much less.
    """
    return _brought(repository, step.parents[1:], step.parents[0]) if len(step.parents) > 1 else ()


def landed_history(
    repository: Repository, start: str | None, end: str
) -> Iterator[tuple[LandedStep, tuple[Authored, ...]]]:
    """Each of `first_parent_steps` with what `brought_by` says of it, for many steps at little cost."""
    steps = first_parent_steps(repository, start, end)
    brought = Brought(repository, end)
    while batch := list(islice(steps, _BATCH)):
        ids = {step.after: brought.by(step.after) for step in batch if len(step.parents) > 1}
        found = _authored(repository, [oid for group in ids.values() for oid in group])
        for step in batch:
            yield step, tuple(found[oid] for oid in ids.get(step.after, ()))


def _chain(repository: Repository, first: str | None, last: str, *options: str) -> Iterator[LogEntry]:
    """The log of the first parents of `last`, oldest first, without what `first` contains."""
    without = (f"^{first}",) if first else ()
    return entries(repository, "--first-parent", "--reverse", *options, last, *without)


def _step(entry: LogEntry) -> LandedStep:
    commit = entry.commit
    before = commit.parents[0] if commit.parents else None
    return LandedStep(before, commit.id, commit.parents, commit, entry.files, entry.co_authors)


def _not_on_chain(first: str | None, last: str) -> FarmError:
    return FarmError(
        f"the commit {first} is not on the first-parent line of {last}: history was rewritten, or merged the other way",
        f"git log --graph --oneline {first} {last}  shows where they part",
    )


def _brought(repository: Repository, tips: Sequence[str], known: str) -> tuple[Authored, ...]:
    listed = entries(repository, "--topo-order", "--diff-merges=combined", *tips, f"^{known}")
    found = {each.commit.id: each for each in map(_commit, listed)}
    old = landed_among(repository, {oid: each.commit.parents for oid, each in found.items()}, known)
    return tuple(each for oid, each in found.items() if oid not in old)


def _authored(repository: Repository, ids: Sequence[str]) -> dict[str, Authored]:
    if not ids:
        return {}
    listed = entries(repository, "--no-walk=unsorted", "--diff-merges=combined", commits=ids)
    return {each.commit.id: each for each in map(_commit, listed)}


def _commit(entry: LogEntry) -> Authored:
    commit = entry.commit
    return Authored(commit, entry.co_authors, entry.files, len(commit.parents) > 1)
