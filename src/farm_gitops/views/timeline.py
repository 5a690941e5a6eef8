"""The timeline of an incident as its page shows it: what people wrote, and what follows from the facts alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.model.incident import Redaction
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, Item, Kind
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.level import STATUSES, Level
from farm_gitops.views.markup import Markup
from farm_gitops.views.people import People, Shown
from farm_gitops.views.stamp import Stamp, duration_text, maybe_stamp, stamp

_BOTH_CLOCKS: Final = 15 * 60
"""Seconds between what an entry says and when it was committed from which on the page shows both."""

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


@dataclass(frozen=True, slots=True)
class Update:
    """One line of the timeline; `recorded` is set where the commit's clock tells another time than the entry.

    `lag` says how far apart the two are: `35 min later`.
    """

    anchor: str
    kind: Kind
    when: Stamp | None
    recorded: Stamp | None
    lag: str
    author: Shown | None
    before: Level | None
    after: Level | None
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
    crossings = _crossings(items)
    anchors = _anchors(items)
    return tuple(_update(record, item, anchors[place], crossings, setting) for place, item in enumerate(items))


def redaction(redacted: Redaction | None, people: People) -> RedactionShown | None:
    """A redaction as it is shown."""
    return RedactionShown(people.named(redacted.by), stamp(redacted.at), redacted.reason) if redacted else None


def commit_link(repository: str | None, oid: str) -> CommitLink:
    """A commit as it is shown."""
    return CommitLink(oid[:10], address.commit(repository, oid) if repository else "")


class _Crossings(NamedTuple):
    """By the name of an entry: where it is on the page, and what replaced it."""

    places: Mapping[str, Crossing]
    corrections: Mapping[str, Crossing]


def _crossings(items: tuple[Item, ...]) -> _Crossings:
    anchors = _anchors(items)
    places = {
        item.entry.name: Crossing(anchors[place], maybe_stamp(item.happened))
        for place, item in enumerate(items)
        if item.entry
    }
    entries = [item.entry for item in items if item.entry]
    corrected = {entry.facts.corrects: places[entry.name] for entry in entries if entry.facts.corrects in places}
    return _Crossings(places, {name: by for name, by in corrected.items() if name})


def _anchors(items: tuple[Item, ...]) -> tuple[str, ...]:
    """A permanent id for every line, from the name of its file."""
    slugs = address.slugs(item.entry.name.removesuffix(".md") for item in items if item.entry)
    return tuple(f"update-{slugs[item.entry.name.removesuffix('.md')]}" if item.entry else item.kind for item in items)


def _update(record: IncidentRecord, item: Item, anchor: str, crossings: _Crossings, setting: Setting) -> Update:
    entry, lag = item.entry, _lag(item)
    return Update(
        anchor=anchor,
        kind=item.kind,
        when=maybe_stamp(item.happened),
        recorded=stamp(item.origin.committed) if item.origin and lag else None,
        lag=lag,
        author=setting.people.shown(item.author, item.origin),
        before=STATUSES[item.before] if item.before else None,
        after=STATUSES[item.after] if item.after else None,
        message=_message(record, entry, anchor, setting.render) if entry else None,
        redacted=redaction(entry.facts.redacted, setting.people) if entry else None,
        corrects=crossings.places.get(entry.facts.corrects or "") if entry else None,
        corrected_by=crossings.corrections.get(entry.name) if entry else None,
        commit=commit_link(setting.repository, item.origin.commit) if item.origin else None,
        is_uncommitted=_path(record, entry) in setting.uncommitted,
    )


def _message(record: IncidentRecord, entry: Entry, anchor: str, render: Render) -> Markup | None:
    if not entry.message.strip():
        return None
    return render(entry.message, layout.entry_path(record.id, entry.name), f"{anchor}-")


def _path(record: IncidentRecord, entry: Entry | None) -> str:
    return layout.entry_path(record.id, entry.name) if entry else layout.facts_path(record.id)


def _lag(item: Item) -> str:
    """How far the commit's clock is from the entry's; empty where they agree, or one is unknown."""
    if item.origin is None or item.happened is None:
        return ""
    gap = int((item.origin.committed.instant - item.happened.instant).total_seconds())
    if abs(gap) < _BOTH_CLOCKS:
        return ""
    return f"{duration_text(abs(gap))} {'later' if gap > 0 else 'earlier'}"
