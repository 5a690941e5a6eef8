"""An incident in brief: what lists, measures, feeds and figures need of it, a fraction of what its files hold.

It follows from the incident alone: from its files, and from what git knows of them. So it is made once, when they were
read, and whoever needs more asks for the record, which need not be at hand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeVar, cast

from farm_gitops.documents.markdown import plain_text
from farm_gitops.documents.markdown_links import may_link
from farm_gitops.model.incident import IncidentId, Resolution
from farm_gitops.model.lifecycle import Status, is_terminal
from farm_gitops.model.measures.learning import Learning, learning
from farm_gitops.model.measures.life import Life, life
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.layout import File
from farm_gitops.views.landings import landings, latest

Name = TypeVar("Name", bound=Hashable)
Relation = Literal["follows", "followed by", "duplicate of", "duplicated by", "related"]


class Reference(NamedTuple):
    """Another incident that this one names, and how each of them says that."""

    relation: Relation
    other: IncidentId
    back: Relation


class Change(NamedTuple):
    """The commit that changed an incident last, and when that landed."""

    commit: str
    committed: Moment


class Brief(NamedTuple):
    """What a site says of an incident outside its own pages.

    `latest` are the newest words about an active incident, in Markdown. `newest` is the latest moment of which it
    speaks, `last_update` the latest that a line of its timeline tells, `last_landing` when something of it landed last;
    where they are None that is as of the moment of the site. `attachments` can be published, `entries` says how many
    there are. `cause` is the beginning of the post-mortem's root cause. Words that `may_link` may lead to other
    incidents.
    """

    id: IncidentId
    title: str
    severity: Severity
    status: Status
    resolution: Resolution | None
    components: tuple[str, ...]
    environments: tuple[str, ...]
    commander: str | None
    created: Moment | None
    began: Moment | None
    resolved: Moment | None
    newest: Moment | None
    latest: str
    life: Life | None
    learned: Learning
    references: tuple[Reference, ...]
    attachments: tuple[str, ...]
    entries: int
    cause: str
    changed: Change | None
    has_history: bool
    last_update: Moment | None
    last_landing: datetime | None
    may_link: bool

    @property
    def is_active(self) -> bool:
        """Whether it is not resolved."""
        return not is_terminal(self.status)

    @property
    def has_post_mortem(self) -> bool:
        """Whether there is one, be it a draft."""
        return self.learned.written != "none"


def brief(record: IncidentRecord) -> Brief:
    """An incident in brief."""
    facts = record.facts
    return Brief(
        id=record.id,
        title=facts.title,
        severity=facts.severity,
        status=facts.status,
        resolution=facts.resolution,
        components=facts.affected_components,
        environments=facts.affected_environments,
        commander=facts.commander,
        created=record.created,
        began=record.began,
        resolved=record.resolved,
        newest=record.newest,
        latest="" if is_terminal(facts.status) else _latest(record),
        life=life(record),
        learned=learning(record),
        references=tuple(_references(record)),
        attachments=attachments(record),
        entries=len(record.entries),
        cause=plain_text(record.post_mortem.root_cause, limit=220) if record.post_mortem else "",
        changed=_changed(record),
        has_history=record.history is not None,
        last_update=latest(record),
        last_landing=_last_landing(record),
        may_link=any(map(may_link, _texts(record))),
    )


class Pool:
    """Names that many incidents have, each once: as they were read, every incident has a copy of its own."""

    def __init__(self) -> None:
        self._held: Final[dict[Hashable, Hashable]] = {}

    def one(self, value: Name) -> Name:
        """The value that stands for all that equal it."""
        return cast("Name", self._held.setdefault(value, value))

    def of(self, brief: Brief) -> Brief:
        """An incident in brief, with names that it shares with others."""
        incident, life = IncidentId(self.one(brief.id.organization), brief.id.name), brief.life
        items = tuple(item._replace(assignee=self.one(item.assignee)) for item in brief.learned.items)
        return brief._replace(
            id=incident,
            components=self._each(brief.components),
            environments=self._each(brief.environments),
            commander=self.one(brief.commander),
            life=life and life._replace(incident=incident, components=self._each(life.components)),
            learned=brief.learned._replace(incident=incident, items=items),
        )

    def _each(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return self.one(tuple(map(self.one, names)))


def attachments(record: IncidentRecord) -> tuple[str, ...]:
    """The attachments that can be published: a name that is unsafe on some machine stays out."""
    return tuple(name for name in record.attachments if not any(layout.dangers(File(name))))


def _latest(record: IncidentRecord) -> str:
    """The newest words about it."""
    replaced = {entry.facts.corrects for entry in record.entries}
    entries = (item.entry for item in reversed(record.timeline()) if item.entry)
    said = (entry.message for entry in entries if entry.message.strip() and entry.name not in replaced)
    return next(said, record.facts.description)


def _references(record: IncidentRecord) -> Iterator[Reference]:
    facts = record.facts
    if facts.follows:
        yield Reference("follows", record.id.refer(facts.follows), "followed by")
    if facts.duplicate_of:
        yield Reference("duplicate of", record.id.refer(facts.duplicate_of), "duplicated by")
    for other in facts.related:
        yield Reference("related", record.id.refer(other), "related")


def _changed(record: IncidentRecord) -> Change | None:
    origin = record.history[-1].origin if record.history else None
    return Change(origin.commit, origin.committed) if origin else None


def _last_landing(record: IncidentRecord) -> datetime | None:
    known = latest(record)
    return max(landing.at for landing in landings(record, known)) if known else None


def _texts(record: IncidentRecord) -> Iterator[str]:
    yield record.facts.description
    yield from (entry.message for entry in record.entries)
    if record.post_mortem:
        yield from (record.post_mortem.root_cause, record.post_mortem.body, *record.post_mortem.contributing_factors)
