"""What was learned and what is still owed: post-mortems of grave incidents, and action items that are not done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.model.measures.life import counts
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import ActionItem, is_overdue
from farm_gitops.model.severity import GRAVE, Severity
from farm_gitops.model.snapshot import IncidentRecord

Written = Literal["approved", "draft", "none"]


class Promise(NamedTuple):
    """An action item, small: lists hold all that there are."""

    title: str
    assignee: str | None
    done: bool
    due: date | None
    link: str | None

    def is_overdue(self, as_of: Moment) -> bool:
        """See `is_overdue` of `model/post_mortem.py`."""
        return is_overdue(self.due, as_of, is_done=self.done)


class Learning(NamedTuple):
    """What one incident left: its post-mortem and that one's action items.

    It `is_over` once it is resolved, unless it was no incident of its own.
    """

    incident: IncidentId
    severity: Severity
    is_over: bool
    written: Written
    reported: Moment | None
    items: tuple[Promise, ...]


class Coverage(NamedTuple):
    """The resolved incidents of one severity by what became of their post-mortems."""

    approved: tuple[IncidentId, ...]
    draft: tuple[IncidentId, ...]
    none: tuple[IncidentId, ...]

    @property
    def all(self) -> tuple[IncidentId, ...]:
        """Every one that should have a post-mortem."""
        return self.approved + self.draft + self.none


class Owed(NamedTuple):
    """An open action item and the incident from which it comes; `reported` is when that was."""

    item: Promise
    incident: IncidentId
    reported: Moment | None
    is_overdue: bool


class Debt(NamedTuple):
    """What is owed, the earliest due date first and what has none last."""

    owed: tuple[Owed, ...]

    @property
    def overdue(self) -> tuple[Owed, ...]:
        """What should be done already."""
        return tuple(each for each in self.owed if each.is_overdue)

    @property
    def oldest(self) -> Owed | None:
        """What comes from the incident that was reported first."""
        dated = [each for each in self.owed if each.reported]
        return min(dated, key=lambda each: (each.reported, each.incident, each.item.title), default=None)

    def by_assignee(self) -> Mapping[str | None, Debt]:
        """What each person owes; None for what nobody has taken on."""
        shares: dict[str | None, list[Owed]] = {}
        for each in self.owed:
            shares.setdefault(each.item.assignee, []).append(each)
        return {who: Debt(tuple(share)) for who, share in shares.items()}


def learning(record: IncidentRecord) -> Learning:
    """What an incident left."""
    facts, found = record.facts, record.post_mortem
    is_over = counts(facts) and is_terminal(facts.status)
    items = map(promise, found.action_items if found else ())
    return Learning(record.id, facts.severity, is_over, _written(record), record.created, tuple(items))


def promise(item: ActionItem) -> Promise:
    """An action item as lists hold it."""
    return Promise(item.title, item.assignee, item.done, item.due, item.link)


def coverage(learned: Iterable[Learning]) -> Mapping[Severity, Coverage]:
    """The post-mortems of grave incidents that are resolved, for each severity that needs one."""
    found: dict[tuple[Severity, Written], list[IncidentId]] = {}
    for each in learned:
        if each.is_over:
            found.setdefault((each.severity, each.written), []).append(each.incident)
    states: tuple[Written, ...] = ("approved", "draft", "none")
    return {
        severity: Coverage(*(tuple(found.get((severity, state), ())) for state in states)) for severity in sorted(GRAVE)
    }


def debt(learned: Iterable[Learning], as_of: Moment) -> Debt:
    """Every action item that is not done, also of a false alarm: what was promised stays promised."""
    owed = (
        Owed(item, each.incident, each.reported, item.is_overdue(as_of))
        for each in learned
        for item in each.items
        if not item.done
    )
    return Debt(tuple(sorted(owed, key=lambda each: (each.item.due or date.max, each.incident, each.item.title))))


def _written(record: IncidentRecord) -> Written:
    if record.post_mortem is None:
        return "none"
    return "approved" if record.post_mortem.is_approved else "draft"
