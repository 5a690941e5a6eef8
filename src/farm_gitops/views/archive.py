"""The archive: every incident by year and month, in plain lists that need no script, cut into pages of bounded size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from farm_gitops.model.measures import grouping
from farm_gitops.views import address
from farm_gitops.views.charts import heat
from farm_gitops.views.parts import Part, parts
from farm_gitops.views.row import Row
from farm_gitops.views.running import Running, running, spans
from farm_gitops.views.stamp import MONTHS, month_text
from farm_gitops.views.world import World

ROWS_A_PAGE: Final = 60


@dataclass(frozen=True, slots=True)
class Month:
    """A cell of the calendar; `heat` is 0 for none to 4 for as many as the busiest month had."""

    name: str
    label: str
    count: int
    heat: int
    href: str


@dataclass(frozen=True, slots=True)
class Year:
    """A line of the calendar: twelve months and their sum; `href` lists them all."""

    year: int
    href: str
    months: tuple[Month, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive's first page."""

    years: tuple[Year, ...]
    undated: int
    undated_href: str
    total: int


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """A list of incidents, such as those of a month, or a `part` of a long one; `up` names the page that leads here.

    `running` is the chart of a month, on its first page.
    """

    part: Part
    heading: str
    rows: tuple[Row, ...]
    total: int
    up: str
    up_href: str
    running: Running | None = None


Key = grouping.Month | None


def archive(world: World) -> Archive:
    """The calendar of all months that there were."""
    groups = _groups(world)
    counts = {key: len(rows) for key, rows in groups.items() if key}
    busiest = max(counts.values(), default=1)
    years = sorted({year for year, _ in counts}, reverse=True)
    calendar = tuple(_year(year, counts, busiest) for year in years)
    return Archive(calendar, len(groups.get(None, ())), address.undated(), len(world.rows))


def archive_pages(world: World) -> Iterator[ArchivePage]:
    """Every list, so that every incident can be reached: by month, and by year for who shortens an address."""
    groups = _groups(world)
    for year in sorted({key[0] for key in groups if key}):
        rows = [row for key, group in groups.items() if key and key[0] == year for row in group]
        yield from list_pages(rows, str(year), partial(address.year, year), ("Archive", address.ARCHIVE))
    ran = spans(world)
    for key, rows in groups.items():
        heading = month_text(*key) if key else "Without a date"
        chart = running(key, rows, ran) if key else None
        for page in list_pages(rows, heading, partial(_path, key), ("Archive", address.ARCHIVE)):
            yield replace(page, running=chart) if page.part.number == 1 else page


def list_pages(
    rows: Sequence[Row], heading: str, path: Callable[[int], str], up: tuple[str, str]
) -> Iterator[ArchivePage]:
    """A list of incidents in pages of bounded size; `path` tells where each lies, `up` is a label and its address."""
    for part, shown in parts(rows, ROWS_A_PAGE, path):
        yield ArchivePage(part, heading, shown, len(rows), *up)


def _groups(world: World) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in world.newest_first:
        at = row.moment.instant if row.moment else None
        groups[grouping.Month(at.year, at.month) if at else None].append(row)
    return groups


def _path(key: Key, number: int) -> str:
    return address.month(*key, number) if key else address.undated(number)


def _year(year: int, counts: dict[grouping.Month, int], busiest: int) -> Year:
    all_months = (grouping.Month(year, number) for number in range(1, 13))
    months = tuple(_month(month, counts.get(month, 0), busiest) for month in all_months)
    return Year(year, address.year(year), months, sum(month.count for month in months))


def _month(month: grouping.Month, count: int, busiest: int) -> Month:
    name, label = MONTHS[month.number - 1][:3], month_text(*month)
    return Month(name, label, count, heat(count, busiest), address.month(*month))
