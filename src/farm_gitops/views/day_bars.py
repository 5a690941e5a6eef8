"""The bars of the last days: what was wrong on which day, as a drawing and in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from farm_gitops.model.measures.days import Day
from farm_gitops.model.measures.impact import Impacts
from farm_gitops.views.charts import BLANK, PITCH, QUIET, TALL, Column, columns, low_columns
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import day_text, duration_text
from farm_gitops.views.world import World

_NAMED_A_DAY: Final = 3
"""Incidents that are named where there could be any number."""

_DAYS_TOLD: Final = 45
"""Days that are told in words, for the sake of the page's size."""


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

    `good` and `blank` are paths: the days without incident, and those that the records do not cover. `more` days come
    before the last of the lines.
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
    more: int


def day_bars(world: World, impacts: Impacts) -> DayBars:
    """The bars of whatever these impacts are about."""
    days, since = world.measured.days(impacts), world.measured.since
    worst = [day.worst for day in days]
    wrong = [day for day in reversed(days) if day.worst]
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
        lines=tuple(_line(day, world) for day in wrong[:_DAYS_TOLD]),
        more=len(wrong[_DAYS_TOLD:]),
    )


def downtime_text(seconds: Fraction) -> str:
    """`2 h 53 min`, or `none`."""
    return duration_text(int(seconds)) if seconds else "none"


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
        downtime=downtime_text(day.downtime),
        incidents=tuple(world.row_of[incident] for incident in day.incidents[:_NAMED_A_DAY]),
        more=max(0, len(day.incidents) - _NAMED_A_DAY),
    )
