"""The geometry of charts, in whole units of the drawing: templates put it into SVG attributes, classes give colours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

from farm_gitops.model.severity import Severity

LENGTH: Final = 1000
"""How long the longest bar is."""

_SHORTEST: Final = 4

TALL: Final = 32
PITCH: Final = 8
_THICK: Final = 6
_HEIGHTS: Final = {Severity.P1: TALL, Severity.P2: 25, Severity.P3: 18, Severity.P4: 11}
QUIET: Final = 5
BLANK: Final = 2
"""How high the columns are of a day without incident, and of one that the records do not cover."""


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


def across(begin: Fraction, end: Fraction, tone: str) -> Segment:
    """A bar from one part of the whole length to another (0 to 1), never too short to be seen."""
    start = min(floor(LENGTH * begin), LENGTH - _SHORTEST)
    return Segment(start, max(floor(LENGTH * end) - start, _SHORTEST), tone)


def bands(parts: Iterable[tuple[Fraction, Fraction]]) -> str:
    """Stretches of the whole length (0 to 1), as the data of one path that is 1 high."""
    ends = ((floor(LENGTH * begin), floor(LENGTH * end)) for begin, end in parts)
    return "".join(f"M{begin} 0H{end}V1H{begin}z" for begin, end in ends)


def columns(worst: Sequence[Severity | None]) -> tuple[Column, ...]:
    """A column for each day on which something was wrong."""
    return tuple(
        Column(place * PITCH, TALL - _HEIGHTS[severity], _HEIGHTS[severity], severity.value)
        for place, severity in enumerate(worst)
        if severity
    )


def low_columns(places: Iterable[int], height: int) -> str:
    """Columns of one height at some places, as the data of one path: there may be many, and they say little."""
    return "".join(f"M{place * PITCH} {TALL - height}h{_THICK}v{height}h-{_THICK}z" for place in places)


def _segments(parts: Iterable[tuple[str, int]], most: int) -> Iterator[Segment]:
    before = 0
    for tone, number in parts:
        start, end = LENGTH * before // most, LENGTH * (before + number) // most
        before += number
        if number:
            yield Segment(start, max(end - start, 1), tone)
