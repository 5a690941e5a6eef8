"""A day-by-day view of what was wrong, for the bars that people know from status pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.impact import Impact, Impacts, Span, Stretch, Weights, days_before, seconds, stretches
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity


class Day(NamedTuple):
    """One UTC day: the worst that was active, and seconds, `downtime` weighted by severity and `affected` not."""

    date: date
    worst: Severity | None
    downtime: Fraction
    affected: Fraction
    incidents: tuple[IncidentId, ...]


def days(impacts: Impacts, as_of: Moment, count: int, weights: Weights) -> tuple[Day, ...]:
    """The last `count` UTC days, oldest first; the last is that of `as_of`, and ends there."""
    whole = Span(_midnight(days_before(as_of.instant, count - 1).date()), as_of.instant)
    wrong = {day: _Day(day) for day in _dates(whole.begin, whole.end)}
    for stretch in stretches(impacts.known, whole):
        for part in _cut(stretch):
            wrong[part.span.begin.date()].add(part, weights)
    for impact in impacts.known:
        for day in _touched(impact.span.within(whole)):
            wrong[day].name(impact)
    return tuple(day.done() for day in wrong.values())


class _Day:
    """A day that is being added up."""

    def __init__(self, day: date) -> None:
        self._date = day
        self._severities: set[Severity] = set()
        self._downtime = self._affected = Fraction()
        self._incidents: list[IncidentId] = []

    def add(self, part: Stretch, weights: Weights) -> None:
        """A stretch that lies within this day."""
        self._severities |= part.severities
        self._downtime += part.downtime(weights)
        self._affected += seconds(part.span.length)

    def name(self, impact: Impact) -> None:
        """An incident that was active on this day."""
        self._incidents.append(impact.incident)

    def done(self) -> Day:
        """What came together."""
        worst = min(self._severities, default=None)
        return Day(self._date, worst, self._downtime, self._affected, tuple(self._incidents))


def _cut(stretch: Stretch) -> Iterator[Stretch]:
    """A stretch in pieces of which none passes midnight."""
    span = stretch.span
    marks = (span.begin, *map(_midnight, _touched(span)[1:]), span.end)
    return (stretch._replace(span=Span(begin, end)) for begin, end in pairwise(marks))


def _touched(span: Span) -> Sequence[date]:
    """The days that a span touches; none for an empty one."""
    return _dates(span.begin, span.end - timedelta(microseconds=1)) if span.length else ()


def _dates(first: datetime, last: datetime) -> Sequence[date]:
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
