"""A post-mortem as it is shown on its incident's page and in the list of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.documents.markdown import plain_text
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import ActionItem, PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.ssh import fingerprint, key_of_signature
from farm_gitops.records import layout
from farm_gitops.records.sealed import digest_of_approval
from farm_gitops.views import address
from farm_gitops.views.markup import Markup, inline
from farm_gitops.views.parts import Part, parts
from farm_gitops.views.people import People, Shown
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, day_text, maybe_stamp
from farm_gitops.views.timeline import CommitLink, Setting, commit_link
from farm_gitops.views.world import World

LINES_A_PAGE: Final = 40


class Day(NamedTuple):
    """A day twice: for machines (`2026-12-01`) and for people (`1 Dec 2026`)."""

    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """One action item; `is_overdue` as of the site's moment, the browser looks again with its own clock."""

    title: Markup
    assignee: Shown | None
    is_done: bool
    due: Day | None
    is_overdue: bool
    link: str


class SignatureShown(NamedTuple):
    """What an approval was signed with, and what was signed: SHA-256 in hexadecimal (see `model/signature.py`)."""

    fingerprint: str
    digest: str


@dataclass(frozen=True, slots=True)
class PostMortemShown:
    """A post-mortem on its incident's page."""

    is_approved: bool
    approved_by: Shown | None
    approved_at: Stamp | None
    signature: SignatureShown | None
    root_cause: Markup
    factors: tuple[Markup, ...]
    actions: tuple[Action, ...]
    body: Markup | None
    author: Shown | None
    commit: CommitLink | None
    is_uncommitted: bool

    @property
    def done(self) -> int:
        """How many action items are done."""
        return sum(action.is_done for action in self.actions)


class PostMortemLine(NamedTuple):
    """A post-mortem in the list of all; `day` is that of the incident, `dues` are those of its open action items."""

    row: Row
    day: Day | None
    is_approved: bool
    cause: str
    open_actions: int
    overdue: int
    actions: int
    dues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PostMortemList:
    """The list of all post-mortems, or a `part` of it, newest incident first."""

    part: Part
    lines: tuple[PostMortemLine, ...]
    total: int
    approved: int
    open_actions: int


def post_mortem(record: IncidentRecord, as_of: Moment, setting: Setting) -> PostMortemShown | None:
    """The post-mortem of an incident, or None."""
    found = record.post_mortem
    if found is None:
        return None
    path, origin = layout.post_mortem_path(record.id), record.post_mortem_origin
    return PostMortemShown(
        is_approved=found.is_approved,
        approved_by=setting.people.signing(found.approved_by, found.signature) if found.approved_by else None,
        approved_at=maybe_stamp(found.approved_at),
        signature=_signature(record, found),
        root_cause=setting.render(found.root_cause, path, "root-cause-"),
        factors=tuple(
            setting.render(factor, path, f"factor-{number}-")
            for number, factor in enumerate(found.contributing_factors, 1)
        ),
        actions=tuple(action(item, as_of, setting.people) for item in found.action_items),
        body=setting.render(found.body, path, "post-mortem-") if found.body.strip() else None,
        author=setting.people.shown(record.id.organization, None, origin),
        commit=commit_link(setting.repository, origin.commit) if origin else None,
        is_uncommitted=path in setting.uncommitted,
    )


def post_mortem_lists(world: World) -> Iterator[PostMortemList]:
    """Every post-mortem of a world, in pages."""
    lines = tuple(_lines(world))
    approved, still_open = sum(line.is_approved for line in lines), sum(line.open_actions for line in lines)
    for part, shown in parts(lines, LINES_A_PAGE, partial(address.part, address.POST_MORTEMS)):
        yield PostMortemList(part, shown, len(lines), approved, still_open)


def _lines(world: World) -> Iterator[PostMortemLine]:
    written = {record.id: record.post_mortem for record in world.records if record.post_mortem}
    for row in world.newest_first:
        if row.id in written:
            yield _line(row, written[row.id], world.as_of)


def _line(row: Row, found: PostMortem, as_of: Moment) -> PostMortemLine:
    return PostMortemLine(
        row=row,
        day=_day(row.moment.instant.date()) if row.moment else None,
        is_approved=found.is_approved,
        cause=plain_text(found.root_cause, limit=220),
        open_actions=sum(not item.done for item in found.action_items),
        overdue=sum(item.is_overdue(as_of) for item in found.action_items),
        actions=len(found.action_items),
        dues=tuple(item.due.isoformat() for item in found.action_items if item.due and not item.done),
    )


def _signature(record: IncidentRecord, found: PostMortem) -> SignatureShown | None:
    key = key_of_signature(found.signature) if found.signature and found.is_approved else None
    return SignatureShown(fingerprint(key), digest_of_approval(record, found)) if key else None


def action(item: ActionItem, as_of: Moment, people: People) -> Action:
    """An action item as it is shown."""
    return Action(
        title=inline(item.title),
        assignee=people.named(item.assignee) if item.assignee else None,
        is_done=item.done,
        due=_day(item.due) if item.due else None,
        is_overdue=item.is_overdue(as_of),
        link=item.link or "",
    )


def _day(date: date) -> Day:
    return Day(date.isoformat(), day_text(date))
