"""What happened in an incident, in order: the entries that people wrote and the steps that follow from the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.incident import Redaction
from farm_gitops.model.lifecycle import FIRST, Status, rank
from farm_gitops.model.moment import Moment, moment_in_name
from farm_gitops.model.provenance import Origin
from farm_gitops.model.record import Lax, Line, Record, Slug

Place = tuple[datetime, int, str]
"""By what items are put in order: when, how far along in the lifecycle, and the name of the file."""

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

    def __reduce__(self) -> tuple[type[Entry], tuple[str, EntryFrontMatter, str, Origin | None]]:
        """Pickled by its parts, as a `Moment` is."""
        return Entry, (self.name, self.facts, self.message, self.origin)


Kind = Literal["reported", "entry", "derived"]


class Turn(NamedTuple):
    """A change of severity or of commander, by the key of `incident.yaml`; None is nobody."""

    key: Literal["severity", "commander"]
    before: str | None
    after: str | None


class Item(NamedTuple):
    """One line of the timeline as it is shown; `before` and `after` are set when it tells a transition.

    A `derived` line tells what no entry does: a transition, or the `turn` of another fact.
    """

    kind: Kind
    happened: Moment | None
    author: str | None
    origin: Origin | None
    entry: Entry | None = None
    before: Status | None = None
    after: Status | None = None
    turn: Turn | None = None


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
    """What the fold needs of an incident: how it began, where it stands, what was written, in which steps it landed.

    Without `history` (None) all counts as one step of which nobody knows when it was made.
    """

    began: Moment | None
    reported_by: str | None
    origin: Origin | None
    now: Standing
    entries: tuple[Entry, ...]
    history: tuple[HistoryStep, ...] | None = None


def fold(story: Story) -> tuple[Item, ...]:
    """The timeline: the report, then every entry and what no entry tells, in the order of `in_order`."""
    report = Item("reported", story.began, story.reported_by, story.origin)
    steps = landings(story)
    brought = _brought(steps, story.entries)
    items = (item for place, step in enumerate(steps) for item in _told(step, brought.get(place, ())))
    return (report, *sorted(items, key=_place))


def landings(story: Story) -> tuple[HistoryStep, ...]:
    """The steps in which it landed, and as one more what is in the files and in none of them, be it nothing."""
    return (*(story.history or ()), _not_landed(story))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The order that is shown: when it happened, then how far along in the lifecycle, then the file's name."""
    return sorted(entries, key=_place_of_entry)


def _place(item: Item) -> Place:
    entry = item.entry
    return _place_of_entry(entry) if entry else _rank_at(item.happened, item.after, "")


def _place_of_entry(entry: Entry) -> Place:
    # Without its ending, so that `…-alice.md` comes before `…-alice-2.md` of the same second.
    return _rank_at(entry.happened, entry.facts.status, entry.name.removesuffix(".md"))


def _rank_at(happened: Moment | None, status: Status | None, name: str) -> Place:
    return happened.instant if happened else _END_OF_TIME, rank(status) if status else -1, name


def _not_landed(story: Story) -> HistoryStep:
    """Everything where there is no history, else what no commit holds yet."""
    landed = story.history or ()
    known = {name for step in landed for name in step.entries}
    left = tuple(entry.name for entry in story.entries if entry.name not in known)
    return HistoryStep(landed[-1].after if landed else None, story.now, None, left)


def _brought(steps: Iterable[HistoryStep], entries: Iterable[Entry]) -> Mapping[int, list[Entry]]:
    """The entries that each step brought, by the number of the step; one that came several times counts at the last."""
    last = {name: place for place, step in enumerate(steps) for name in step.entries}
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        found.setdefault(last[entry.name], []).append(entry)
    return found


def _told(step: HistoryStep, entries: Iterable[Entry]) -> Iterator[Item]:
    """The entries of a step, and one derived line for each change that none of them tells."""
    before = step.before.status if step.before else FIRST
    made = transitions(before, step.after.status, entries)
    by_entry = {change.entry.name: change for change in made if change.entry}
    for entry in entries:
        told = by_entry.get(entry.name)
        item = Item("entry", entry.happened, entry.facts.author, entry.origin, entry)
        yield item._replace(before=told.before, after=told.after) if told else item
    derived = Item("derived", step.origin.authored if step.origin else None, None, step.origin)
    yield from (derived._replace(turn=turn) for turn in _turns(step))
    yield from (derived._replace(before=change.before, after=change.after) for change in made if not change.entry)


def _turns(step: HistoryStep) -> Iterator[Turn]:
    before, after = step.before, step.after
    if before and before.severity is not after.severity:
        yield Turn("severity", before.severity, after.severity)
    if before and before.commander != after.commander:
        yield Turn("commander", before.commander, after.commander)
