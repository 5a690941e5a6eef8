"""What happened in an incident, in order: the entries that people wrote and the steps that follow from the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from farm_gitops.model.incident import Redaction
from farm_gitops.model.lifecycle import FIRST, Status, rank
from farm_gitops.model.moment import Moment, moment_in_name
from farm_gitops.model.provenance import Origin
from farm_gitops.model.record import Lax, Line, Record, Slug

_END_OF_TIME: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class EntryFrontMatter(Record):
    """The keys that a timeline entry may begin with; its message is Markdown below them."""

    at: Moment | None = Field(None, description="When it happened; else the file's name or the commit says")
    author: Slug | None = Field(None, description="Who says so; else the commit says")
    status: Annotated[Status, Lax] | None = Field(None, description="Only to tell a transition")
    corrects: Line | None = Field(None, description="The file name of an earlier entry that this one replaces")
    redacted: Redaction | None = Field(None, description="Written by `farm-gitops redact`")


@dataclass(frozen=True, slots=True)
class Entry:
    """One update of an incident: a file of its own, never changed once it landed."""

    name: str
    facts: EntryFrontMatter
    message: str
    origin: Origin | None = None

    @property
    def happened(self) -> Moment | None:
        """When: `at`, else the timestamp in the file's name, else the author date of the commit, else unknown."""
        return self.facts.at or moment_in_name(self.name) or (self.origin.authored if self.origin else None)


Kind = Literal["reported", "entry", "derived"]


class Item(NamedTuple):
    """One line of the timeline as it is shown; `before` and `after` are set when it tells a transition."""

    kind: Kind
    happened: Moment | None
    author: str | None
    origin: Origin | None
    entry: Entry | None = None
    before: Status | None = None
    after: Status | None = None


class Transition(NamedTuple):
    """A status change that one step of history made; `entry` tells it, or it is derived where that is None."""

    before: Status
    after: Status
    entry: Entry | None


def transitions(before: Status, after: Status, added: Iterable[Entry]) -> tuple[Transition, ...]:
    """The status changes of one step that brings some entries: those that they tell, then one for what none tells.

    A new incident counts as open before. A step back, which a validated history does not have, is derived too.
    """
    found: list[Transition] = []
    now = before
    for entry in in_order(added):
        status = entry.facts.status
        if status and rank(now) < rank(status) <= rank(after):
            found.append(Transition(now, status, entry))
            now = status
    return (*found, Transition(now, after, None)) if now is not after else tuple(found)


class Story(NamedTuple):
    """What the fold needs of an incident: how it began, where it stands and what was written."""

    began: Moment | None
    reported_by: str | None
    origin: Origin | None
    status: Status
    entries: tuple[Entry, ...]


def fold(story: Story) -> tuple[Item, ...]:
    """The timeline, oldest first: the report, every entry, and one derived step for what no entry tells."""
    report = Item("reported", story.began, story.reported_by, story.origin)
    told = tuple(_told(in_order(story.entries), story.status))
    reached = max((item.after for item in told if item.after), key=rank, default=FIRST)
    if reached is story.status:
        return (report, *told)
    return (report, *told, Item("derived", None, None, None, before=reached, after=story.status))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The order that is shown: when it happened, then how far along in the lifecycle, then the file's name."""
    return sorted(entries, key=_place)


def _place(entry: Entry) -> tuple[datetime, int, str]:
    happened = entry.happened.instant if entry.happened else _END_OF_TIME
    # Without its ending, so that `…-alice.md` comes before `…-alice-2.md` of the same second.
    return happened, rank(entry.facts.status) if entry.facts.status else -1, entry.name.removesuffix(".md")


def _told(entries: list[Entry], end: Status) -> Iterator[Item]:
    now = FIRST
    for entry in entries:
        status = entry.facts.status
        if status and rank(now) < rank(status) <= rank(end):
            yield Item("entry", entry.happened, entry.facts.author, entry.origin, entry, before=now, after=status)
            now = status
        else:
            yield Item("entry", entry.happened, entry.facts.author, entry.origin, entry)
