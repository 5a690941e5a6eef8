"""`timeline-rewritten`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import Route
from farm_gitops.model.changes import EntryChanged, EntryRemoved
from farm_gitops.model.step import IncidentStep
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.records import layout
from farm_gitops.records.layout import EntryFile
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import lost_unread, new_entries, put_back, who


def timeline_rewritten(change: IncidentStep) -> Iterator[Finding]:
    """A timeline entry that has landed is never changed, renamed or removed.

    The timeline is what everybody was told at the time; what turned out wrong is corrected below it.

    An admin may take out its text, or an incident's `description`, which leaves that, when and why; that is never
    taken back.

    Fails (timeline/20261123T100500Z-alice.md):

        ---
        author: alice
        status: investigating
        ---
        The database refuses some writes.

    Fails (timeline/20261123T100500Z-alice.md, removed):

    Passes (timeline/20261123T100500Z-alice.md):

        ---
        # Also known as the first one to look.
        status: "investigating"
        author: alice
        ---

        The database refuses every write.

    Passes (timeline/20261123T111500Z-bob.md):

        ---
        corrects: 20261123T100500Z-alice.md
        ---
        The database refused some writes.
    """
    for each in change.changes:
        if isinstance(each, EntryRemoved):
            yield _lost(change, each.entry)
        elif isinstance(each, EntryChanged) and not _is_redaction(each):
            yield _rewritten(change, each)
    for path in lost_unread(change, EntryFile):
        yield _finding(change, path, "removed this entry")
    yield from _redaction_taken_back(change)


def _redaction_taken_back(change: IncidentStep) -> Iterator[Finding]:
    """Of the facts; an entry's is a change of the entry. One that is gone or unreadable is for other rules."""
    if change.before is None or change.after is None or change.before.facts.redacted is None:
        return
    before, after, path = change.before.facts, change.after.facts, layout.facts_path(change.id)
    keys = [key for key in ("redacted", "description") if getattr(before, key) != getattr(after, key)]
    if keys:
        message = f"{who(change.step, path)} changed `{keys[0]}` of an incident whose text was taken out"
        yield Finding(path, message, f"put it back: {put_back(change.step, path)}", (keys[0],))


def _is_redaction(each: EntryChanged) -> bool:
    """Whether nothing but the text changes, and the entry says that it was taken out."""
    before, after = each.before.facts, each.after.facts
    is_new = before.redacted is None and after.redacted is not None
    return is_new and before.model_copy(update={"redacted": after.redacted}) == after


def _lost(change: IncidentStep, entry: Entry) -> Finding:
    path = layout.entry_path(change.id, entry.name)
    if not change.step.is_gone(path):
        return _finding(change, path, "left this entry so that it can no longer be read")
    told = (entry.facts, entry.message)
    names = [new.name for new in new_entries(change) if (new.facts, new.message) == told]
    return _finding(change, path, f"renamed this entry to {names[0]}" if names else "removed this entry")


def _rewritten(change: IncidentStep, each: EntryChanged) -> Finding:
    path = layout.entry_path(change.id, each.before.name)
    before, after = each.before.facts, each.after.facts
    keys = [key for key in EntryFrontMatter.model_fields if getattr(before, key) != getattr(after, key)]
    parts = [*(f"`{key}`" for key in keys), *(["the message"] if each.before.message != each.after.message else [])]
    return _finding(change, path, f"changed {' and '.join(parts)} of this entry", tuple(keys[:1]))


def _finding(change: IncidentStep, path: str, did: str, place: Route = ()) -> Finding:
    name = path.rpartition("/")[2]
    cure = f"tell it in a new entry with `corrects: {name}`, and put this one back: {put_back(change.step, path)}"
    return Finding(path, f"{who(change.step, path)} {did}, which had landed", cure, place)
