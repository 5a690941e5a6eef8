"""A long audit by several processes, each with a stretch of history of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Final, NamedTuple

from farm_gitops.store.landed import landed_files
from farm_gitops.store.project import Project
from farm_gitops.validate.audit import audit, joined
from farm_gitops.validate.baseline import Baseline
from farm_gitops.validate.judge import Report

_WORTH_A_PROCESS: Final = 3_000  # steps; to start one and to read a whole tree costs as much as some hundred of them
_PATIENCE: Final = 0.2  # seconds between two looks at how far the others are


class Stretch(NamedTuple):
    """The steps after one commit (None: from the first of all) up to another, by their full ids."""

    start: str | None
    end: str


Done = Callable[[int], None]
"""Told now and then how many steps are judged."""

# What another process adds to while it judges; set where that process begins.
_progress: Synchronized[int] | None = None


def stretches(whole: Stretch, commits: Sequence[str]) -> tuple[Stretch, ...]:
    """A stretch, whose first-parent line is `commits` (oldest first), cut for the processors that there are."""
    number = max(1, min(_processors(), len(commits) // _WORTH_A_PROCESS))
    cuts = [commits[len(commits) * part // number - 1] for part in range(1, number)]
    return tuple(map(Stretch, [whole.start, *cuts], [*cuts, whole.end]))


def _processors() -> int:
    """Those that this process may use; not every system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def audit_stretch(project: Project, stretch: Stretch, baseline: Baseline, done: Done) -> Report:
    """Judge one stretch in this process; raises FarmError as `landed_files` does."""
    with landed_files(project, stretch.start, stretch.end) as steps:
        return audit(steps, baseline, done)


def audit_together(project: Project, cut: Sequence[Stretch], baseline: Baseline, done: Done) -> Report:
    """Judge all stretches at once; raises FarmError where one of them cannot begin."""
    context = get_context("spawn")
    progress = context.Value("q", 0)
    with ProcessPoolExecutor(
        len(cut), mp_context=context, initializer=_begin, initargs=(progress, gc.get_threshold()[0])
    ) as pool:
        futures = [pool.submit(_judged, project, stretch, baseline) for stretch in cut]
        try:
            _watch(futures, lambda: done(progress.value))
            return joined([future.result() for future in futures])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _watch(futures: Sequence[Future[Report]], look: Callable[[], None]) -> None:
    waiting = set(futures)
    while waiting and not any(future.done() and future.exception() for future in futures):
        waiting = wait(waiting, timeout=_PATIENCE).not_done
        look()


def _begin(progress: Synchronized[int], objects_between_collections: int) -> None:
    global _progress  # noqa: PLW0603 - what a pool's initializer hands to its tasks
    _progress = progress
    gc.set_threshold(objects_between_collections)


def _judged(project: Project, stretch: Stretch, baseline: Baseline) -> Report:
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
