"""The steps of a branch: what landed one after the other along first parents, and which commits each one brought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.diff import FileChange
from farm_gitops.git.identity import Identity
from farm_gitops.git.log import Commit, LogEntry, entries
from farm_gitops.git.reach import Brought, landed_among
from farm_gitops.git.remerge import made_by_hand
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import resolve

_BATCH = 500  # steps whose commits are read by one process


class Authored(NamedTuple):
    """A commit with what it did: against its parent, or, for a merge, only what somebody's hand did in it.

    That is what differs from the merge that git makes of its parents by itself, and be it that one of them was taken
    whole; `before` of such a change may be in no commit. What a merge took over is told by the commits that it merged.
    """

    commit: Commit
    co_authors: tuple[Identity, ...]
    files: tuple[FileChange, ...]
    is_merge: bool

    @property
    def paths(self) -> Iterator[str]:
        """The paths that it touches."""
        return (change.path for change in self.files)


class LandedStep(NamedTuple):
    """What landed at once: from the commit `before` (None for the first of all) to its child `after`.

    `files` is the whole difference between the two, whatever further parents `after` has; `authored` is the commit
    `after` as it describes itself. `own` is what a merge did itself, as `Authored` says it, told by `landed_history`.
    """

    before: str | None
    after: str
    parents: tuple[str, ...]
    authored: Commit
    files: tuple[FileChange, ...]
    co_authors: tuple[Identity, ...] = ()
    own: tuple[FileChange, ...] = ()


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


def first_parent_line(repository: Repository, start: str | None, end: str) -> tuple[str, ...]:
    """The ids of the commits that `first_parent_steps` gives, where `start` is on the chain; both are full ids."""
    without = (f"^{start}",) if start else ()
    return tuple(repository.run("rev-list", "--first-parent", "--reverse", end, *without).decode().split())


def grown_line(repository: Repository, start: str, end: str) -> tuple[str, ...] | None:
    """The same, at a cost that does not depend on what came before `start`; None where that is not on the chain.

    Nor need `start` be there any more.
    """
    told = repository.ask("rev-list", "--first-parent", "--reverse", "--parents", end, f"^{start}")
    steps = [line.split() for line in told.output.decode().splitlines()] if told.status == 0 else []
    return tuple(step[0] for step in steps) if steps and steps[0][1:2] == [start] else None


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
        newest_first = [oid for merge, group in reversed(ids.items()) for oid in (merge, *group)]
        found = _authored(repository, newest_first)
        for step in batch:
            own = found[step.after].files if step.after in found else ()
            yield step._replace(own=own), tuple(found[oid] for oid in ids.get(step.after, ()))


def landed_in(repository: Repository, end: str, folder: str) -> Iterator[tuple[LandedStep, tuple[Authored, ...]]]:
    """Those of all `landed_history` up to `end` that changed something in a folder, and of their files only these."""
    options = ("--first-parent", "--reverse", "--diff-merges=first-parent")
    chain = entries(repository, *options, resolve(repository, end), folders=[folder])
    return ((step, brought_by(repository, step)) for step in map(_step, chain))


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
    listed = entries(repository, "--topo-order", "--diff-merges=off", *tips, f"^{known}")
    found = _by_hand(repository, map(_commit, listed))
    old = landed_among(repository, {oid: each.commit.parents for oid, each in found.items()}, known)
    return tuple(each for oid, each in found.items() if oid not in old)


def _authored(repository: Repository, ids: Sequence[str]) -> dict[str, Authored]:
    """Commits by their id; none of the ids may come before one that has that commit in its past."""
    if not ids:
        return {}
    listed = entries(repository, "--no-walk=unsorted", "--diff-merges=off", commits=ids)
    return _by_hand(repository, map(_commit, listed))


def _by_hand(repository: Repository, listed: Iterable[Authored]) -> dict[str, Authored]:
    """Commits by their id; of merges is told only what git does not do by itself."""
    found = {each.commit.id: each for each in listed}
    merges = {oid: each.commit.parents for oid, each in found.items() if each.is_merge}
    for oid, files in made_by_hand(repository, merges).items():
        found[oid] = found[oid]._replace(files=files)
    return found


def _commit(entry: LogEntry) -> Authored:
    commit = entry.commit
    return Authored(commit, entry.co_authors, entry.files, len(commit.parents) > 1)
