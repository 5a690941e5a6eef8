"""farm.yaml while an imported history lands, and afterwards: whoever wrote at the source is a member for that long.

See docs/decisions/0033.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from farm_gitops.documents.yaml_editor import remove_key
from farm_gitops.importers.authors import Authors
from farm_gitops.importers.configuration import Newcomers, with_newcomers
from farm_gitops.importers.result import Chapter
from farm_gitops.importers.source_incident import SourceAuthor
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.records.decode import decode_configuration


class Texts(NamedTuple):
    """farm.yaml when all has landed, and while it lands."""

    final: str
    meanwhile: str


def with_authors(texts: Texts, chapters: Iterable[Chapter]) -> Texts:
    """The texts with everybody who wrote a chapter, as a member meanwhile; Refused where one cannot be edited.

    Those whom farm.yaml does not know are people who have left (`active: false`) when all has landed, so that nobody
    gains a right by having written elsewhere.
    """
    for organization, authors in _authors(chapters).items():
        configuration = _read(texts.meanwhile)
        people = Authors(configuration, authors)
        left, there = people.new(active=False), people.new(active=True)
        if not people.known and not there:
            continue
        welcome = Newcomers({organization: [*there, *sorted(people.known)]}, there, {})
        meanwhile = _all_active(with_newcomers(texts.meanwhile, configuration, welcome), configuration, people.known)
        gone = Newcomers({organization: [*left]}, left, {})
        texts = Texts(with_newcomers(texts.final, _read(texts.final), gone), meanwhile)
    return texts


def in_time(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """By time, each incident's own in their order, whatever its clocks say; those without a time last."""
    latest: dict[IncidentId, Moment] = {}
    timed: list[Chapter] = []
    for chapter in chapters:
        if chapter.recorded is None:
            timed.append(chapter)
            continue
        at = max(chapter.recorded.at, latest.get(chapter.incident, chapter.recorded.at))
        latest[chapter.incident] = at
        timed.append(chapter._replace(recorded=chapter.recorded._replace(at=at)))
    return tuple(sorted(timed, key=_when))


def _when(chapter: Chapter) -> tuple[bool, datetime]:
    recorded = chapter.recorded
    return (recorded is None, recorded.at.instant if recorded else datetime.min.replace(tzinfo=UTC))


def _authors(chapters: Iterable[Chapter]) -> Mapping[str, Sequence[SourceAuthor]]:
    """Who wrote, by organization."""
    found: defaultdict[str, list[SourceAuthor]] = defaultdict(list)
    for chapter in chapters:
        if chapter.recorded and chapter.recorded.author:
            found[chapter.incident.organization].append(chapter.recorded.author)
    return found


def _all_active(text: str, configuration: Configuration, people: Iterable[str]) -> str:
    for person in sorted(people):
        if not configuration.people[person].active:
            text = remove_key(text, ("people", person, "active"))
    return text


def _read(text: str) -> Configuration:
    value = decode_configuration(layout.CONFIGURATION, text.encode()).value
    assert value is not None, "farm.yaml was edited so that it cannot be read"
    return value
