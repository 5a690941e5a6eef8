"""A long audit by several processes, each with a stretch of history of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

from farm_gitops.store.landed import landed_files
from farm_gitops.store.processors import processors
from farm_gitops.store.project import Project
from farm_gitops.store.together import Tell, Work, together
from farm_gitops.validate.audit import audit_in_parts
from farm_gitops.validate.baseline import Baseline
from farm_gitops.validate.judge import Report

_WORTH_A_PROCESS: Final = 3_000  # steps; to start one and to read a whole tree costs as much as some hundred of them


class Part(NamedTuple):
    """The `commits` after one (None: from the first of all) up to another, oldest first, by their full ids."""

    start: str | None
    end: str
    commits: tuple[str, ...]


Stretch = tuple[Part, ...]
"""Parts one after the other, judged by one process; at least one."""
Reports = tuple[Report, ...]
"""One for each part of a stretch."""
Done = Callable[[int], None]
"""Told now and then how many steps are judged."""


def stretches(parts: Stretch) -> tuple[Stretch, ...]:
    """Parts in a row, shared out among the processors that there are."""
    steps = sum(len(part.commits) for part in parts)
    number = max(1, min(processors(), steps // _WORTH_A_PROCESS, len(parts)))
    cuts = [len(parts) * place // number for place in range(number + 1)]
    return tuple(parts[begin:end] for begin, end in pairwise(cuts))


def audit_stretch(project: Project, stretch: Stretch, baseline: Baseline, done: Done) -> Reports:
    """Judge one stretch in this process; raises FarmError as `landed_files` does."""
    part_of = {commit: number for number, part in enumerate(stretch) for commit in part.commits}
    with landed_files(project, stretch[0].start, stretch[-1].end) as steps:
        found = audit_in_parts(steps, part_of, baseline, done)
    # Of a part that ends before there is a policy, nothing is judged.
    return tuple(found.get(number, Report((), 0, 0)) for number in range(len(stretch)))


def audit_together(project: Project, cut: Sequence[Stretch], baseline: Baseline, done: Done) -> Reports:
    """Judge all stretches at once; raises FarmError where one of them cannot begin."""
    work = Work(partial(_judged, project, baseline), len(cut))
    return tuple(report for reports in together(work, cut, _summed(done)) for report in reports)


def _judged(project: Project, baseline: Baseline, stretch: Stretch, tell: Tell) -> Reports:
    return audit_stretch(project, stretch, baseline, _differences(tell))


def _differences(tell: Tell) -> Done:
    """From how much is done to how much more is done."""
    before = 0

    def done(number: int) -> None:
        nonlocal before
        tell(number - before)
        before = number

    return done


def _summed(done: Done) -> Tell:
    """From how much more each process has done to how much all have."""
    total = 0

    def tell(more: int) -> None:
        nonlocal total
        total += more
        done(total)

    return tell
