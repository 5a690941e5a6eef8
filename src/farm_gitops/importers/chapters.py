"""The history of one imported incident: what its source wrote down together becomes one commit, at that time.

Pure: the last chapter that holds a file leaves exactly what an import without history writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.life import Step
from farm_gitops.importers.result import Chapter
from farm_gitops.importers.source_incident import Recorded, SourceVersion
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.records import layout

_HEADLINE: Final = 72


class Written(NamedTuple):
    """An entry that was written: what it tells, where it lies and its text."""

    step: Step
    path: str
    text: str

    @property
    def recorded(self) -> Recorded:
        """When it was written down: where nobody knows, when it happened."""
        told = self.step.told
        return told.recorded or Recorded(told.at)


Facts = Callable[[Status, SourceVersion | None], str]
"""`incident.yaml` as it read with a status, in a version of the source."""


@dataclass(frozen=True)
class Growth:
    """What is added to an incident: where it stood before, the entries, where it stands then, and its facts.

    `opening` is the subject of the commit that first reports it, empty for one that is here already.
    """

    incident: IncidentId
    before: Status
    after: Status
    entries: Sequence[Written]
    facts: Facts
    opening: str = ""
    versions: Sequence[SourceVersion] = ()
    began: Recorded | None = None


class _Event(NamedTuple):
    recorded: Recorded
    entry: Written | None = None
    version: SourceVersion | None = None


def chapters(growth: Growth) -> Iterator[Chapter]:
    """The chapters of an incident, oldest first."""
    together = [(when, [*events]) for when, events in groupby(_events(growth), key=lambda event: event.recorded)]
    if not together and growth.after is not growth.before:
        text = growth.facts(growth.after, None)
        what = _subject(growth, growth.before, growth.after, "")
        yield _chapter(growth, None, what, {layout.facts_path(growth.incident): text})
    now, facts, version = growth.before, "" if growth.opening else growth.facts(growth.before, None), None
    for place, (recorded, events) in enumerate(together, 1):
        version = next((event.version for event in reversed(events) if event.version), version)
        told = [event.entry for event in events if event.entry]
        then = growth.after if place == len(together) else _reached(now, told)
        text = growth.facts(then, version)
        files = {entry.path: entry.text for entry in told}
        if text != facts:
            files[layout.facts_path(growth.incident)] = text
        if files:
            said = told[0].step.told.message if told else ""
            is_opening = place == 1 and growth.opening
            what = growth.opening if is_opening else _subject(growth, now, then, said)
            yield _chapter(growth, recorded, what, files)
        now, facts = then, text


def _events(growth: Growth) -> list[_Event]:
    """The report, the entries and the versions in the order in which they were written down."""
    opened = [_Event(growth.began)] if growth.began else []
    versions = [_Event(version.recorded, version=version) for version in growth.versions]
    entries = [_Event(entry.recorded, entry) for entry in growth.entries]
    return sorted([*opened, *versions, *entries], key=lambda event: (event.recorded.at, event.recorded.commit))


def _reached(now: Status, told: Iterable[Written]) -> Status:
    for entry in told:
        now = entry.step.status or now
    return now


def _chapter(growth: Growth, recorded: Recorded | None, what: str, files: dict[str, str]) -> Chapter:
    commit = recorded.commit if recorded else ""
    source = f"\n\nSource-commit: {commit}" if commit else ""
    return Chapter(growth.incident, recorded, f"{what}{source}", files)


def _subject(growth: Growth, before: Status, after: Status, said: str) -> str:
    if before is not after:
        return f"{growth.incident}: {before} → {after}"
    return f"{growth.incident}: {shortened(one_line(said), _HEADLINE) or 'facts changed'}"
