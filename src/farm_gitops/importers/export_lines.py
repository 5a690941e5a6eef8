"""Exports of status pages as JSON Lines, read into plain values line by line; what is no record is refused by its line.

Two shapes are known. The export of a Statuspage feed (`url`, `impact`, `updates[].message`) is the one that
github.com/mrshu/github-statuses publishes; the normalised one (`source`, `kind`, `severity_raw`, `updates[].body`)
holds records of several sources. docs/import.md says what becomes of each key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from farm_gitops.importers.json_values import (
    Json,
    WrongShape,
    if_text,
    kind_of,
    names_at,
    objects_at,
    parsed,
    text_at,
)
from farm_gitops.importers.repair import Oddity
from farm_gitops.importers.source_incident import (
    EXPORT,
    PLANNED,
    STATUSPAGE,
    Page,
    SourceIncident,
    SourceUpdate,
    Unusable,
    identifier,
    page_name,
    page_of,
)
from farm_gitops.importers.status_words import MAINTENANCE, means_maintenance, status_word

TIME_ID: Final = "at-"
"""Begins the id of an update that has none of its own: what follows is its time."""

_SAME_AS: Final = re.compile("statuspage:([0-9a-z]{12})")
_STATUSPAGE_URL: Final = re.compile(r"https?://(?:www\.)?([A-Za-z0-9.-]{1,190})/incidents/([0-9a-z]{12})/?")
_TAG: Final = re.compile("<[^<>]*>")


class _Shape(NamedTuple):
    """The keys under which one shape of record holds what we look for."""

    severity: str
    message: str
    final: str
    created: str


_FEED: Final = _Shape("impact", "message", "", "")
_NORMALISED: Final = _Shape("severity_raw", "body", "status_final", "created_at")


def read_lines(data: bytes) -> tuple[SourceIncident | Unusable, ...]:
    """A record or a reason for every line that is not blank; nothing at all where no line is a record of an export.

    Where several lines tell one incident, the one with the most updates comes first.
    """
    lines = [(number, _value(line)) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not any(_is_record(value) for _, value in lines):
        return ()
    return _fullest_first([_record_or_reason(number, value) for number, value in lines])


def _value(line: bytes) -> Json | WrongShape:
    try:
        return parsed(line)
    except WrongShape as wrong:
        return wrong


def _is_record(value: Json | WrongShape) -> bool:
    return isinstance(value, dict) and "updates" in value and "title" in value


def _record_or_reason(number: int, value: Json | WrongShape) -> SourceIncident | Unusable:
    here = f"line {number}"
    if isinstance(value, WrongShape):
        return Unusable(here, "", f"{here}: it is no JSON: {value}")
    if not isinstance(value, dict):
        return Unusable(here, "", f"{here}: it is {kind_of(value)} rather than an incident")
    name, title = if_text(value.get("id")) or here, if_text(value.get("title"))
    if not _is_record(value):
        return Unusable(name, title, f"{here}: it is an object of another shape, without `title` and `updates`")
    try:
        return _incident(value)
    except WrongShape as wrong:
        return Unusable(name, title, f"{here}: {wrong}")


def _incident(value: dict[str, Json]) -> SourceIncident:
    shape = _NORMALISED if "source" in value else _FEED
    page, key = _identity(value)
    severity, final = text_at(value, shape.severity), status_word(text_at(value, shape.final))
    updates = tuple(_updates(value, shape))
    is_planned = _is_planned(value) or means_maintenance(severity) or _ends_as_planned(final, updates)
    return SourceIncident(
        page=page,
        id=key,
        name=text_at(value, "title"),
        status=final,
        impact=severity,
        created_at=text_at(value, shape.created),
        started_at=text_at(value, "started_at"),
        resolved_at=text_at(value, "resolved_at"),
        link=text_at(value, "url"),
        skip=PLANNED if is_planned else "",
        components=tuple(names_at(value, "components")),
        updates=updates,
        odd=tuple(_odd(value, updates)),
    )


def _identity(value: dict[str, Json]) -> tuple[Page, str]:
    """Whose record it is, and its id there: the one of Statuspage where the record holds it."""
    source, key, url = text_at(value, "source"), text_at(value, "id"), text_at(value, "url")
    address = _STATUSPAGE_URL.fullmatch(url.strip())
    same = _SAME_AS.fullmatch(text_at(value, "same_as"))
    host = address[1].casefold() if address else ""
    name = page_name(source or host)
    statuspage_id = same[1] if same else address[2] if address else ""
    if statuspage_id:
        return page_of(STATUSPAGE, host or source, name), statuspage_id
    if not identifier(key):
        raise WrongShape("it has no id, by which a second import could know it again")
    return page_of(EXPORT, source or "feed", name), identifier(key)


def _updates(value: dict[str, Json], shape: _Shape) -> Iterator[SourceUpdate]:
    """Oldest first, as they are written; each is known by its time, and those of one time are numbered."""
    seen: dict[str, int] = {}
    for update in objects_at(value, "updates", "an update"):
        at = text_at(update, "at")
        name = f"{TIME_ID}{identifier(at)}" if at.strip() else ""
        seen[name] = seen.get(name, 0) + 1
        yield SourceUpdate(
            id=name if seen[name] == 1 or not name else f"{name}-{seen[name]}",
            status=status_word(text_at(update, "status")),
            body=text_at(update, shape.message),
            times=(at, text_at(update, "created_at")),
            components=(),
        )


def _is_planned(value: dict[str, Json]) -> bool:
    return text_at(value, "kind") == "maintenance" or bool(value.get("scheduled_for"))


def _ends_as_planned(final: str, updates: tuple[SourceUpdate, ...]) -> bool:
    return (final or (updates[-1].status if updates else "")) in MAINTENANCE


def _odd(value: dict[str, Json], updates: tuple[SourceUpdate, ...]) -> Iterator[tuple[Oddity, str, str]]:
    guesser = text_at(value, "components_source")
    if guesser:
        yield Oddity.GUESSED_COMPONENTS, f"components that the export guessed from the text ({guesser})", "kept"
    written = text_at(value, "postmortem_markdown")
    if written.strip() and not any(_letters(written) in _letters(update.body, whole=True) for update in updates):
        found = f"a post-mortem of {len(written):,} characters, which no update holds"
        yield Oddity.UNTOLD_POST_MORTEM, found, "left out; write it with: farm-gitops postmortem"


def _letters(text: str, *, whole: bool = False) -> str:
    """A text as it can be compared: its letters and digits, without markup; only how it begins unless `whole`."""
    letters = "".join(character for character in _TAG.sub("", text) if character.isalnum())
    return letters if whole else letters[:80]


def _fullest_first(records: list[SourceIncident | Unusable]) -> tuple[SourceIncident | Unusable, ...]:
    fullest: dict[str, SourceIncident] = {}
    for record in records:
        if isinstance(record, SourceIncident):
            best = fullest.setdefault(record.key, record)
            if len(record.updates) > len(best.updates):
                fullest[record.key] = record
    last = {
        id(record) for record in records if isinstance(record, SourceIncident) and fullest[record.key] is not record
    }
    return tuple(sorted(records, key=lambda record: id(record) in last))
