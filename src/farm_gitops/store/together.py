"""Work shared by this process and others: each takes the next task when it has done one, and all end together.

They end when one of them fails, when the user interrupts, and when the process that began them ends, whatever ended it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from farm_gitops.errors import FarmError

Task = TypeVar("Task")
Result = TypeVar("Result")

Pipe: TypeAlias = "Connection[Any, Any]"

Tell = Callable[[int], None]
"""Told now and then how much more is done."""

_PACE: Final = 0.1  # seconds between two words about how much is done
_AHEAD: Final = 2  # tasks that a process is given at once, so that it need not wait for the next
_CONTEXT: Final = get_context("fork") if sys.platform == "linux" else get_context("spawn")


class Work(NamedTuple, Generic[Task, Result]):
    """What is done with each task, which tells of its progress meanwhile, and by how many processes, this one included.

    Where the others are no copies of this one (see `copies`), both must be such that `pickle` can hand them over.
    """

    do: Callable[[Task, Tell], Result]
    processes: int


def together(work: Work[Task, Result], tasks: Sequence[Task], tell: Tell) -> Generator[Result, None, None]:
    """What becomes of each task, in the order of the tasks, which are begun in that order as well.

    Raises what a process raises, and FarmError where somebody else ends one.
    """
    early: dict[int, Result] = {}
    with _started(work, tasks) as crew:
        results = _results(crew, work, tasks, tell)
        for place in range(len(tasks)):
            while place not in early:
                done = next(results)
                early[done.place] = done.result
            yield early.pop(place)


class _Told(NamedTuple):
    """How much more is done."""

    more: int


class _Done(NamedTuple):
    """What became of the task at a place."""

    place: int
    result: Any


class _Failed(NamedTuple):
    """Why a task did not come to its end."""

    error: Exception


@contextmanager
def _started(work: Work[Task, Result], tasks: Sequence[Task]) -> Iterator[list[Pipe]]:
    """Processes that wait for the places of tasks, each at the other end of a pipe; none is left after the block."""
    crew: list[tuple[BaseProcess, Pipe]] = []
    gc.freeze()  # what is there now is not looked at again, so that copies of this process go on sharing it
    try:
        for _ in range(min(work.processes, len(tasks)) - 1):
            crew.append(_start(work, tasks))
        yield [pipe for _, pipe in crew]
    finally:
        for process, _ in crew:
            process.kill()
        for process, pipe in crew:
            process.join()
            pipe.close()
        gc.unfreeze()


def _start(work: Work[Task, Result], tasks: Sequence[Task]) -> tuple[BaseProcess, Pipe]:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(work, tasks, theirs, gc.get_threshold()), daemon=True)
    with warnings.catch_warnings():
        # Python warns where a process with threads is copied: ours draw progress, which a copy never does.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    theirs.close()  # so that the end of the process is the end of the pipe
    return process, ours


def _results(crew: Sequence[Pipe], work: Work[Task, Result], tasks: Sequence[Task], tell: Tell) -> Iterator[_Done]:
    """Hands out the places of all tasks, does what is left, and takes in what becomes of them, as it comes."""
    places = iter(range(len(tasks)))
    for pipe in [*crew] * (_AHEAD if len(tasks) > _AHEAD * work.processes else 1):
        _hand_out(pipe, places)
    for place in places:
        yield _Done(place, work.do(tasks[place], tell))
        yield from _come(crew, places, tell, patience=0)
    yield from _come(crew, places, tell, patience=None)


def _come(crew: Sequence[Pipe], places: Iterator[int], tell: Tell, patience: float | None) -> Iterator[_Done]:
    """What the others have done by now, or (without `patience`) all that they will ever do."""
    while ready := _ready(crew, patience):
        for pipe in ready:
            match _received(pipe):
                case _Told(more):
                    tell(more)
                case _Failed(error):
                    raise error
                case _Done() as done:
                    _hand_out(pipe, places)
                    yield done


def _ready(crew: Sequence[Pipe], patience: float | None) -> list[Pipe]:
    return [pipe for pipe in wait(crew, patience) if isinstance(pipe, Connection)]


def _hand_out(pipe: Pipe, places: Iterator[int]) -> None:
    with suppress(StopIteration, BrokenPipeError):  # one that has ended is noticed where it is listened to
        pipe.send(next(places))


def _received(pipe: Pipe) -> object:
    try:
        return pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        raise FarmError(
            "a process that shared the work was ended from outside", "free some memory, and try again"
        ) from error


# In the other process


def _serve(work: Work[Task, Result], tasks: Sequence[Task], pipe: Pipe, thresholds: tuple[int, int, int]) -> None:
    """Do one task after the other, until whoever hands them out has enough."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted is the one who handed out the tasks
    Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(*thresholds)
    say = _Saying(pipe)
    telling = _Telling(say)
    with suppress(EOFError):  # nobody listens any more
        while True:
            outcome = _outcome(work, tasks, pipe.recv(), telling)
            telling.rest()
            say(outcome)
    os._exit(0)  # what this copy inherited is not its own to flush or to close


class _Saying:
    """Says what becomes of tasks, from a thread of its own: who listens may be at a task, and a pipe holds little."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe: Final = pipe
        self._waiting: Final[SimpleQueue[bytes]] = SimpleQueue()
        Thread(target=self._say, daemon=True).start()

    def __call__(self, word: _Told | _Done | _Failed) -> None:
        """Have it said; it is written down now, so that whatever it was made of may change."""
        self._waiting.put(pickle.dumps(word, pickle.HIGHEST_PROTOCOL))

    def _say(self) -> None:
        with suppress(OSError):  # nobody listens any more
            while True:
                self._pipe.send_bytes(self._waiting.get())
        os._exit(0)


class _Telling:
    """Tells now and then how much more is done."""

    def __init__(self, say: _Saying) -> None:
        self._say: Final = say
        self._due = 0.0
        self._more = 0

    def __call__(self, more: int) -> None:
        """Tell it, or keep it for the next time."""
        self._more += more
        if monotonic() >= self._due:
            self._due = monotonic() + _PACE
            self.rest()

    def rest(self) -> None:
        """Tell what was kept."""
        if self._more:
            self._say(_Told(self._more))
            self._more = 0


def _outcome(work: Work[Task, Result], tasks: Sequence[Task], place: int, tell: Tell) -> _Done | _Failed:
    try:
        return _Done(place, work.do(tasks[place], tell))
    except Exception as error:
        return _Failed(_portable(error))


def _end_with_parent() -> None:
    """However the parent ends: of a task that takes long, nobody would take the result."""
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """An error as it can be handed over; where it stood goes with it, for the log of a bug."""
    where = "".join(traceback.format_exception(error))
    try:
        handed_over: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - what was made a moment ago
    except Exception:
        handed_over = FarmError(error.message, error.cure) if isinstance(error, FarmError) else RuntimeError(where)
    handed_over.add_note(where)
    return handed_over
