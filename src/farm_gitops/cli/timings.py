"""Where the time of a build went: what it says of its progress, with a watch beside it."""

from __future__ import annotations

from collections.abc import Iterator
from os import times
from time import perf_counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from farm_gitops.publish.output import Progress


class Took(NamedTuple):
    """How long a kind of work took: seconds on the clock, and of processors; `number` of things were done.

    What processes that were begun took of processors counts when they have ended.
    """

    wall: float = 0.0
    processor: float = 0.0
    number: int = 0


class Timings:
    """Passes progress on, and takes the time between one kind of work and the next; itself a `Progress`."""

    def __init__(self, told: Progress, what: str = "reading") -> None:
        self._told: Final = told
        self._took: Final[dict[str, Took]] = {}
        self._what = what
        self._begun = (perf_counter(), _processor())

    def __call__(self, what: str, done: int, total: int) -> None:
        """See `Progress`."""
        if what != self._what:
            self._end()
            self._what = what
        if done:
            self._took[what] = self._took.get(what, Took())._replace(number=done)
        self._told(what, done, total)

    def lines(self) -> Iterator[str]:
        """A table, a line for each kind of work."""
        self._end()
        yield f"{'':<12}{'wall s':>9}{'cpu s':>9}{'number':>10}"
        for what, took in self._took.items():
            yield f"{what:<12}{took.wall:>9.2f}{took.processor:>9.2f}{took.number or '':>10}"

    def _end(self) -> None:
        now = (perf_counter(), _processor())
        took = self._took.get(self._what, Took())
        wall, processor = (after - before for after, before in zip(now, self._begun, strict=True))
        self._took[self._what] = took._replace(wall=took.wall + wall, processor=took.processor + processor)
        self._begun = now


def _processor() -> float:
    """Seconds of processors so far, of this process and of those that it began and that have ended."""
    return sum(times()[:4])
