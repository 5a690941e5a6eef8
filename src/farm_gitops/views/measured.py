"""What the measures of a site count, worked out once: the lives of its incidents, by component, and their impacts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache, cached_property
from typing import Final

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.availability import Availability, availability, first_moment, window
from farm_gitops.model.measures.days import Day, days
from farm_gitops.model.measures.grouping import grouped
from farm_gitops.model.measures.impact import Impacts, Weights, days_before, impacts, lives_since
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment

DAYS: Final = 90
"""How many days the bars show; nothing looks back further."""


class Measured:
    """The measures of some incidents as of a moment; components go by the one key that `key_of` gives for each name."""

    def __init__(self, lives: Iterable[Life], as_of: Moment, weights: Weights, key_of: Callable[[str], str]) -> None:
        self.as_of: Final = as_of
        self.weights: Final = weights
        self.lives: Final = tuple(lives)
        self._key_of = key_of
        self._begin = days_before(as_of.instant, DAYS)  # the first of the days begins later, with its midnight
        # Pages of components, lists behind their figures, budgets and insights ask for the same.
        self.impacts: Final = cache(self._impacts)
        self.availability: Final = cache(self._availability)

    @cached_property
    def since(self) -> Moment | None:
        """When the records begin; None where there is nothing."""
        return first_moment(self.lives)

    @cached_property
    def by_component(self) -> Mapping[str, tuple[Life, ...]]:
        """The incidents of every component that one names."""
        return grouped(self.lives, self._keys)

    def _keys(self, life: Life) -> Iterable[str]:
        return dict.fromkeys(map(self._key_of, life.components))

    @cached_property
    def _late(self) -> tuple[Life, ...]:
        """What was not over before the first of the days."""
        return tuple(lives_since(self.lives, self._begin, self.as_of))

    @cached_property
    def _late_by_component(self) -> Mapping[str, tuple[Life, ...]]:
        return grouped(self._late, self._keys)

    def _impacts(self, component: str) -> Impacts:
        """When something was wrong with a component."""
        return impacts(self._late_by_component.get(component, ()), self.as_of)

    def _availability(self, component: str, count: int) -> Availability:
        """The availability of a component over so many times 24 hours."""
        return availability(self.impacts(component), window(self.as_of, count), self.since, self.weights)

    def among(self, incidents: Collection[IncidentId]) -> Impacts:
        """When any of these incidents did harm."""
        return impacts((life for life in self._late if life.incident in incidents), self.as_of)

    def days(self, impacts: Impacts) -> tuple[Day, ...]:
        """The last days of whatever these impacts are about."""
        return days(impacts, self.as_of, DAYS, self.weights)
