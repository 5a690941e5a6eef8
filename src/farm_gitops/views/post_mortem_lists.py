"""The list of all post-mortems: why each happened in a line, and what is still owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.model.measures.learning import Learning
from farm_gitops.model.moment import Moment
from farm_gitops.views import address
from farm_gitops.views.brief import Brief
from farm_gitops.views.parts import Part, parts
from farm_gitops.views.post_mortem import Day, day
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

LINES_A_PAGE: Final = 40


class PostMortemLine(NamedTuple):
    """A post-mortem in the list of all; `day` is that of the incident, `dues` are those of its open action items."""

    row: Row
    href: str
    day: Day | None
    is_approved: bool
    cause: str
    open_actions: int
    overdue: int
    actions: int
    dues: tuple[str, ...]


class Sums(NamedTuple):
    """How many post-mortems there are, how many of them are approved, and what is still owed."""

    total: int
    approved: int
    open_actions: int


@dataclass(frozen=True, slots=True)
class PostMortemList:
    """The list of all post-mortems, or a `part` of it, newest incident first; the `sums` stand on its first page."""

    part: Part
    lines: tuple[PostMortemLine, ...]
    sums: Sums | None


class Outline(NamedTuple):
    """Which post-mortems are in a `part` of the list, before any of their words is worked out."""

    part: Part
    written: tuple[Row, ...]
    sums: Sums | None


def post_mortem_lists(world: World) -> Iterator[PostMortemList]:
    """Every post-mortem of a world, in pages."""
    return (post_mortem_list(each, world) for each in outlines(world))


def outlines(world: World) -> Iterator[Outline]:
    """What is in each of these pages."""
    written = [row for row in world.newest_first if row.post_mortem != "none"]
    sums = _sums([world.briefs[row.id].learned for row in written])
    for part, shown in parts(written, LINES_A_PAGE, partial(address.part, address.POST_MORTEMS)):
        yield Outline(part, shown, sums if part.number == 1 else None)


def post_mortem_list(outline: Outline, world: World) -> PostMortemList:
    """One of them, with all that it says."""
    lines = tuple(_line(row, world.briefs[row.id], world.as_of) for row in outline.written)
    return PostMortemList(outline.part, lines, outline.sums)


def _sums(written: Sequence[Learning]) -> Sums:
    owed = sum(not item.done for each in written for item in each.items)
    return Sums(len(written), sum(each.written == "approved" for each in written), owed)


def _line(row: Row, of: Brief, as_of: Moment) -> PostMortemLine:
    items = of.learned.items
    return PostMortemLine(
        row=row,
        href=address.post_mortem(row.id),
        day=day(row.moment.instant.date()) if row.moment else None,
        is_approved=of.learned.written == "approved",
        cause=of.cause,
        open_actions=sum(not item.done for item in items),
        overdue=sum(item.is_overdue(as_of) for item in items),
        actions=len(items),
        dues=tuple(item.due.isoformat() for item in items if item.due and not item.done),
    )
