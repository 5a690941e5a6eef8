"""`status-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.lifecycle import FIRST, Status, rank
from farm_gitops.model.step import IncidentStep
from farm_gitops.model.timeline import in_order
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_new_incident, new_entries, who


def status_mismatch(change: IncidentStep) -> Iterator[Finding]:
    """New entries tell the way from the status before to the status after, each of them a step forward.

    The timeline and the list of incidents would otherwise tell two stories.

    An entry that repeats the status before is an ordinary update: two people resolved the incident at once.

    Fails (timeline/20261123T111500Z-bob.md):

        ---
        status: investigating
        ---
        Looking into the slow writes again.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: identified
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    and (incidents/acme/2026-11-23-slow-search/timeline/20261123T093000Z-bob.md):

        ---
        status: identified
        ---
        The index is not built.
    and (incidents/acme/2026-11-23-slow-search/timeline/20261123T094500Z-bob.md):

        ---
        status: investigating
        ---
        Looking into it.

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: identified
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    and (incidents/acme/2026-11-23-slow-search/timeline/20261123T093000Z-bob.md):

        ---
        status: identified
        ---
        The index is not built.
    """
    start = _start(change)
    if start is None or change.after is None:
        return
    end, now = change.after.facts.status, start
    for entry in in_order(new_entries(change)):
        told = entry.facts.status
        if told is None or told is start:
            continue
        if rank(now) < rank(told) <= rank(end):
            now = told
            continue
        path = layout.entry_path(change.id, entry.name)
        said = f"{who(change.step, path)} posted an entry that tells `{told}`, {_against(told, now, end)}"
        yield Finding(path, said, _cure(told, end), ("status",))


def _start(change: IncidentStep) -> Status | None:
    """The status before; None where nobody can tell, because `incident.yaml` could not be read."""
    if change.before is not None:
        return change.before.facts.status
    return FIRST if is_new_incident(change) else None


def _against(told: Status, now: Status, end: Status) -> str:
    if rank(told) > rank(end):
        return f"and incident.yaml says `{end}`"
    return "which another new entry tells already" if told is now else f"and the incident is `{now}` by then"


def _cure(told: Status, end: Status) -> str:
    remove = "take `status` out of the entry"
    return f"put `status: {told}` into incident.yaml, or {remove}" if rank(told) > rank(end) else remove
