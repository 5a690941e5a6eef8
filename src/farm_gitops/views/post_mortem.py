"""What an incident's page says of its post-mortem, and what the post-mortem's own page adds to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from farm_gitops.model.measures.learning import Promise, promise
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.markup import Markup, inline
from farm_gitops.views.people import People, Shown
from farm_gitops.views.stamp import Stamp, day_text, maybe_stamp
from farm_gitops.views.timeline import Setting


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


@dataclass(frozen=True, slots=True)
class PostMortemShown:
    """What a post-mortem comes to: whether it is approved, why it happened, what is to be done; `href` is its page."""

    href: str
    is_approved: bool
    approved_by: Shown | None
    approved_at: Stamp | None
    root_cause: Markup
    actions: tuple[Action, ...]
    author: Shown | None
    is_uncommitted: bool

    @property
    def done(self) -> int:
        """How many action items are done."""
        return sum(action.is_done for action in self.actions)


def post_mortem(record: IncidentRecord, as_of: Moment, setting: Setting) -> PostMortemShown | None:
    """What the post-mortem of an incident comes to, or None."""
    found = record.post_mortem
    if found is None:
        return None
    path = layout.post_mortem_path(record.id)
    return PostMortemShown(
        href=address.post_mortem(record.id),
        is_approved=found.is_approved,
        approved_by=setting.people.signing(found.approved_by, found.signature) if found.approved_by else None,
        approved_at=maybe_stamp(found.approved_at),
        root_cause=setting.render(found.root_cause, path, "root-cause-"),
        actions=tuple(action(promise(item), as_of, setting.people) for item in found.action_items),
        author=setting.people.shown(record.id.organization, None, record.post_mortem_origin),
        is_uncommitted=path in setting.uncommitted,
    )


def action(item: Promise, as_of: Moment, people: People) -> Action:
    """An action item as it is shown."""
    return Action(
        title=inline(item.title),
        assignee=people.named(item.assignee) if item.assignee else None,
        is_done=item.done,
        due=day(item.due) if item.due else None,
        is_overdue=item.is_overdue(as_of),
        link=item.link or "",
    )


def day(date: date) -> Day:
    """A day as it is shown."""
    return Day(date.isoformat(), day_text(date))
