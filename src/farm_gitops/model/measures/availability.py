"""How much of a window something was available, by the times of the incidents that name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.impact import Impacts, Span, Weights, days_before, seconds, stretches
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment


@dataclass(frozen=True, slots=True)
class Availability:
    """What a window held, in seconds: `downtime` is weighted by severity, `affected` is not.

    `elapsed` is the part of the `window` that the records cover: all of it, unless they began only within it.
    `incidents` did harm within it, `unknown` may have: nobody recorded their times.
    """

    window: Fraction
    elapsed: Fraction
    downtime: Fraction
    affected: Fraction
    incidents: tuple[IncidentId, ...]
    unknown: tuple[IncidentId, ...]

    @property
    def percent(self) -> Fraction:
        """The available part of what has elapsed; 100 where nothing has."""
        return 100 - 100 * self.downtime / self.elapsed if self.elapsed else Fraction(100)


def first_moment(lives: Iterable[Life]) -> Moment | None:
    """When the records begin: the earliest beginning or report of any incident."""
    return min((moment for life in lives for moment in (life.began, life.created) if moment), default=None)


def window(as_of: Moment, days: int) -> Span:
    """So many times 24 hours that end at a moment."""
    return Span(days_before(as_of.instant, days), as_of.instant)


def availability(impacts: Impacts, within: Span, since: Moment | None, weights: Weights) -> Availability:
    """The availability of what these impacts are about; `since` is when the records begin (None: they are empty).

    At each instant the highest weight of what is active counts, however many incidents there are at once.
    """
    covered = Span(max(within.begin, since.instant), within.end) if since else Span(within.end, within.end)
    found = tuple(stretches(impacts.known, covered))
    return Availability(
        window=seconds(within.length),
        elapsed=seconds(covered.length),
        downtime=sum((stretch.downtime(weights) for stretch in found), Fraction()),
        affected=sum((seconds(stretch.span.length) for stretch in found), Fraction()),
        incidents=tuple(impact.incident for impact in impacts.known if impact.span.within(covered).length),
        unknown=impacts.unknown,
    )
