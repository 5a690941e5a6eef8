"""The timeline of an incident as its page shows it: what people wrote, and what follows from the facts alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from farm_gitops.model.incident import Redaction
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, Item, Kind
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.level import SEVERITIES, STATUSES, Level
from farm_gitops.views.line import lag, line_names, subject
from farm_gitops.views.markup import Markup
from farm_gitops.views.people import People, Shown
from farm_gitops.views.stamp import Stamp, maybe_stamp, stamp

Render = Callable[[str, str, str], Markup]
"""(text, file, prefix of ids) to HTML."""


class RedactionShown(NamedTuple):
    """What is left of a text that was taken out."""

    by: Shown
    at: Stamp
    reason: str


class CommitLink(NamedTuple):
    """A commit by its short id, with the forge's page where it is known."""

    short: str
    href: str


class Crossing(NamedTuple):
    """A line of the timeline that replaces another, or is replaced by it."""

    anchor: str
    when: Stamp | None


class CommanderShown(NamedTuple):
    """A change of commander; None is nobody."""

    before: Shown | None
    after: Shown | None


@dataclass(frozen=True, slots=True)
class Update:
    """One line of the timeline; `recorded` is set where the commit's clock tells another time than the entry.

    `lag` says how far apart the two are: `35 min later`. A derived line tells a transition (`before` and `after`), a
    change of severity (before, after) or of commander; `subject` is what its commit says of itself.
    """

    anchor: str
    kind: Kind
    when: Stamp | None
    recorded: Stamp | None
    lag: str
    author: Shown | None
    before: Level | None
    after: Level | None
    severity: tuple[Level, Level] | None
    commander: CommanderShown | None
    subject: str
    message: Markup | None
    redacted: RedactionShown | None
    corrects: Crossing | None
    corrected_by: Crossing | None
    commit: CommitLink | None
    is_uncommitted: bool


class Setting(NamedTuple):
    """What the timeline needs from around the incident."""

    people: People
    render: Render
    repository: str | None
    uncommitted: frozenset[str]


def timeline(record: IncidentRecord, setting: Setting) -> tuple[Update, ...]:
    """Every line of an incident's timeline, oldest first."""
    items = record.timeline()
    anchors = _anchors(items)
    crossings = _crossings(items, anchors)
    return tuple(_update(record, item, anchors[place], crossings, setting) for place, item in enumerate(items))


def redaction(redacted: Redaction | None, people: People) -> RedactionShown | None:
    """A redaction as it is shown."""
    return (
        RedactionShown(people.signing(redacted.by, redacted.signature), stamp(redacted.at), redacted.reason)
        if redacted
        else None
    )


def commit_link(repository: str | None, oid: str) -> CommitLink:
    """A commit as it is shown."""
    return CommitLink(oid[:10], address.commit(repository, oid) if repository else "")


class _Crossings(NamedTuple):
    """By the name of an entry: where it is on the page, and what replaced it."""

    places: Mapping[str, Crossing]
    corrections: Mapping[str, Crossing]


def _crossings(items: tuple[Item, ...], anchors: tuple[str, ...]) -> _Crossings:
    places = {
        item.entry.name: Crossing(anchors[place], maybe_stamp(item.happened))
        for place, item in enumerate(items)
        if item.entry
    }
    entries = [item.entry for item in items if item.entry]
    corrected = {entry.facts.corrects: places[entry.name] for entry in entries if entry.facts.corrects in places}
    return _Crossings(places, {name: by for name, by in corrected.items() if name})


def _anchors(items: tuple[Item, ...]) -> tuple[str, ...]:
    """A permanent id for every line."""
    names = line_names(items)
    slugs = address.slugs(name for name, item in zip(names, items, strict=True) if item.entry)
    return tuple(f"update-{slugs[name]}" if item.entry else name for name, item in zip(names, items, strict=True))


def _update(record: IncidentRecord, item: Item, anchor: str, crossings: _Crossings, setting: Setting) -> Update:
    entry, apart = item.entry, lag(item)
    return Update(
        anchor=anchor,
        kind=item.kind,
        when=maybe_stamp(item.happened),
        recorded=stamp(item.origin.committed) if item.origin and apart else None,
        lag=apart,
        author=setting.people.shown(record.id.organization, item.author, item.origin),
        before=STATUSES[item.before] if item.before else None,
        after=STATUSES[item.after] if item.after else None,
        severity=_severity(item),
        commander=_commander(item, setting.people),
        subject=subject(item),
        message=_message(record, entry, anchor, setting.render) if entry else None,
        redacted=redaction(entry.facts.redacted, setting.people) if entry else None,
        corrects=crossings.places.get(entry.facts.corrects or "") if entry else None,
        corrected_by=crossings.corrections.get(entry.name) if entry else None,
        commit=commit_link(setting.repository, item.origin.commit) if item.origin else None,
        is_uncommitted=_is_uncommitted(record, item, setting.uncommitted),
    )


def _severity(item: Item) -> tuple[Level, Level] | None:
    turn = item.turn
    if turn is None or turn.before is None or turn.after is None or turn.key != "severity":
        return None
    return SEVERITIES[Severity(turn.before)], SEVERITIES[Severity(turn.after)]


def _commander(item: Item, people: People) -> CommanderShown | None:
    turn = item.turn
    if turn is None or turn.key != "commander":
        return None
    return CommanderShown(*(people.named(key) if key else None for key in (turn.before, turn.after)))


def _message(record: IncidentRecord, entry: Entry, anchor: str, render: Render) -> Markup | None:
    if not entry.message.strip():
        return None
    return render(entry.message, layout.entry_path(record.id, entry.name), f"{anchor}-")


def _is_uncommitted(record: IncidentRecord, item: Item, uncommitted: frozenset[str]) -> bool:
    """Whether a line tells what no commit holds; what facts that were edited since say of the past is committed."""
    if item.entry:
        return layout.entry_path(record.id, item.entry.name) in uncommitted
    return item.origin is None and layout.facts_path(record.id) in uncommitted
