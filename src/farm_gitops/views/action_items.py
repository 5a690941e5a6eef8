"""Every action item of every post-mortem in plain lists that need no script: open and done, of all and of each person.

What is open comes by the day it is due, so that what is overdue stands first whatever day the reader's clock shows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Final, NamedTuple

from farm_gitops.model.measures.learning import Promise
from farm_gitops.model.moment import Moment
from farm_gitops.views import address
from farm_gitops.views.parts import Part, parts
from farm_gitops.views.people import People, Shown
from farm_gitops.views.post_mortem import Action, action
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, stamp
from farm_gitops.views.world import World

LINES_A_PAGE: Final = 50


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


class Mention(NamedTuple):
    """An action item, the incident that it comes from, and its number there."""

    item: Promise
    row: Row
    number: int

    @property
    def href(self) -> str:
        """Its place on the post-mortem's page."""
        return f"{address.post_mortem(self.row.id)}#action-{self.number}"


class Outline(NamedTuple):
    """A `page` before its lines are worked out, and what they will mention."""

    page: ActionList
    mentions: tuple[Mention, ...]


def action_list(outline: Outline, world: World) -> ActionList:
    """One of them, with all that it says."""
    return replace(outline.page, lines=tuple(_line(each, world) for each in outline.mentions))


def outlines(world: World) -> Iterator[Outline]:
    """What is in each of these lists."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    mentions = tuple(_mentions(world))
    key_of = cache(partial(_key, world.people))
    for mention in mentions:
        by_key[key_of(mention.item.assignee)].append(mention)
    shares = tuple(_share(key, theirs, world) for key, theirs in by_key.items())
    busiest = sorted(shares, key=lambda each: (-each.tally.open, each.who is None, each.who.name if each.who else ""))
    yield from _outlines(world, None, mentions, tuple(busiest))
    for key, theirs in sorted(by_key.items()):
        yield from _outlines(world, key, theirs, ())


def tally(items: Sequence[Promise], as_of: Moment) -> Tally:
    """The numbers above a list."""
    pending = [item for item in items if not item.done]
    days = Counter(item.due.isoformat() for item in pending if item.due)
    dues = " ".join(day if number == 1 else f"{day}x{number}" for day, number in sorted(days.items()))
    return Tally(len(pending), sum(item.is_overdue(as_of) for item in pending), len(items) - len(pending), dues)


def _outlines(
    world: World, key: str | None, mentions: Sequence[Mention], shares: tuple[Share, ...]
) -> Iterator[Outline]:
    counted = tally([each.item for each in mentions], world.as_of)
    pending = sorted((each for each in mentions if not each.item.done), key=lambda each: each.item.due or date.max)
    done = [each for each in mentions if each.item.done]
    hrefs = address.action_items(key, done=False), address.action_items(key, done=True)
    for is_done, wanted in ((False, pending), (True, done)):
        for part, shown in parts(wanted, LINES_A_PAGE, partial(address.part, hrefs[is_done])):
            is_first = part.number == 1
            page = ActionList(
                part=part,
                who=world.people.named(key) if key else None,
                is_unassigned=key == "",
                is_done=is_done,
                lines=(),
                tally=counted if is_first else None,
                shares=shares if is_first and not is_done else (),
                as_of=stamp(world.as_of) if is_first and not is_done and key is None else None,
                open_href=hrefs[0],
                done_href=hrefs[1],
            )
            yield Outline(page, shown)


def _mentions(world: World) -> Iterator[Mention]:
    for row in world.newest_first:
        for number, item in enumerate(world.briefs[row.id].learned.items, 1):
            yield Mention(item, row, number)


def _line(mention: Mention, world: World) -> ActionLine:
    return ActionLine(action(mention.item, world.as_of, world.people), mention.row, mention.href)


def _share(key: str, mentions: Sequence[Mention], world: World) -> Share:
    assignee = mentions[0].item.assignee
    who = world.people.named(assignee) if assignee else None
    return Share(who, tally([each.item for each in mentions], world.as_of), address.action_items(key, done=False))


def _key(people: People, assignee: str | None) -> str:
    return (people.named(assignee).key if assignee else None) or ""
