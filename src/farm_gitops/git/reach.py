"""Which commits are new to a branch, by parents alone: commit dates are claims, and git's own walk believes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from farm_gitops.git.runner import Repository

Parents = Mapping[str, tuple[str, ...]]

_FEW = 30  # to compare more with each other would cost more than to read all of the history


def landed_among(repository: Repository, listed: Parents, known: str) -> frozenset[str]:
    """Those of the commits that `git log TIP ^KNOWN` listed which `known` contains after all.

    Git stops to look for what it must leave out when all that remains is older than all that it has found
    (`limit_list` in `revision.c`), so a few commits with forged dates let old commits pass as new ones.
    """
    # What `known` contains is closed under parents, so if there is any, one has no listed parent, nor is it a child of
    # `known`. Which of those few it contains git answers whatever the dates.
    lowest = [oid for oid, parents in listed.items() if not any(each == known or each in listed for each in parents)]
    if not lowest or (len(lowest) <= _FEW and _are_apart(repository, lowest, known)):
        return frozenset()
    return frozenset(repository.run("rev-list", known).decode().split()).intersection(listed)


def _are_apart(repository: Repository, oids: Sequence[str], known: str) -> bool:
    """Whether none of some commits, of which none contains another, is contained in `known`."""
    return set(oids) <= set(repository.run("merge-base", "--independent", known, *oids).decode().split())


class Brought:
    """Which commits each merge on a first-parent line brought; reads the history once, when first asked."""

    def __init__(self, repository: Repository, end: str) -> None:
        self._repository = repository
        self._end = end
        self._by: dict[str, tuple[str, ...]] | None = None

    def by(self, merge: str) -> tuple[str, ...]:
        """The ids of what came with a merge of the line, newest first."""
        if self._by is None:
            printed = self._repository.run("rev-list", "--topo-order", "--parents", self._end).decode()
            lines = (line.split() for line in printed.splitlines())
            self._by = brought_by_merges({oid: tuple(parents) for oid, *parents in lines})
        return self._by.get(merge, ())


def brought_by_merges(history: Parents) -> dict[str, tuple[str, ...]]:
    """For each merge on the first-parent line of the first commit: what its other parents add, in the order given.

    `history` holds every commit that the first one contains, a commit before its parents.
    """
    line = [next(iter(history))]
    while parents := history[line[-1]]:
        line.append(parents[0])
    place = {oid: number for number, oid in enumerate(history)}
    seen: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    for oid in reversed(line):
        new = _reach(history, history[oid][1:], seen)
        if new:
            found[oid] = tuple(sorted(new, key=place.__getitem__))
        seen.update(new, (oid,))
    return found


def _reach(history: Parents, tips: Iterable[str], seen: set[str]) -> set[str]:
    """What can be reached from some commits without entering what was seen."""
    new: set[str] = set()
    waiting = [oid for oid in tips if oid not in seen]
    while waiting:
        oid = waiting.pop()
        if oid not in new:
            new.add(oid)
            waiting += (parent for parent in history[oid] if parent not in seen)
    return new
