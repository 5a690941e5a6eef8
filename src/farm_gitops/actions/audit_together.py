"""A long audit by several processes, each with a stretch of history of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Final, NamedTuple

from farm_gitops.store.landed import landed_files
from farm_gitops.store.project import Project
from farm_gitops.validate.audit import audit_in_parts
from farm_gitops.validate.baseline import Baseline
from farm_gitops.validate.judge import Report

_WORTH_A_PROCESS: Final = 3_000  # steps; to start one and to read a whole tree costs as much as some hundred of them
_PATIENCE: Final = 0.2  # seconds between two looks at how far the others are


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

# What another process adds to while it judges; set where that process begins.
_progress: Synchronized[int] | None = None


def stretches(parts: Stretch) -> tuple[Stretch, ...]:
    """Parts in a row, shared out among the processors that there are."""
    steps = sum(len(part.commits) for part in parts)
    number = max(1, min(_processors(), steps // _WORTH_A_PROCESS, len(parts)))
    cuts = [len(parts) * place // number for place in range(number + 1)]
    return tuple(parts[begin:end] for begin, end in pairwise(cuts))


def _processors() -> int:
    """Those that this process may use; not every system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def audit_stretch(project: Project, stretch: Stretch, baseline: Baseline, done: Done) -> Reports:
    """Judge one stretch in this process; raises FarmError as `landed_files` does."""
    part_of = {commit: number for number, part in enumerate(stretch) for commit in part.commits}
    with landed_files(project, stretch[0].start, stretch[-1].end) as steps:
        found = audit_in_parts(steps, part_of, baseline, done)
    # Of a part that ends before there is a policy, nothing is judged.
    return tuple(found.get(number, Report((), 0, 0)) for number in range(len(stretch)))


def audit_together(project: Project, cut: Sequence[Stretch], baseline: Baseline, done: Done) -> Reports:
    """Judge all stretches at once; raises FarmError where one of them cannot begin."""
    context = get_context("spawn")
    progress = context.Value("q", 0)
    with ProcessPoolExecutor(
        len(cut), mp_context=context, initializer=_begin, initargs=(progress, gc.get_threshold()[0])
    ) as pool:
        futures = [pool.submit(_judged, project, stretch, baseline) for stretch in cut]
        try:
            _watch(futures, lambda: done(progress.value))
            return tuple(report for future in futures for report in future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _watch(futures: Sequence[Future[Reports]], look: Callable[[], None]) -> None:
    waiting = set(futures)
    while waiting and not any(future.done() and future.exception() for future in futures):
        waiting = wait(waiting, timeout=_PATIENCE).not_done
        look()


def _begin(progress: Synchronized[int], objects_between_collections: int) -> None:
    global _progress  # noqa: PLW0603 - what a pool's initializer hands to its tasks
    _progress = progress
    gc.set_threshold(objects_between_collections)


def _judged(project: Project, stretch: Stretch, baseline: Baseline) -> Reports:
    return audit_stretch(project, stretch, baseline, _add_to_progress())


def _add_to_progress() -> Done:
    told = 0

    def done(number: int) -> None:
        nonlocal told
        if _progress is not None:
            with _progress.get_lock():
                _progress.value += number - told
        told = number

    return done
