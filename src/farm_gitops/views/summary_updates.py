"""What a step does to the updates of an incident, in words, and the moves that they tell."""

from __future__ import annotations

from farm_gitops.model.lifecycle import rank
from farm_gitops.model.step import IncidentStep
from farm_gitops.model.timeline import Entry, Transition
from farm_gitops.records import layout
from farm_gitops.views.stamp import stamp
from farm_gitops.views.summary_names import Names
from farm_gitops.views.summary_told import Told, quote, taken_out


def moved(move: Transition) -> str:
    """From which status to which."""
    goes = "moved" if rank(move.after) > rank(move.before) else "goes back"
    return f"{goes} from {move.before} to {move.after}"


def update_added(change: IncidentStep, entry: Entry, move: Transition | None, names: Names) -> Told:
    """A new update; `move` is the one that it tells."""
    author = names.claimed(entry.facts.author, layout.entry_path(change.id, entry.name))
    did = "corrected an earlier update" if entry.facts.corrects else "posted an update"
    goes = f" ({moved(move)})" if move else ""
    return Told(f"{author} {did}{goes}", quote(entry.message))


def update_removed(entry: Entry) -> Told:
    """An update that is gone."""
    return Told(f"takes away the update {_called(entry)}", quote(entry.message))


def update_rewritten(change: IncidentStep, before: Entry, after: Entry, names: Names) -> Told:
    """An update that says something else, or whose text was taken out."""
    if after.facts.redacted and not before.facts.redacted:
        by = names.claimed(after.facts.redacted.by, layout.entry_path(change.id, before.name))
        return taken_out(f"the text of the update {_called(before)}", after.facts.redacted, by)
    return Told(f"rewrites the update {_called(before)}, which now says", quote(after.message))


def _called(entry: Entry) -> str:
    return f"of {stamp(entry.happened).text}" if entry.happened else entry.name
