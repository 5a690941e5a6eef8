"""What whole processes cost: wall time, processor time of all that they start, and their memory together."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

FARM: Final = (sys.executable, "-c", "from farm_gitops.cli.main import program; program()")
# Byte code is part of an installed program; a variable that keeps Python from writing it would measure the compiler.
_ENVIRONMENT: Final = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
_PAUSE: Final = 0.02  # seconds between two looks at the memory, each of which costs the watched one a little
_BECOME_SUBREAPER: Final = 36  # prctl(2)
_MIB: Final = 1 << 20


class Task(NamedTuple):
    """A command, where it runs, what it reads from standard input, and what is run `before` it and not measured."""

    command: Sequence[str]
    folder: Path
    question: Path = Path(os.devnull)
    before: Sequence[str] = ()


class Cost(NamedTuple):
    """Milliseconds on the clock, and of processors."""

    wall: float
    cpu: float


class Costs(NamedTuple):
    """What several runs of one command took."""

    runs: tuple[Cost, ...]

    @property
    def best(self) -> Cost:
        """The fastest, by each measure: other work on the machine only ever adds."""
        return Cost(*map(min, zip(*self.runs, strict=True)))

    @property
    def median(self) -> Cost:
        """The one in the middle, by each measure."""
        return Cost(*map(median, zip(*self.runs, strict=True)))


def side_by_side(tasks: Mapping[str, Task], runs: int) -> dict[str, Costs]:
    """Each task `runs` times, one after the other in turn, so that a slow minute of the machine meets all of them."""
    for task in tasks.values():
        _run(task)  # byte code and disk cache
    turns = [[_run(task) for task in tasks.values()] for _ in range(runs)]
    return {name: Costs(costs) for name, costs in zip(tasks, zip(*turns, strict=True), strict=True)}


def peak(task: Task) -> float:
    """The most memory (MiB) that a command and all that it starts have at once, shared pages once; Linux only."""
    return watched(task)[1]


def watched(task: Task) -> tuple[Cost, float]:
    """What one run costs and the most memory that it has at once, for what takes too long to be run twice."""
    _prepare(task)
    start, most = time.perf_counter(), 0
    process = _started(task)
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        # A child that has not become another program yet is its parent over again, down to the last page.
        most = max(most, sum({_pages(pid): _share(pid) for pid in _family(process.pid)}.values()))
        time.sleep(_PAUSE)
    return _cost(task, process, time.perf_counter() - start, ended), most / _MIB


def _run(task: Task) -> Cost:
    _prepare(task)
    start = time.perf_counter()
    process = _started(task)
    ended = os.wait4(process.pid, 0)
    return _cost(task, process, time.perf_counter() - start, ended)


def _cost(
    task: Task, process: subprocess.Popen[bytes], wall: float, ended: tuple[int, int, resource.struct_rusage]
) -> Cost:
    """With what those took that outlived whoever began them, and that this process therefore has to bury."""
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(task.command)} in {task.folder} failed: exit code {process.returncode}")
    every = [used]
    with suppress(ChildProcessError):
        while True:
            every.append(os.wait4(-1, 0)[2])
    return Cost(wall * 1000, sum(each.ru_utime + each.ru_stime for each in every) * 1000)


@cache
def _bury_orphans() -> None:
    """Become the parent of whatever loses its own, so that what it took is told here; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_BECOME_SUBREAPER, 1, 0, 0, 0)


def _prepare(task: Task) -> None:
    if task.before:
        subprocess.run(task.before, cwd=task.folder, env=_ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def _started(task: Task) -> subprocess.Popen[bytes]:
    _bury_orphans()
    with task.question.open("rb") as question:
        return subprocess.Popen(
            task.command, cwd=task.folder, env=_ENVIRONMENT, stdin=question, stdout=subprocess.DEVNULL
        )


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended since
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _pages(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/statm").read_text()
    except OSError:
        return ""


def _share(pid: int) -> int:
    """Bytes: its own, and of what is shared its part ("Pss" in proc(5))."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
