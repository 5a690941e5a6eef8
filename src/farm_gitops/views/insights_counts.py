"""How many incidents there were on the page Insights: by month, by component, and by weekday and hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.model.measures.grouping import HourOfWeek, Month, grouped, hours_of_week, months
from farm_gitops.model.measures.life import Life
from farm_gitops.views.charts import Segment, heat, stacked
from farm_gitops.views.figures import NO_COUNT, Count
from farm_gitops.views.level import SEVERITIES
from farm_gitops.views.receipts import Receipts, days_of
from farm_gitops.views.stamp import month_text
from farm_gitops.views.world import World

MONTHS_SHOWN: Final = 12
COMPONENTS_SHOWN: Final = 12
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class CountsLine(NamedTuple):
    """One line of a table by severity: `counts` from P1 to P4, and the same as a bar; `href` is the label's page."""

    label: str
    href: str
    counts: tuple[Count, ...]
    total: Count
    bar: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of counts; `older` and `rest` are the incidents that have no line in it, `parts` the components left out.

    `older` are from before the first month, `rest` are dated in none or name no component.
    """

    lines: tuple[CountsLine, ...]
    rest: Count
    older: Count = NO_COUNT
    parts: int = 0


class Cell(NamedTuple):
    """An hour of the week; `heat` is 0 for none to 4 for as many as the busiest hour had."""

    label: str
    heat: int
    incidents: Count


class Weekday(NamedTuple):
    """A weekday and its 24 hours."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """When incidents are reported; `busiest` is the first of the cells that hold the most, None where all are empty."""

    days: tuple[Weekday, ...]
    busiest: Cell | None
    undated: Count


class _Part(NamedTuple):
    label: str
    href: str
    filters: dict[str, str]
    lives: Sequence[Life]


def by_month(world: World, receipts: Receipts) -> Counts:
    """The incidents of the last months by severity, newest first, back to where the records begin."""
    found = grouped(world.measured.lives, months)
    shown = _last_months(world)
    parts = [_Part(month_text(*month), "", days_of(month), found.get(month, ())) for month in shown]
    before = [life for month, lives in found.items() if month < shown[-1] for life in lives]
    older = receipts.filtered(before, to=days_of(shown[-1].earlier(1))["to"]) if before else NO_COUNT
    elsewhere = [life.incident for life in world.measured.lives if not months(life) or months(life)[0] > shown[0]]
    rest = receipts.listed("no-month", "Without a date, or dated later than the site", elsewhere)
    return Counts(_lines(parts, receipts), rest, older)


def by_component(world: World, receipts: Receipts) -> Counts:
    """The incidents of the components that had the most."""
    names = [(world.names.component(key), lives) for key, lives in world.measured.by_component.items()]
    often = sorted(names, key=lambda pair: (-len(pair[1]), pair[0]))
    parts = [_Part(named.label, named.href, {"component": named.key}, lives) for named, lives in often]
    nowhere = [life.incident for life in world.measured.lives if not life.components]
    rest = receipts.listed("no-component", "Incidents that name no component", nowhere)
    return Counts(_lines(parts[:COMPONENTS_SHOWN], receipts), rest, parts=len(parts[COMPONENTS_SHOWN:]))


def by_hour(world: World, receipts: Receipts) -> Week:
    """The incidents by the weekday and hour of their reports."""
    found = grouped(world.measured.lives, hours_of_week)
    most = max(map(len, found.values()), default=0)
    days = tuple(
        Weekday(name, tuple(_cell(HourOfWeek(day, hour), found, most, receipts) for hour in range(24)))
        for day, name in enumerate(WEEKDAYS)
    )
    cells = [cell for day in days for cell in day.cells]
    busiest = max(cells, key=lambda cell: cell.incidents.number) if most else None
    undated = [life.incident for life in world.measured.lives if life.created is None]
    return Week(days, busiest, receipts.listed("undated", "Nobody knows when these were reported", undated))


def _last_months(world: World) -> list[Month]:
    now, since = world.as_of.instant, (world.measured.since or world.as_of).instant
    newest, first = Month(now.year, now.month), Month(since.year, since.month)
    earlier = (newest.earlier(back) for back in range(1, MONTHS_SHOWN))
    return [newest, *(month for month in earlier if month >= first)]


def _lines(parts: Sequence[_Part], receipts: Receipts) -> tuple[CountsLine, ...]:
    most = max((len(part.lives) for part in parts), default=0)
    return tuple(_line(part, most, receipts) for part in parts)


def _line(part: _Part, most: int, receipts: Receipts) -> CountsLine:
    of = {severity: [life for life in part.lives if life.severity is severity] for severity in SEVERITIES}
    return CountsLine(
        label=part.label,
        href=part.href,
        counts=tuple(receipts.filtered(lives, severity=key.value, **part.filters) for key, lives in of.items()),
        total=receipts.filtered(part.lives, **part.filters),
        bar=stacked(((key.value, len(lives)) for key, lives in of.items()), most),
    )


def _cell(at: HourOfWeek, found: Mapping[HourOfWeek, Sequence[Life]], most: int, receipts: Receipts) -> Cell:
    lives = found.get(at, ())
    label = f"{WEEKDAYS[at.weekday]}s, {at.hour:02}:00 to {(at.hour + 1) % 24:02}:00 UTC"
    key = f"reported/{WEEKDAYS[at.weekday].lower()}-{at.hour:02}"
    incidents = receipts.listed(key, f"Reported on {label}", (life.incident for life in lives))
    return Cell(label, heat(len(lives), most), incidents)
