"""`illegal-transition`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.changes import StatusChanged
from farm_gitops.model.lifecycle import may_follow, refusal
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import who


def illegal_transition(change: IncidentStep) -> Iterator[Finding]:
    """The status of an incident only goes forward, and what is resolved stays resolved.

    Who was told that it is over must be able to rely on it; what comes back is a new incident.

    A new incident may arrive in any status.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: investigating
        description: Searching takes ten seconds.
        affected_components: [checkout]
    before (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: identified
        description: Searching takes ten seconds.
        affected_components: [checkout]

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: identified
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    """
    path = layout.facts_path(change.id)
    for each in change.changes:
        if isinstance(each, StatusChanged) and not may_follow(each.before, each.after):
            message, cure = refusal(each.before, each.after)
            said = f"{who(change.step, path)} set `status` from {each.before} to {each.after}: {message}"
            yield Finding(path, said, f"write `status: {each.before}` again; {cure}", ("status",))
