"""How far long work has come, on a terminal; nothing in a pipe, and nothing for what is over at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from farm_gitops.publish.output import Progress

Thing = TypeVar("Thing")

_AT_ONCE: Final = 0.5  # seconds
_PAUSE: Final = 0.1  # seconds between two looks


@contextmanager
def progress_bar(what: str = "reading") -> Iterator[Progress]:
    """What is done, how much of it, for how long and how long still, after half a second; silence in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    shown = Shown(what)
    watcher = Thread(target=shown.watch, daemon=True)
    watcher.start()
    try:
        yield shown
    finally:
        shown.over.set()
        watcher.join()


def told_of(things: Iterable[Thing], done: Callable[[int], None]) -> Iterator[Thing]:
    """The same things; `done` is told of each that was dealt with."""
    for number, thing in enumerate(things, 1):
        yield thing
        done(number)


class Shown:
    """What was told last. To tell costs next to nothing, for the one who shows it looks by himself."""

    def __init__(self, what: str) -> None:
        self.over: Final = Event()
        self._told = (what, 0, 0)

    def __call__(self, what: str, done: int, total: int) -> None:
        """See `Progress`."""
        self._told = (what, done, total)

    def watch(self) -> None:
        """Show it until the work is over; the screen is then as it was."""
        if self.over.wait(_AT_ONCE):
            return
        with _bar() as bar:
            what, _, _ = self._told
            task = bar.add_task(what, total=None)
            while not self.over.wait(_PAUSE):
                before, (what, done, total) = what, self._told
                if what != before:
                    bar.reset(task)  # the pace of one kind of work says nothing of another
                bar.update(task, description=what, completed=done, total=total or None, refresh=True)


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), Remaining())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, auto_refresh=False, redirect_stdout=False)
