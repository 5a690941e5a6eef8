"""How long incidents took to be taken up and to be ended: the times themselves, and what is typical of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment, seconds_between


class Timed(NamedTuple):
    """How long one incident took, in whole seconds."""

    seconds: int
    incident: IncidentId


class Times(NamedTuple):
    """What was measured, shortest first; `unknown` are those whose times nobody recorded or that contradict each other.

    Incidents that are not there yet (nobody has taken them up, or they still run) are in neither.
    """

    measured: tuple[Timed, ...]
    unknown: tuple[IncidentId, ...]

    @property
    def median(self) -> Fraction | None:
        """Seconds: the middle one, of an even number the mean of the middle two; None where nothing was measured."""
        count = len(self.measured)
        if not count:
            return None
        return Fraction(self.measured[(count - 1) // 2].seconds + self.measured[count // 2].seconds, 2)

    def percentile(self, percent: int) -> Timed | None:
        """The incident within whose time so many percent ended (1 to 100), by nearest rank: ⌈percent/100 · n⌉."""
        return nearest_rank(self.measured, percent)


class TimesOf:
    """The times of many incidents, worked out once for whoever asks about some of them."""

    def __init__(self, times: Times) -> None:
        self._measured: Final = {each.incident: each for each in times.measured}
        self._unknown: Final = frozenset(times.unknown)

    def __call__(self, incidents: Iterable[IncidentId]) -> Times:
        """What is typical of some of them."""
        some = list(incidents)
        measured = sorted(filter(None, map(self._measured.get, some)))
        return Times(tuple(measured), tuple(sorted(self._unknown.intersection(some))))


def nearest_rank(ordered: Sequence[Timed], percent: int) -> Timed | None:
    """The value of rank ⌈percent/100 · n⌉ of an ordered sequence, counted from 1; None for an empty one.

    Source: the nearest-rank method, ISO 16269-4 and NIST handbook 1.3.5.6 in words.
    """
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def time_to_acknowledge(lives: Iterable[Life]) -> Times:
    """From the report to the first status after `open`."""
    return _times(lives, lambda life: life.is_acknowledged, lambda life: (life.created, life.acknowledged))


def time_to_resolve(lives: Iterable[Life]) -> Times:
    """From the beginning of the impact (`started_at`, else the report) to `resolved`: what pages call "lasted"."""
    return _times(lives, lambda life: life.is_resolved, lambda life: (life.began, life.resolved))


Ends = Callable[[Life], tuple[Moment | None, Moment | None]]


def _times(lives: Iterable[Life], is_over: Callable[[Life], bool], ends: Ends) -> Times:
    measured, unknown = [], []
    for life in filter(is_over, lives):
        seconds = seconds_between(*ends(life))
        if seconds is None:
            unknown.append(life.incident)
        else:
            measured.append(Timed(seconds, life.incident))
    return Times(tuple(sorted(measured)), tuple(sorted(unknown)))
