"""What an export has more of an incident that is here already; what differs is not touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from farm_gitops.importers.own_record import Restored
from farm_gitops.importers.result import Chapter
from farm_gitops.model.lifecycle import Status, rank
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_incident
from farm_gitops.records.decode import decode_incident


@dataclass(frozen=True)
class Added:
    """The files that are new or changed here, and what differs and stays as it is here (empty: nothing)."""

    files: dict[str, layout.Content] = field(default_factory=dict)
    differs: str = ""


def additions(text: str, here: IncidentRecord, found: Restored) -> Added:
    """Compare an incident here, whose facts read `text`, with the one of an export."""
    there = found.record
    files: dict[str, layout.Content] = {}
    known = {entry.name: entry for entry in here.entries}
    differs = []
    for entry in there.entries:
        path = layout.entry_path(found.incident, entry.name)
        if entry.name not in known:
            files[path] = found.texts[path]
        elif (known[entry.name].facts, known[entry.name].message) != (entry.facts, entry.message):
            differs.append(f"entry {entry.name}")
    for path, data in found.attachments.items():
        name = path.rpartition("/")[2]
        if name not in here.attachments:
            files[path] = data
        elif here.attachments[name] != there.attachments.get(name):
            differs.append(f"attachment {name}")
    path = layout.post_mortem_path(found.incident)
    if there.post_mortem and _may_replace(here.post_mortem, there.post_mortem):
        files[path] = found.texts[path]
    elif there.post_mortem and there.post_mortem != here.post_mortem:
        differs.append("the post-mortem")
    if rank(there.facts.status) > rank(here.facts.status):
        files[layout.facts_path(found.incident)] = _moved(text, found, there.facts.status)
    return Added(files, f"{', '.join(differs)}: as it is here, which is not what the export says" if differs else "")


def of_growth(text: str, here: IncidentRecord, found: Restored, chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    """Of all the chapters of an incident those parts that are new here."""
    added, now = additions(text, here, found).files, here.facts.status
    facts = layout.facts_path(found.incident)
    for chapter in chapters:
        files = {path: data for path, data in chapter.files.items() if path in added and path != facts}
        then = _status(chapter.files.get(facts))
        if then is not None and rank(then) > rank(now):
            now, files[facts] = then, _moved(text, found, then)
        if files:
            yield chapter._replace(files=files)


def _may_replace(here: PostMortem | None, there: PostMortem) -> bool:
    """Where there is none, or the same words were approved since."""
    if here is None:
        return True
    approval = {"status", "approved_by", "approved_at", "signature"}
    same = here.model_dump(exclude=approval) == there.model_dump(exclude=approval)
    return same and there.is_approved and not here.is_approved


def _moved(text: str, found: Restored, status: Status) -> str:
    end = found.record.facts
    ending = {key: found.facts.get(key) for key in ("resolution", "duplicate_of")} if status is end.status else {}
    return amend_incident(text, {"status": status.value, **{key: value for key, value in ending.items() if value}})


def _status(content: layout.Content | None) -> Status | None:
    if content is None:
        return None
    value = decode_incident(layout.FACTS, layout.as_bytes(content)).value
    return value.status if value else None
