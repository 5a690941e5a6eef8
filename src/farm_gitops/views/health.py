"""How well something has been: the bars of the last days; of a component its availability and error budgets as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.model.measures.availability import Availability
from farm_gitops.model.measures.impact import Impacts, Weights
from farm_gitops.views import address
from farm_gitops.views.archive import ArchivePage, list_pages
from farm_gitops.views.budgets import BudgetShown, budgets
from farm_gitops.views.day_bars import DayBars, day_bars, downtime_text
from farm_gitops.views.figures import Count, percent_text
from farm_gitops.views.row import Named, Row
from farm_gitops.views.stamp import Stamp, duration_text, maybe_stamp
from farm_gitops.views.world import World, age

WINDOWS: Final = (7, 30, 90)
_NAMED: Final = 10
"""Incidents that are named where there could be any number."""


class WindowShown(NamedTuple):
    """The availability over some days; `elapsed` is empty where the records cover them all."""

    days: int
    percent: str
    downtime: str
    elapsed: str
    incidents: Count


@dataclass(frozen=True, slots=True)
class Health:
    """What a page says of how well its subject has been; `windows`, `budgets` and `weights` are a component's alone.

    `unknown` are incidents that no figure holds since nobody recorded when they began or ended (the first of
    `unknown_total`); `weights` says in words how severities count, `since` when the records begin.
    """

    bars: DayBars
    windows: tuple[WindowShown, ...]
    budgets: tuple[BudgetShown, ...]
    unknown: tuple[Row, ...]
    unknown_total: int
    weights: str
    since: Stamp | None


def component_health(world: World, component: Named) -> Health:
    """The health of a component."""
    windows = tuple(_window(component, days, world.measured.availability(component.key, days)) for days in WINDOWS)
    weights = weights_text(world.measured.weights)
    return _health(world, world.measured.impacts(component.key), windows, budgets(world, component.key), weights)


def shared_health(world: World, rows: Sequence[Row]) -> Health:
    """The health of an environment or an organization, in which not all fails at once: it has days, but no figure."""
    return _health(world, world.measured.among({row.id for row in rows}))


def window_lists(world: World) -> Iterator[ArchivePage]:
    """The incidents behind the availability and the error budgets of every component."""
    for component in world.components:
        for days in WINDOWS:
            behind = world.measured.availability(component.key, days).incidents
            rows = sorted((world.row_of[incident] for incident in behind), key=age)
            heading, path = f"{component.label}: the last {days} days", partial(address.window, component.href, days)
            if rows:
                yield from list_pages(rows, heading, path, (component.label, component.href))


def weights_text(weights: Weights) -> str:
    """`P1 100 %, P2 50 %, P3 10 %, P4 0 %`."""
    return ", ".join(f"{severity.value} {percent_text(100 * weight)}" for severity, weight in weights.items())


def _health(
    world: World,
    impacts: Impacts,
    windows: tuple[WindowShown, ...] = (),
    budgets: tuple[BudgetShown, ...] = (),
    weights: str = "",
) -> Health:
    return Health(
        bars=day_bars(world, impacts),
        windows=windows,
        budgets=budgets,
        unknown=tuple(world.row_of[incident] for incident in impacts.unknown[:_NAMED]),
        unknown_total=len(impacts.unknown),
        weights=weights,
        since=maybe_stamp(world.measured.since),
    )


def _window(component: Named, days: int, measured: Availability) -> WindowShown:
    whole = measured.elapsed == measured.window
    return WindowShown(
        days=days,
        percent=percent_text(measured.percent),
        downtime=downtime_text(measured.downtime),
        elapsed="" if whole else duration_text(int(measured.elapsed)),
        incidents=Count(len(measured.incidents), address.window(component.href, days)),
    )
