"""Work shared by processes: all of it is done, in order, and none of them outlives the reason for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from multiprocessing import get_context, parent_process
from pathlib import Path

import pytest

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import GitFailed
from farm_gitops.store.together import Tell, Work, together

PATIENCE = 30.0
"""Seconds."""


def squared(number: int, tell: Tell) -> tuple[int, int]:
    """The result, and by which process."""
    tell(number)
    return number * number, os.getpid()


def test_every_task_is_done_once_and_results_come_in_the_order_of_tasks() -> None:
    told: list[int] = []
    results = list(together(Work(squared, 3), range(200), told.append))
    assert [result for result, _ in results] == [number * number for number in range(200)]
    assert os.getpid() in {process for _, process in results}
    assert sum(told) == sum(range(200))


def test_there_are_no_more_processes_than_tasks_and_none_for_none() -> None:
    assert len({process for _, process in together(Work(squared, 8), [1, 2], lambda _: None)}) <= 2
    assert list(together(Work(squared, 8), [], lambda _: None)) == []


@pytest.mark.parametrize("tasks", [5, 6, 7, 100])
def test_after_its_turns_a_fresh_process_takes_the_place_of_another(tasks: int, others: set[str]) -> None:
    results = list(together(Work(squared, 3, turns=4), range(tasks), lambda _: None))
    assert [result for result, _ in results] == [number * number for number in range(tasks)]
    done = Counter(process for _, process in results if process != os.getpid())
    assert max(done.values()) <= 4
    assert started() == others


def failing(number: int, _: Tell) -> int:
    """Fails anywhere but here, in the way of a command that git did not like."""
    if parent_process():
        raise GitFailed(("log",), 128, "fatal: it is gone")
    return number


def test_what_a_process_raises_is_raised_here_with_its_cure_and_where_it_was(others: set[str]) -> None:
    with pytest.raises(FarmError, match="it is gone") as caught:
        list(together(Work(failing, 2), range(50), lambda _: None))
    assert caught.value.cure == GitFailed(("log",), 128, "").cure
    assert "in failing" in "".join(caught.value.__notes__)
    assert started() == others


def ended(number: int, _: Tell) -> int:
    """As a system that runs out of memory ends a process, though never this one."""
    if parent_process():
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_process_that_is_ended_from_outside_ends_the_work_with_a_cure(others: set[str]) -> None:
    with pytest.raises(FarmError, match="ended from outside") as caught:
        list(together(Work(ended, 2), range(50), lambda _: None))
    assert caught.value.cure
    assert started() == others


def failing_here(number: int, _: Tell) -> int:
    """Fails in the process that handed out the tasks."""
    if not parent_process():
        raise GitFailed(("log",), 128, "fatal: it is gone")
    return number


def test_what_fails_in_this_process_ends_the_others(others: set[str]) -> None:
    with pytest.raises(GitFailed, match="it is gone"):
        list(together(Work(failing_here, 2), range(50), lambda _: None))
    assert started() == others


def test_whoever_has_seen_enough_leaves_no_process_behind(others: set[str]) -> None:
    results = together(Work(squared, 2), range(50), lambda _: None)
    assert next(results)[0] == 0
    results.close()
    assert started() == others


ENDLESS = """
import signal, sys, threading
from farm_gitops.store.together import Work, together

signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell runs the tests in the background

def wait(number, tell):
    import os
    os.write(1, f"{os.getpid()}\\n".encode())  # at once, so that no line of the other comes between its parts
    threading.Event().wait()

try:
    list(together(Work(wait, 2), [1, 2], print))  # one of them is done by the process that hands them out
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_processes_end_when_the_one_that_began_them_does_however_that_went(how: signal.Signals, tmp_path: Path) -> None:
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as parent:
        try:
            assert parent.stdout is not None
            assert len({int(parent.stdout.readline()) for _ in range(2)}) == 2
            # As a terminal does it: the interruption reaches all of them, and one alone says so.
            os.killpg(parent.pid, how) if how is signal.SIGINT else parent.send_signal(how)
            # Whoever still runs holds standard output open, and this would never come to its end.
            rest, complaint = parent.communicate(timeout=60)
        finally:
            parent.kill()
    assert rest == ("interrupted\n" if how is signal.SIGINT else "")
    assert complaint == ""


def started() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.fixture(autouse=True)
def others() -> set[str]:
    """What ran before the test, such as the browser of tests that came first."""
    return started()


def test_who_tells_much_does_not_wait_for_one_who_is_busy() -> None:
    told: list[int] = []
    finished = get_context("fork").Event()

    def do(is_chatty: bool, tell: Tell) -> bool:
        if not is_chatty:
            return finished.wait(PATIENCE)  # listens to nobody meanwhile
        for _ in range(50_000):
            tell(1)
        finished.set()
        return True

    assert list(together(Work(do, 2), [True, False], told.append)) == [True, True]
    assert sum(told) == 50_000
