"""`post-mortem-before-resolution`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def post_mortem_before_resolution(case: Case) -> Iterator[Finding]:
    """A post-mortem is written when the incident is resolved.

    While it still burns, the cause is a guess; guesses belong into the timeline.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: identified
        description: Searching takes ten seconds.
        affected_components: [checkout]
    and (incidents/acme/2026-11-23-slow-search/postmortem.md):

        ---
        status: draft
        root_cause: The index was not built.
        ---

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: resolved
        description: Searching takes ten seconds.
        affected_components: [checkout]
    and (incidents/acme/2026-11-23-slow-search/postmortem.md):

        ---
        status: draft
        root_cause: The index was not built.
        ---
    """
    status = case.record.facts.status
    if case.record.post_mortem and not is_terminal(status):
        message = f"the incident is `{status}`, so it has no post-mortem yet"
        cure = f"resolve it first: farm-gitops resolve {case.record.id}"
        yield Finding(case.post_mortem_path, message, cure, ("status",))
