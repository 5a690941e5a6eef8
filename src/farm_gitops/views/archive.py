"""The archive: every incident by year and month, in plain lists that need no script, cut into pages of bounded size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from farm_gitops.views import address
from farm_gitops.views.row import Row
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
    """A line of the calendar: twelve months and their sum."""

    year: int
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
    """One list of the archive: a month, or a part of a long one; `previous` and `next` are pages of the same month."""

    path: str
    heading: str
    rows: tuple[Row, ...]
    total: int
    number: int
    pages: int
    previous: str | None
    next: str | None


Key = tuple[int, int] | None


def archive(world: World) -> Archive:
    """The calendar of all months that there were."""
    groups = _groups(world)
    counts = {key: len(rows) for key, rows in groups.items() if key}
    busiest = max(counts.values(), default=1)
    years = sorted({year for year, _ in counts}, reverse=True)
    calendar = tuple(_year(year, counts, busiest) for year in years)
    return Archive(calendar, len(groups.get(None, ())), address.undated(), len(world.rows))


def archive_pages(world: World) -> Iterator[ArchivePage]:
    """Every list, so that every incident can be reached."""
    for key, rows in _groups(world).items():
        starts = range(0, len(rows), ROWS_A_PAGE)
        for number, start in enumerate(starts, 1):
            yield _page(key, rows, start, number, len(starts))


def _page(key: Key, rows: Sequence[Row], start: int, number: int, pages: int) -> ArchivePage:
    return ArchivePage(
        path=_path(key, number),
        heading=month_text(*key) if key else "Without a date",
        rows=tuple(rows[start : start + ROWS_A_PAGE]),
        total=len(rows),
        number=number,
        pages=pages,
        previous=_path(key, number - 1) if number > 1 else None,
        next=_path(key, number + 1) if number < pages else None,
    )


def _groups(world: World) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in world.newest_first:
        at = row.moment.instant if row.moment else None
        groups[(at.year, at.month) if at else None].append(row)
    return groups


def _path(key: Key, number: int) -> str:
    return address.month(*key, number) if key else address.undated(number)


def _year(year: int, counts: dict[tuple[int, int], int], busiest: int) -> Year:
    months = tuple(_month(year, number, counts.get((year, number), 0), busiest) for number in range(1, 13))
    return Year(year, months, sum(month.count for month in months))


def _month(year: int, number: int, count: int, busiest: int) -> Month:
    heat = -(-4 * count // busiest)
    return Month(MONTHS[number - 1][:3], month_text(year, number), count, heat, address.month(year, number))
