"""Incidents put into groups: by severity, month of the report, hour of the week, or whatever else a page asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from farm_gitops.model.measures.life import Life

Key = TypeVar("Key", bound=Hashable)


class Month(NamedTuple):
    """A calendar month, in UTC."""

    year: int
    number: int

    def earlier(self, months: int) -> Month:
        """The month so many before."""
        year, number = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(year, number + 1)


class HourOfWeek(NamedTuple):
    """An hour of the week, in UTC: `weekday` 0 is Monday, `hour` is 0 to 23."""

    weekday: int
    hour: int


def grouped(lives: Iterable[Life], keys: Callable[[Life], Iterable[Key]]) -> Mapping[Key, tuple[Life, ...]]:
    """The incidents of every key, in the order that they come in; one with several keys is in several groups."""
    groups: dict[Key, list[Life]] = defaultdict(list)
    for life in lives:
        for key in keys(life):
            groups[key].append(life)
    return {key: tuple(group) for key, group in groups.items()}


def months(life: Life) -> tuple[Month, ...]:
    """The month in which it was reported; none where nobody recorded that."""
    at = life.created.instant if life.created else None
    return (Month(at.year, at.month),) if at else ()


def hours_of_week(life: Life) -> tuple[HourOfWeek, ...]:
    """The hour of the week in which it was reported; none where nobody recorded that."""
    at = life.created.instant if life.created else None
    return (HourOfWeek(at.weekday(), at.hour),) if at else ()
