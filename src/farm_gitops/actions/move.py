"""Move an incident along its lifecycle: the status in the facts, and the entry that tells the transition."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_member, who_acts
from farm_gitops.actions.find import find_incident, find_record
from farm_gitops.actions.text_of import text_of
from farm_gitops.actions.update import Update, new_entry
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.incident import Resolution
from farm_gitops.model.lifecycle import Status, may_follow, refusal
from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_incident
from farm_gitops.store.snapshot import FileSnapshot


class Transition(NamedTuple):
    """Where an incident goes, and what is said about it."""

    status: Status
    message: str = ""
    at: Moment | None = None
    resolution: Resolution | None = None
    duplicate_of: str | None = None


def move(desk: Desk, wanted: str, transition: Transition) -> Deed:
    """Change the status; Refused, with what is allowed, where it would go back or stay."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted)
        before, after = record.facts.status, transition.status
        if not may_follow(before, after):
            message, cure = refusal(before, after)
            raise Refused(f"{record.id}: {message}", cure.replace("ID", str(record.id)))
        configuration = snapshot.configuration
        require_member(who_acts(desk.project, configuration), configuration, record.id.organization)
        entry_path, entry = new_entry(desk, snapshot, record, Update(transition.message, transition.at), after)
        facts_path = layout.facts_path(record.id)
        facts = amend_incident(text_of(snapshot, facts_path), _changes(snapshot, transition))
        return Act({entry_path: entry, facts_path: facts}, f"{record.id}: {before} → {after}", after.value, record.id)

    return deed


def _changes(snapshot: FileSnapshot, transition: Transition) -> dict[str, str]:
    if transition.duplicate_of and transition.resolution not in {None, Resolution.DUPLICATE}:
        raise UsageError(f"a duplicate is not resolved as {transition.resolution}", "leave --resolution away")
    if transition.resolution is Resolution.DUPLICATE and not transition.duplicate_of:
        raise UsageError("a duplicate repeats another incident", "say which: --duplicate-of ID")
    changes = {"status": transition.status.value}
    if transition.resolution:
        changes["resolution"] = transition.resolution.value
    if transition.duplicate_of:
        changes["resolution"] = Resolution.DUPLICATE.value
        changes["duplicate_of"] = str(find_incident(snapshot.ids(), transition.duplicate_of))
    return changes
