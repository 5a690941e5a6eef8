"""`missing-post-mortem`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from farm_gitops.model.severity import GRAVE
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import CaseNow

_PATIENCE: Final = timedelta(days=5)


def missing_post_mortem(subject: CaseNow) -> Iterator[Finding]:
    """A P1 or P2 incident has a post-mortem five days after it was resolved.

    Later nobody remembers enough of it to learn anything.

    A false alarm and a duplicate need none.

    Fails (incidents/acme/2026-11-10-lost-orders/incident.yaml):

        title: Orders are lost
        severity: P1
        status: resolved
        description: One order in ten is lost.
        commander: alice
        affected_components: [checkout]
        created_at: 2026-11-10T08:00:00Z
    and (incidents/acme/2026-11-10-lost-orders/timeline/20261110T093000Z-bob.md):

        ---
        status: resolved
        ---
        The queue is whole again.

    Passes (incidents/acme/2026-11-10-lost-orders/incident.yaml):

        title: Orders are lost
        severity: P1
        status: resolved
        description: One order in ten is lost.
        commander: alice
        affected_components: [checkout]
        created_at: 2026-11-10T08:00:00Z
    and (incidents/acme/2026-11-10-lost-orders/timeline/20261110T093000Z-bob.md):

        ---
        status: resolved
        ---
        The queue is whole again.
    and (incidents/acme/2026-11-10-lost-orders/postmortem.md):

        ---
        status: draft
        root_cause: A queue was cleared by hand.
        ---
    """
    case, facts = subject.case, subject.case.record.facts
    resolved = case.record.resolved
    if facts.severity not in GRAVE or not case.is_real or case.record.post_mortem or resolved is None:
        return
    if subject.now.instant - resolved.instant >= _PATIENCE:
        message = f"this {facts.severity} incident was resolved at {resolved} and has no post-mortem"
        cure = f'farm-gitops postmortem {case.record.id} --root-cause "…"'
        yield Finding(case.facts_path, message, cure, ("status",))
