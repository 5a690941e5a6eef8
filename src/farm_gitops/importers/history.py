"""The history that finished records imply: who would have written which file when, as somebody lived it.

Pure: the last episode of every file leaves exactly the bytes that were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST, Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem, PostMortemStatus
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, Item
from farm_gitops.records import layout
from farm_gitops.records.amend import action_item, amend_incident, amend_post_mortem, entry_text

Kind = Literal["opening", "edit", "update", "correction", "redaction", "draft", "approval", "follow-up"]

_TYPING: Final = timedelta(seconds=47)
"""How long after it happened a step is committed."""
_TAKING_OVER: Final = timedelta(minutes=2)
_OVERNIGHT: Final = timedelta(hours=20)
_WITHHELD: Final = "The customers concerned, by name and address, for those who call them back:"


class Episode(NamedTuple):
    """One step that somebody took: what was written, by whom and when."""

    kind: Kind
    incident: IncidentId
    at: Moment
    author: str
    message: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Finished:
    """A finished record that states `created_at`, `reported_by` and every author, and the bytes of its files."""

    record: IncidentRecord
    files: Mapping[str, bytes]

    def text(self, path: str) -> str:
        """The text of a file."""
        return self.files[path].decode()

    def facts(self, status: Status, *, commander: bool = True) -> dict[str, bytes]:
        """`incident.yaml` as it was in an earlier status, or before anybody coordinated."""
        path = layout.facts_path(self.record.id)
        changes: dict[str, YamlValue] = {}
        if status is not self.record.facts.status:
            changes = {"status": status.value, "resolution": None, "duplicate_of": None}
        if not commander:
            changes["commander"] = None
        present = {key: value for key, value in changes.items() if value or _has(self.record, key)}
        return {path: amend_incident(self.text(path), present).encode() if present else self.files[path]}


def episodes(finished: Finished) -> Iterator[Episode]:
    """How an incident came to be, each file's versions in order."""
    yield from _opening(finished)
    for item in finished.record.timeline():
        if item.entry is not None:
            yield from _entry(finished, item, item.entry)
        elif item.kind == "derived":
            yield _bare_edit(finished)
    if finished.record.post_mortem is not None:
        yield from _post_mortem(finished, finished.record.post_mortem)


def author_of(entry: Entry) -> str:
    """Who wrote an entry: its `author`, else the last word of its file's name."""
    return entry.facts.author or entry.name.removesuffix(".md").rpartition("-")[2]


def _has(record: IncidentRecord, key: str) -> bool:
    return getattr(record.facts, key) is not None


def _reported(record: IncidentRecord) -> tuple[Moment, str]:
    created, reporter = record.facts.created_at, record.facts.reported_by
    assert created is not None, f"{record.id} does not say when it was reported"
    assert reporter is not None, f"{record.id} does not say who reported it"
    return created.later(_TYPING), reporter


def _opening(finished: Finished) -> Iterator[Episode]:
    record = finished.record
    at, reporter = _reported(record)
    commander = record.facts.commander
    is_taken_over = commander not in {None, reporter}
    files = finished.facts(FIRST, commander=not is_taken_over) | _unmentioned_attachments(finished)
    message = f"{record.id}: opened ({record.facts.severity}) {record.facts.title}"
    yield Episode("opening", record.id, at, reporter, message, files)
    if is_taken_over and commander is not None:
        # What a forge's web editor proposes as the message.
        edited = finished.facts(FIRST)
        yield Episode("edit", record.id, at.later(_TAKING_OVER), commander, f"Update {layout.FACTS}", edited)


