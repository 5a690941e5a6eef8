"""A folder of post-mortems in Markdown: each becomes a draft, and the resolved incident that it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from farm_gitops.errors import UsageError
from farm_gitops.importers.authors import recorded
from farm_gitops.importers.existing import Existing
from farm_gitops.importers.intake import Found, take_in
from farm_gitops.importers.post_mortem_document import PostMortemDocument, read_post_mortem
from farm_gitops.importers.repair import Oddity
from farm_gitops.importers.result import Import
from farm_gitops.importers.source_incident import (
    POST_MORTEM,
    Page,
    Recorded,
    SourceIncident,
    SourcePostMortem,
    SourceUpdate,
    Unusable,
    identifier,
    page_of,
)
from farm_gitops.model.severity import Severity
from farm_gitops.records.amend import restored_markdown
from farm_gitops.store.foreign import ForeignFile, ForeignFolder

_NO_DAY: Final = "it names no day that can be read; begin its name with one, such as 2026-11-23-title.md"
_LEVEL: Final = re.compile(r"\b(?:sev(?:erity)?|p)[- ]?([1-4])\b", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z-]*")


def is_wanted(path: str) -> bool:
    """Whether a file may be a post-mortem."""
    place = PurePosixPath(path)
    return place.suffix.casefold() in {".md", ".markdown"} and not any(part.startswith(".") for part in place.parts)


def import_post_mortems(
    folder: ForeignFolder, severity: Severity | None, there: Existing, *, history: bool = False
) -> Import:
    """Import every document of a folder; `severity` is that of those which name none. As `take_in`."""
    if not folder.files:
        raise UsageError(f"{folder.name} holds no Markdown", "give the folder of the post-mortems, or a clone of it")
    page = page_of(POST_MORTEM, folder.name, f"Post-mortems of {folder.name}")
    return take_in(_found(folder, page, severity), there, history=history, components={})


def _found(folder: ForeignFolder, page: Page, severity: Severity | None) -> Iterator[Found]:
    for file in folder.files:
        versions = [(version.data, recorded(version.commit)) for version in file.versions if version.data is not None]
        if versions:
            read = [(read_post_mortem(file.path, data), when) for data, when in versions]
            yield _incident(file, page, severity, read)


def _incident(
    file: ForeignFile,
    page: Page,
    severity: Severity | None,
    versions: list[tuple[PostMortemDocument, Recorded | None]],
) -> Found:
    gone = "it was deleted at the source" if file.versions[-1].data is None else ""
    newest, _ = versions[-1]
    first = versions[0][1]
    name = identifier(file.path.rpartition(".")[0].replace(" ", "_"))
    created = newest.began or (first.at if first else None)
    if created is None and not (gone or newest.skip):
        return Unusable(name, newest.title, _NO_DAY)
    return SourceIncident(
        page=page,
        id=name,
        name=newest.title,
        status="resolved",
        impact=_severity(newest.severity) or (severity.value if severity else ""),
        created_at=created.text if created else "",
        started_at="",
        resolved_at="",
        link="",
        skip=gone or newest.skip,
        components=(),
        updates=tuple(_updates(newest)),
        odd=tuple(_odd(newest, first)),
        aliases=tuple(identifier(path.rpartition(".")[0].replace(" ", "_")) for path in file.former),
        description=newest.description,
        post_mortems=tuple(SourcePostMortem(when, _text(document)) for document, when in versions),
    )


def _updates(document: PostMortemDocument) -> Iterator[SourceUpdate]:
    for number, row in enumerate(document.timeline, 1):
        yield SourceUpdate(f"number-{number}", "", row.text, (row.at.text,), ())


def _odd(document: PostMortemDocument, first: Recorded | None) -> Iterator[tuple[Oddity, str, str]]:
    if not document.names_cause:
        yield Oddity.NO_ROOT_CAUSE, "no section that names the root cause", "a sentence that says so; write it down"
    if document.began is None and first is not None:
        yield Oddity.TIME, "no day in the document", f"that of its first commit, {first.at}"
    elif document.is_day_only and document.began:
        yield Oddity.TIME, f"only a day, {document.began.text[:10]}", f"its beginning, {document.began}"


def _severity(word: str) -> str:
    """The first word that says how bad it was, whatever follows it."""
    level = _LEVEL.search(word)
    if level:
        return f"P{level[1]}"
    found = _WORD.search(word)
    return found[0] if found else ""


def _text(document: PostMortemDocument) -> str:
    return restored_markdown(document.keys, document.body)
