"""Every action item of every post-mortem in plain lists that need no script: open and done, of all and of each person.

What is open comes by the day it is due, so that what is overdue stands first whatever day the reader's clock shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.views import address
from farm_gitops.views.parts import Part, parts
from farm_gitops.views.people import Shown
from farm_gitops.views.post_mortem import Action, action
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, stamp
from farm_gitops.views.world import World

LINES_A_PAGE: Final = 50
_NEVER: Final = "9999"


class ActionLine(NamedTuple):
    """An action item and the incident that it comes from; `href` is its place on the post-mortem's page."""

    action: Action
    row: Row
    href: str


class Tally(NamedTuple):
    """How many there are of each kind; `dues` is what a browser needs to count the overdue ones by its own clock.

    They are days, each followed by `x` and a number where several items are due: `2026-11-21 2026-12-01x3`.
    """

    open: int
    overdue: int
    done: int
    dues: str


class Share(NamedTuple):
    """What one person has to do; `who` is None for what nobody has taken on."""

    who: Shown | None
    tally: Tally
    href: str


@dataclass(frozen=True, slots=True)
class ActionList:
    """A list of action items, or a `part` of it: those that are open or, where `is_done`, done.

    They are of everybody, of `who`, or (`is_unassigned`) of nobody. `shares` tell who has what, on the first page of
    all; `open_href` and `done_href` lead to the two lists of the same people. The `tally` stands on first pages alone,
    `as_of` on the very first, so that what follows stays as long as what it lists does.
    """

    part: Part
    who: Shown | None
    is_unassigned: bool
    is_done: bool
    lines: tuple[ActionLine, ...]
    tally: Tally | None
    shares: tuple[Share, ...]
    as_of: Stamp | None
    open_href: str
    done_href: str


def action_lists(world: World) -> Iterator[ActionList]:
    """Every list of a world."""
    lines = tuple(_lines(world))
    by_key: dict[str, list[ActionLine]] = defaultdict(list)
    for line in lines:
        by_key[_key(line)].append(line)
    shares = tuple(_share(key, theirs) for key, theirs in by_key.items())
    busiest = sorted(shares, key=lambda each: (-each.tally.open, each.who is None, each.who.name if each.who else ""))
    yield from _lists(world, None, lines, tuple(busiest))
    for key, theirs in sorted(by_key.items()):
        yield from _lists(world, key, theirs, ())


def tally(lines: Iterable[ActionLine]) -> Tally:
    """The numbers above a list."""
    actions = [line.action for line in lines]
    pending = [each for each in actions if not each.is_done]
    days = Counter(each.due.date for each in pending if each.due)
    dues = " ".join(day if number == 1 else f"{day}x{number}" for day, number in sorted(days.items()))
    return Tally(len(pending), sum(each.is_overdue for each in pending), len(actions) - len(pending), dues)


def _lists(
    world: World, key: str | None, lines: Sequence[ActionLine], shares: tuple[Share, ...]
) -> Iterator[ActionList]:
    counted = tally(lines)
    pending = sorted((line for line in lines if not line.action.is_done), key=_due)
    done = [line for line in lines if line.action.is_done]
    hrefs = address.action_items(key, done=False), address.action_items(key, done=True)
    for is_done, wanted in ((False, pending), (True, done)):
        for part, shown in parts(wanted, LINES_A_PAGE, partial(address.part, hrefs[is_done])):
            is_first = part.number == 1
            yield ActionList(
                part=part,
                who=world.people.named(key) if key else None,
                is_unassigned=key == "",
                is_done=is_done,
                lines=shown,
                tally=counted if is_first else None,
                shares=shares if is_first and not is_done else (),
                as_of=stamp(world.as_of) if is_first and not is_done and key is None else None,
                open_href=hrefs[0],
                done_href=hrefs[1],
            )


def _lines(world: World) -> Iterator[ActionLine]:
    written = {record.id: record.post_mortem for record in world.records if record.post_mortem}
    for row in (row for row in world.newest_first if row.id in written):
        for place, item in enumerate(written[row.id].action_items, 1):
            yield ActionLine(
                action(item, world.as_of, world.people), row, f"{address.post_mortem(row.id)}#action-{place}"
            )


def _share(key: str, lines: Sequence[ActionLine]) -> Share:
    return Share(lines[0].action.assignee, tally(lines), address.action_items(key, done=False))


def _key(line: ActionLine) -> str:
    who = line.action.assignee
    return who.key or "" if who else ""


def _due(line: ActionLine) -> str:
    return line.action.due.date if line.action.due else _NEVER