def _entry(finished: Finished, item: Item, entry: Entry) -> Iterator[Episode]:
    record, path = finished.record, layout.entry_path(finished.record.id, entry.name)
    assert entry.happened is not None, f"{path} does not say when it happened"
    files = {path: finished.files[path], **_mentioned_attachments(finished, entry)}
    message = f"Create {entry.name}" if entry.facts.author is None else f"{record.id}: {_headline(entry.message)}"
    if item.after is not None:
        files |= finished.facts(item.after)
        message = f"{record.id}: {item.before} → {item.after}"
    redaction = entry.facts.redacted
    if redaction is not None:
        files[path] = entry_text({"author": entry.facts.author}, _WITHHELD).encode()
        message = f"{record.id}: {_headline(_WITHHELD)}"
    kind: Kind = "correction" if entry.facts.corrects else "update"
    yield Episode(kind, record.id, entry.happened.later(_TYPING), author_of(entry), message, files)
    if redaction is not None:
        taken_out = f"{record.id}: redact {entry.name}"
        left = {path: finished.files[path]}
        yield Episode("redaction", record.id, redaction.at.later(_TYPING), redaction.by, taken_out, left)


def _bare_edit(finished: Finished) -> Episode:
    """A status that no entry tells: somebody changed the line in a web editor."""
    record = finished.record
    at, reporter = _reported(record)
    newest = max((entry.happened for entry in record.entries if entry.happened), default=at)
    author = record.facts.commander or reporter
    message = f"Update {layout.FACTS}"
    return Episode("edit", record.id, newest.later(_TYPING * 2), author, message, finished.facts(record.facts.status))


def _post_mortem(finished: Finished, post_mortem: PostMortem) -> Iterator[Episode]:
    record, path = finished.record, layout.post_mortem_path(finished.record.id)
    resolved = record.resolved
    assert resolved is not None, f"{record.id} has a post-mortem and no time of resolution"
    writer = record.facts.commander or _reported(record)[1]
    text, last = finished.text(path), post_mortem.approved_at
    undone = _undone(text, post_mortem)
    begun = resolved.later(_OVERNIGHT if last is None else (last.instant - resolved.instant) / 2)
    draft = _as_draft(undone, post_mortem)
    yield Episode("draft", record.id, begun, writer, f"{record.id}: post-mortem begun", {path: draft.encode()})
    if last is not None and post_mortem.approved_by is not None:
        said = f"{record.id}: post-mortem approved by {post_mortem.approved_by}"
        files = {path: undone.encode()}
        yield Episode("approval", record.id, last.later(_TYPING), post_mortem.approved_by, said, files)
    if undone != text:
        done = (last or begun).later(_OVERNIGHT)
        said = f"{record.id}: action items done"
        yield Episode("follow-up", record.id, done, writer, said, {path: finished.files[path]})


def _undone(text: str, post_mortem: PostMortem) -> str:
    """The post-mortem before any of its action items was done."""
    if not any(item.done for item in post_mortem.action_items):
        return text
    items: list[YamlValue] = [{**action_item(item), "done": False} for item in post_mortem.action_items]
    return amend_post_mortem(text, {"action_items": items})


def _as_draft(text: str, post_mortem: PostMortem) -> str:
    if not post_mortem.is_approved:
        return text
    unapproved: dict[str, YamlValue] = {
        "status": PostMortemStatus.DRAFT.value,
        "approved_by": None,
        "approved_at": None,
        "signature": None,
    }
    return amend_post_mortem(text, unapproved)


def _mentioned_attachments(finished: Finished, entry: Entry) -> dict[str, bytes]:
    names = [name for name in finished.record.attachments if name in entry.message]
    return _attachments(finished, names)


def _unmentioned_attachments(finished: Finished) -> dict[str, bytes]:
    told = "\n".join(entry.message for entry in finished.record.entries)
    return _attachments(finished, [name for name in finished.record.attachments if name not in told])


def _attachments(finished: Finished, names: list[str]) -> dict[str, bytes]:
    paths = [layout.attachment_path(finished.record.id, name) for name in names]
    return {path: finished.files[path] for path in paths}


def _headline(message: str) -> str:
    line = " ".join(message.split())
    return f"{line[:60]}…" if len(line) > 61 else line
