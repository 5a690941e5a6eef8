"""What a step does to one incident, in words: where it goes first, then facts, updates, post-mortem and attachments."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model import severity
from farm_gitops.model.changes import (
    Declared,
    EntryAdded,
    EntryChanged,
    EntryRemoved,
    FactChanged,
    PostMortemChanged,
)
from farm_gitops.model.incident import Incident
from farm_gitops.model.lifecycle import FIRST
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.step import ChangedFile, IncidentStep
from farm_gitops.model.timeline import Transition, transitions
from farm_gitops.records import layout
from farm_gitops.records.layout import AttachmentFile, EntryFile, Misplaced, PostMortemFile
from farm_gitops.views.summary_facts import fact_told
from farm_gitops.views.summary_names import Names
from farm_gitops.views.summary_post_mortem import post_mortem_told
from farm_gitops.views.summary_told import Told, quote, taken_out
from farm_gitops.views.summary_updates import moved, update_added, update_removed, update_rewritten


def incident_told(change: IncidentStep, names: Names) -> tuple[Told, ...]:
    """Everything that a step does to an incident."""
    if change.after is None:
        return (_not_there(change),)
    told = (*_changes(change, change.after, names), *_files(change, change.after))
    return told or (Told("only comments or formatting change"),)


def _not_there(change: IncidentStep) -> Told:
    if change.step.is_gone(layout.facts_path(change.id)):
        return Told("takes this incident away")
    return Told("leaves its facts so that they cannot be read")


def _changes(change: IncidentStep, after: IncidentRecord, names: Names) -> Iterator[Told]:
    moves = _moves(change, after)
    if change.before:
        yield from (Told(moved(move)) for move in moves if move.entry is None)
    telling = {move.entry.name: move for move in moves if move.entry}
    for each in change.changes:
        match each:
            case Declared():
                yield _declared(change, after.facts, names)
            case FactChanged("redacted") if after.facts.redacted:
                by = names.claimed(after.facts.redacted.by, layout.facts_path(change.id))
                yield taken_out("the description", after.facts.redacted, by)
            case FactChanged(key) if change.before:
                yield from fact_told(key, change.before.facts, after.facts, names)
            case EntryAdded(entry):
                yield update_added(change, entry, telling.get(entry.name), names)
            case EntryChanged(old, new):
                yield update_rewritten(change, old, new, names)
            case EntryRemoved(entry) if change.step.is_gone(layout.entry_path(change.id, entry.name)):
                yield update_removed(entry)
            case PostMortemChanged(old, new) if new or change.step.is_gone(layout.post_mortem_path(change.id)):
                approver = names.claimed(new.approved_by if new else None, layout.post_mortem_path(change.id))
                yield from post_mortem_told(old, new, approver, names)


def _moves(change: IncidentStep, after: IncidentRecord) -> tuple[Transition, ...]:
    before = change.before.facts.status if change.before else FIRST
    added = (each.entry for each in change.changes if isinstance(each, EntryAdded))
    return transitions(before, after.facts.status, added)


def _declared(change: IncidentStep, facts: Incident, names: Names) -> Told:
    path = layout.facts_path(change.id)
    reporter = names.claimed(facts.reported_by, path)
    comes = "new incident" if change.step.is_new(path) else "its facts can be read again"
    label = severity.MEANING[facts.severity].label
    return Told(f"{comes}: {label}, {facts.status}, reported by {reporter}", quote(facts.description))


def _files(change: IncidentStep, after: IncidentRecord) -> Iterator[Told]:
    """What no record says: attachments, and files that cannot be read or do not belong there."""
    readable = {layout.entry_path(change.id, entry.name) for entry in after.entries}
    if after.post_mortem:
        readable.add(layout.post_mortem_path(change.id))
    for file in change.step.below(layout.folder(change.id)):
        name = layout.shown(file.path.removeprefix(f"{layout.folder(change.id)}/"))
        match layout.place(file.path):
            case AttachmentFile(name=attached):
                yield Told(f"{_did(file)} {layout.shown(attached)}")
            case EntryFile() | PostMortemFile() if file.after and file.path not in readable:
                yield Told(f"leaves {name} so that it cannot be read")
            case Misplaced():
                yield Told(f"{_did(file)} {name}, which is no part of an incident")


def _did(file: ChangedFile) -> str:
    if file.before is None:
        return "attaches"
    return "replaces" if file.after else "takes away"
