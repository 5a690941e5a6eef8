"""farm.yaml after an import, and while its history lands: whoever wrote at the source is a member for that long.

See docs/decisions/0033.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from farm_gitops.documents.yaml_editor import remove_key
from farm_gitops.importers.authors import Authors
from farm_gitops.importers.configuration import Described, Newcomers, shown_as, with_newcomers
from farm_gitops.importers.existing import Existing
from farm_gitops.importers.result import Chapter, Past
from farm_gitops.importers.source_incident import SourceAuthor
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment


class Arrivals(NamedTuple):
    """The text of farm.yaml when all is done, and the history with the text that it needs meanwhile."""

    text: str
    past: Past


def with_arrivals(
    there: Existing, tellers: Mapping[str, str], components: Described, chapters: Iterable[Chapter]
) -> Arrivals:
    """What farm.yaml lacks, with no other byte changed; Refused where it cannot be edited.

    `tellers` are the people who stand for pages. The authors of commits whom farm.yaml does not know are people who
    have left (`active: false`) once all has landed, so that nobody gains a right by having written elsewhere.
    """
    ordered = _in_time(chapters)
    authors = Authors(there.configuration, _authors(ordered), tellers)
    base, stands_for = Newcomers(there.organization, {}, components), shown_as(tellers)
    final = _with(there, base._replace(people={**stands_for, **authors.new(active=False)}))
    if not authors.known and not authors.new(active=True):
        return Arrivals(final, Past(final, ordered))
    welcome = {**stands_for, **authors.new(active=True), **{key: {} for key in authors.known}}
    meanwhile = _with(there, base._replace(people=welcome))
    return Arrivals(final, Past(_all_active(meanwhile, there, authors.known), ordered))


def _with(there: Existing, newcomers: Newcomers) -> str:
    return with_newcomers(there.configuration_text, there.configuration, newcomers)


def _all_active(text: str, there: Existing, people: Iterable[str]) -> str:
    for person in sorted(people):
        if not there.configuration.people[person].active:
            text = remove_key(text, ("people", person, "active"))
    return text


def _authors(chapters: Iterable[Chapter]) -> tuple[SourceAuthor, ...]:
    found = (chapter.recorded.author for chapter in chapters if chapter.recorded)
    return tuple(author for author in found if author)


def _in_time(chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
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
