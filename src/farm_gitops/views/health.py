"""How well a component has been: the bars of the last days, its availability, its error budgets, what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from farm_gitops.model.measures.availability import Availability
from farm_gitops.model.measures.days import Day
from farm_gitops.model.measures.impact import Weights
from farm_gitops.views.budgets import BudgetShown, budgets
from farm_gitops.views.charts import BLANK, PITCH, QUIET, TALL, Column, columns, low_columns
from farm_gitops.views.figures import percent_text
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, day_text, duration_text, maybe_stamp
from farm_gitops.views.world import World

WINDOWS: Final = (7, 30, 90)
_NAMED: Final = 10
_NAMED_A_DAY: Final = 3
"""Incidents that are named where there could be any number."""


class DayLine(NamedTuple):
    """A day on which something was wrong: `affected` is for how long anything was, `downtime` is weighted by severity.

    `incidents` are the first of them, `more` is how many others there are.
    """

    date: str
    text: str
    worst: str
    affected: str
    downtime: str
    incidents: tuple[Row, ...]
    more: int


class DayBars(NamedTuple):
    """The bars of the last days, as a drawing and as lines of text, newest first; `summary` says it in a sentence.

    `good` and `blank` are paths: the days without incident, and those that the records do not cover.
    """

    width: int
    height: int
    good: str
    blank: str
    columns: tuple[Column, ...]
    first: str
    last: str
    summary: str
    lines: tuple[DayLine, ...]


class WindowShown(NamedTuple):
    """The availability over some days; `elapsed` is empty where the records cover them all."""

    days: int
    percent: str
    downtime: str
    elapsed: str
    incidents: int


@dataclass(frozen=True, slots=True)
class Health:
    """What the page of a component says of how well it has been.

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


def component_health(world: World, component: str) -> Health:
    """The health of a component, by the key that filters know it by (`Named.key`)."""
    unknown = world.measured.impacts(component).unknown
    return Health(
        bars=day_bars(world, component),
        windows=tuple(_window(days, world.measured.availability(component, days)) for days in WINDOWS),
        budgets=budgets(world, component),
        unknown=tuple(world.row_of[incident] for incident in unknown[:_NAMED]),
        unknown_total=len(unknown),
        weights=weights_text(world.measured.weights),
        since=maybe_stamp(world.measured.since),
    )


def day_bars(world: World, component: str) -> DayBars:
    """The bars of a component."""
    days, since = world.measured.days(component), world.measured.since
    worst = [day.worst for day in days]
    blank = sum(since is None or day.date < since.instant.date() for day in days)
    return DayBars(
        width=PITCH * len(days),
        height=TALL,
        good=low_columns((place for place in range(blank, len(days)) if not worst[place]), QUIET),
        blank=low_columns(range(blank), BLANK),
        columns=columns(worst),
        first=day_text(days[0].date),
        last=day_text(days[-1].date),
        summary=_summary(days[blank:]),
        lines=tuple(_line(day, world) for day in reversed(days) if day.worst),
    )


def weights_text(weights: Weights) -> str:
    """`P1 100 %, P2 50 %, P3 10 %, P4 0 %`."""
    return ", ".join(f"{severity.value} {percent_text(100 * weight)}" for severity, weight in weights.items())


def _summary(days: Sequence[Day]) -> str:
    """What the covered days hold."""
    wrong = [day for day in days if day.worst]
    if not days:
        return "No record yet"
    if not wrong:
        return f"No incident on any of the last {len(days)} days"
    affected = duration_text(int(sum((day.affected for day in wrong), Fraction())))
    return f"Incidents on {len(wrong)} of the last {len(days)} days, {affected} in all"


def _line(day: Day, world: World) -> DayLine:
    return DayLine(
        date=day.date.isoformat(),
        text=day_text(day.date),
        worst=day.worst.value if day.worst else "",
        affected=duration_text(int(day.affected)),
        downtime=_downtime(day.downtime),
        incidents=tuple(world.row_of[incident] for incident in day.incidents[:_NAMED_A_DAY]),
        more=max(0, len(day.incidents) - _NAMED_A_DAY),
    )


def _window(days: int, measured: Availability) -> WindowShown:
    whole = measured.elapsed == measured.window
    return WindowShown(
        days=days,
        percent=percent_text(measured.percent),
        downtime=_downtime(measured.downtime),
        elapsed="" if whole else duration_text(int(measured.elapsed)),
        incidents=len(measured.incidents),
    )


def _downtime(seconds: Fraction) -> str:
    return duration_text(int(seconds)) if seconds else "none"
