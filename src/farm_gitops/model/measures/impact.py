"""When something was wrong: the impacts of incidents laid over each other, so that no second counts twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity

Weights = Mapping[Severity, Fraction]
"""How much of a second of impact counts as a second of downtime, 0 to 1."""


class Span(NamedTuple):
    """A time with a beginning and an end (UTC) that is not part of it."""

    begin: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is, never less than nothing."""
        return max(self.end - self.begin, timedelta())

    def within(self, other: Span) -> Span:
        """The part that lies in another span; empty where they do not meet."""
        return Span(max(self.begin, other.begin), min(self.end, other.end))


class Impact(NamedTuple):
    """The time in which one incident did harm."""

    span: Span
    severity: Severity
    incident: IncidentId


class Impacts(NamedTuple):
    """All impacts by their beginnings; `unknown` are the incidents whose times nobody recorded or that cannot be."""

    known: tuple[Impact, ...]
    unknown: tuple[IncidentId, ...]


class Stretch(NamedTuple):
    """A time in which the same severities were active throughout, at least one."""

    span: Span
    severities: frozenset[Severity]

    def downtime(self, weights: Weights) -> Fraction:
        """Seconds of downtime: its length by the highest weight of what was active."""
        return seconds(self.span.length) * max(weights[severity] for severity in self.severities)


def impacts(lives: Iterable[Life], as_of: Moment) -> Impacts:
    """From `began` to `resolved`, or to `as_of` for what still runs; the severity is the one that is stated now."""
    known, unknown = [], []
    for life in lives:
        span = _span(life, as_of)
        if span is None:
            unknown.append(life.incident)
        else:
            known.append(Impact(span, life.severity, life.incident))
    return Impacts(tuple(sorted(known)), tuple(sorted(unknown)))


def lives_since(lives: Iterable[Life], begin: datetime, as_of: Moment) -> Iterator[Life]:
    """Those of interest to who asks about the time from a moment on: without what was over before."""
    for life in lives:
        span = _span(life, as_of)
        if span is None or span.end >= begin:
            yield life


def _span(life: Life, as_of: Moment) -> Span | None:
    """When an incident did harm; None where nobody recorded that, or it cannot be."""
    end = life.resolved if life.is_resolved else as_of
    if life.began is None or end is None or (life.is_resolved and end < life.began):
        return None
    return Span(life.began.instant, end.instant)


def stretches(known: Iterable[Impact], within: Span) -> Iterator[Stretch]:
    """The time in which anything was active, cut wherever that changed, in order and without overlap."""
    changes: list[tuple[datetime, Severity, int]] = []
    for impact in known:
        span = impact.span.within(within)
        if span.length:
            changes += [(span.begin, impact.severity, 1), (span.end, impact.severity, -1)]
    changes.sort()
    active = Counter[Severity]()
    for (begin, severity, step), (end, *_) in pairwise(changes):
        active[severity] += step
        severities = frozenset(+active)
        if severities and begin < end:
            yield Stretch(Span(begin, end), severities)


def days_before(at: datetime, count: int) -> datetime:
    """The same time of the day so many days before, or on the first day that there is."""
    day = date.fromordinal(max(at.toordinal() - count, 1))
    return datetime.combine(day, at.timetz())


def seconds(length: timedelta) -> Fraction:
    """A length in seconds, exactly."""
    return Fraction(length // timedelta(microseconds=1), 1_000_000)
