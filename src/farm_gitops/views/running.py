"""When the incidents that were reported in a month ran in it: a bar for each over its days, like a Gantt chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.grouping import Month
from farm_gitops.model.measures.impact import Span, seconds
from farm_gitops.views.brief import Brief
from farm_gitops.views.charts import Segment, across, bands
from farm_gitops.views.figures import points_text
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

LINES: Final = 30
_WEEK: Final = 7
_SATURDAY: Final = 5


class RunningLine(NamedTuple):
    """An incident and its bar, of which only the part within the month is drawn."""

    row: Row
    bar: Segment


class Tick(NamedTuple):
    """A day of the month where its number stands, in percent of the width."""

    day: int
    place: str


@dataclass(frozen=True, slots=True)
class Running:
    """The incidents of a month by their beginning: the gravest and longest of `total`.

    `weekends` is the data of a path, 1000 wide and 1 high.
    """

    lines: tuple[RunningLine, ...]
    total: int
    ticks: tuple[Tick, ...]
    weekends: str


def spans(world: World) -> Mapping[IncidentId, Span]:
    """The time of every incident from its beginning to its end, or to the site's moment while it is active."""
    found = ((each.id, _span(each, world)) for each in world.briefs.values())
    return {incident: span for incident, span in found if span}


def running(month: Month, rows: Iterable[Row], spans: Mapping[IncidentId, Span]) -> Running:
    """The chart of the incidents reported in a month; one that did not run in it, or nobody knows when, has no bar."""
    whole = _whole(month)
    ran = [(row, spans[row.id]) for row in rows if row.id in spans and _meets(spans[row.id], whole)]
    gravest = sorted(ran, key=lambda each: (each[0].severity.key, -each[1].within(whole).length, each[0].id))
    shown = sorted(gravest[:LINES], key=lambda each: (each[1].begin, each[0].id))
    days = [whole.begin + timedelta(number) for number in range(whole.length.days)]
    return Running(
        lines=tuple(RunningLine(row, across(*_share(span, whole), row.severity.key)) for row, span in shown),
        total=len(ran),
        ticks=tuple(_tick(day, whole) for day in days[::_WEEK]),
        weekends=bands(_share(Span(day, day + timedelta(1)), whole) for day in days if day.weekday() >= _SATURDAY),
    )


def _span(of: Brief, world: World) -> Span | None:
    end = world.as_of if of.is_active else of.resolved
    if of.began is None or end is None or end < of.began:
        return None
    return Span(of.began.instant, end.instant)


def _meets(span: Span, whole: Span) -> bool:
    return span.begin < whole.end and span.end >= whole.begin


def _whole(month: Month) -> Span:
    after = month.earlier(-1)
    return Span(datetime(month.year, month.number, 1, tzinfo=UTC), datetime(after.year, after.number, 1, tzinfo=UTC))


def _share(span: Span, whole: Span) -> tuple[Fraction, Fraction]:
    """Where the part of a span within the whole begins and ends, 0 to 1."""
    part, length = span.within(whole), seconds(whole.length)
    return seconds(part.begin - whole.begin) / length, seconds(part.end - whole.begin) / length


def _tick(day: datetime, whole: Span) -> Tick:
    begin, _ = _share(Span(day, day), whole)
    return Tick(day.day, points_text(100 * begin, 2))
