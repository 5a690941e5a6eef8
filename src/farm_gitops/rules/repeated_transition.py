"""`repeated-transition`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.lifecycle import FIRST, Status
from farm_gitops.model.timeline import in_order
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def repeated_transition(case: Case) -> Iterator[Finding]:
    """Only the first entry that tells a status moves the incident.

    When two people resolve an incident at once, the second entry is shown as an ordinary update.

    Fails (timeline/20261123T111500Z-dora.md):

        ---
        status: resolved
        ---
        All is well again.

    Passes (timeline/20261123T111500Z-dora.md):

        All is well again.
    """
    told: set[Status] = {FIRST}
    for entry in in_order(entry for entry in case.record.entries if entry.facts.status):
        status = entry.facts.status
        if status in told:
            message = f"the incident is `{status}` already, so this is an ordinary update"
            cure = "take `status` out of the entry, unless it has landed: then leave it"
            yield Finding(case.entry_path(entry.name), message, cure, ("status",))
        elif status:
            told.add(status)
