"""`incident-moved`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_deleted, new_home, who


def incident_moved(change: IncidentStep) -> Iterator[Finding]:
    """An incident keeps the organization and the name under which it landed.

    Pages, feeds and messages lead there, and other incidents refer to it by that name; the title may change.

    Fails (incidents/acme/2026-11-23-search/incident.yaml, by alice@acme.example):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    and (incidents/acme/2026-11-23-slow-search/incident.yaml, removed, by alice@acme.example):

    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_components: [checkout, payments-db]

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search takes ten seconds
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
        reported_by: bob
    """
    home = new_home(change) if is_deleted(change) else None
    if home:
        path = layout.facts_path(home)
        there, here = shlex.quote(layout.folder(home)), shlex.quote(layout.folder(change.id))
        message = f"{who(change.step, path)} moved the incident {change.id} to {home}"
        yield Finding(path, message, f"move it back: git mv -- {there} {here}")
