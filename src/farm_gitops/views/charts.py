"""The geometry of charts, in whole units of the drawing: templates put it into SVG attributes, classes give colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from farm_gitops.model.severity import Severity

LENGTH: Final = 1000
"""How long the longest bar is."""

TALL: Final = 32
PITCH: Final = 8
_THICK: Final = 6
_HEIGHTS: Final = {Severity.P1: TALL, Severity.P2: 25, Severity.P3: 18, Severity.P4: 11}
_LOW: Final = 5


class Segment(NamedTuple):
    """A part of a horizontal bar; `tone` is what its colour is called (`c-…`)."""

    x: int
    width: int
    tone: str


class Column(NamedTuple):
    """A bar that stands; the worse, the taller, so that colour is not all that tells."""

    x: int
    y: int
    height: int
    tone: str


def heat(count: int, most: int) -> int:
    """0 for none to 4 for as many as the most."""
    return -(-4 * count // most) if most else 0


def stacked(parts: Iterable[tuple[str, int]], most: int) -> tuple[Segment, ...]:
    """A bar of several parts, each a tone and a number; `most` is as much as the longest bar of the chart holds."""
    return tuple(_segments(parts, max(most, 1)))


def columns(worst: Sequence[Severity | None]) -> tuple[Column, ...]:
    """A column for each day on which something was wrong."""
    return tuple(
        Column(place * PITCH, TALL - _HEIGHTS[severity], _HEIGHTS[severity], severity.value)
        for place, severity in enumerate(worst)
        if severity
    )


def good_days(worst: Sequence[Severity | None]) -> str:
    """The low columns of all other days, as the data of one path."""
    top = TALL - _LOW
    quiet = (place * PITCH for place, severity in enumerate(worst) if not severity)
    return "".join(f"M{x} {top}h{_THICK}v{_LOW}h-{_THICK}z" for x in quiet)


def _segments(parts: Iterable[tuple[str, int]], most: int) -> Iterator[Segment]:
    before = 0
    for tone, number in parts:
        start, end = LENGTH * before // most, LENGTH * (before + number) // most
        before += number
        if number:
            yield Segment(start, max(end - start, 1), tone)
