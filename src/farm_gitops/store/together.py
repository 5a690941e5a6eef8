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
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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

    Where the others are no copies of this one (see `copies`), both must be such that `pickle` can hand them over. A
    copy shares the memory of this process until it looks at something; after so many `turns`, if that is said, a fresh
    one takes its place, so that it never comes to have all of it twice.
    """

    do: Callable[[Task, Tell], Result]
    processes: int
    turns: int = sys.maxsize


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


class _Crew(Generic[Task, Result]):
    """Processes that are handed places of tasks, each at the other end of a pipe."""

    def __init__(self, work: Work[Task, Result], tasks: Sequence[Task]) -> None:
        self._work: Final = work
        self._tasks: Final = tasks
        self._places: Final = deque(range(len(tasks)))
        self._members: Final[dict[Pipe, _Member]] = {}

    def next_place(self) -> int | None:
        """That of a task that nobody has begun."""
        return self._places.popleft() if self._places else None

    def begin(self) -> None:
        """Start processes, and give each what it does first."""
        size = min(self._work.processes, len(self._tasks)) - 1
        pipes = [self._start() for _ in range(size)]
        for pipe in pipes * (_AHEAD if len(self._tasks) > _AHEAD * self._work.processes else 1):
            self._hand_out(pipe)

    def come(self, tell: Tell, patience: float | None) -> Iterator[_Done]:
        """What they have done by now, or (without `patience`) all that they will ever do."""
        while ready := self._ready(patience):
            for pipe in ready:
                match _received(pipe):
                    case _Told(more):
                        tell(more)
                    case _Failed(error):
                        raise error
                    case _Done() as done:
                        self._go_on(pipe)
                        yield done

    def end(self) -> None:
        """Have none of them any more."""
        for member in self._members.values():
            member.process.kill()
        for pipe in tuple(self._members):
            self._bury(pipe)

    def _start(self) -> Pipe:
        ours, theirs = _CONTEXT.Pipe()
        told = self._work, self._tasks, theirs, gc.get_threshold()
        process = _CONTEXT.Process(target=_serve, args=told, daemon=True)
        with warnings.catch_warnings():
            # Python warns where a process with threads is copied: ours draw progress, which a copy never does.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        self._members[ours] = _Member(process)
        return ours

    def _bury(self, pipe: Pipe) -> None:
        self._members.pop(pipe).process.join()
        pipe.close()

    def _hand_out(self, pipe: Pipe) -> None:
        member = self._members[pipe]
        if self._places and member.given < self._work.turns:
            member.given += 1
            member.open += 1
            with suppress(BrokenPipeError):  # one that has ended is noticed where it is listened to
                pipe.send(self._places.popleft())

    def _go_on(self, pipe: Pipe) -> None:
        """Give more to a process that has done something, or to another in its place."""
        member = self._members[pipe]
        member.open -= 1
        self._hand_out(pipe)
        if not member.open and self._places:
            member.process.kill()
            self._bury(pipe)
            fresh = self._start()
            for _ in range(_AHEAD):
                self._hand_out(fresh)

    def _ready(self, patience: float | None) -> list[Pipe]:
        waiting = [pipe for pipe, member in self._members.items() if member.open]
        return [pipe for pipe in wait(waiting, patience) if isinstance(pipe, Connection)]


@dataclass
class _Member:
    """A process of the crew: to how many tasks it was ever set, and at how many of them it still is."""

    process: BaseProcess
    given: int = 0
    open: int = 0


@contextmanager
def _started(work: Work[Task, Result], tasks: Sequence[Task]) -> Iterator[_Crew[Task, Result]]:
    """A crew at work; none of it is left after the block."""
    crew = _Crew(work, tasks)
    gc.freeze()  # what is there now is not looked at again, so that copies of this process go on sharing it
    try:
        crew.begin()
        yield crew
    finally:
        crew.end()
        gc.unfreeze()


def _results(crew: _Crew[Task, Result], work: Work[Task, Result], tasks: Sequence[Task], tell: Tell) -> Iterator[_Done]:
    """Does what nobody has begun, and takes in what becomes of the others, as it comes."""
    while (place := crew.next_place()) is not None:
        yield _Done(place, work.do(tasks[place], tell))
        yield from crew.come(tell, patience=0)
    yield from crew.come(tell, patience=None)


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
