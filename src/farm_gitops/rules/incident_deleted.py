"""`incident-deleted`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_deleted, new_home, put_back, who


def incident_deleted(change: IncidentStep) -> Iterator[Finding]:
    """An incident is never deleted.

    Somebody was told of it and will look for it; measures over incidents that can vanish measure nothing.

    What was no incident is resolved as a false alarm, and an admin may take out text that must not be read.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml, removed):

    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_components: [checkout, payments-db]

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: resolved
        resolution: false-alarm
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    """
    if is_deleted(change) and new_home(change) is None:
        path = layout.facts_path(change.id)
        cure = f"write `resolution: false-alarm` if it was none, and put it back: {_put_back(change)}"
        yield Finding(path, f"{who(change.step, path)} deleted the incident {change.id}", cure)


def _put_back(change: IncidentStep) -> str:
    return put_back(change.step, layout.folder(change.id))
