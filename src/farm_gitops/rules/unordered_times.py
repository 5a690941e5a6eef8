"""`unordered-times`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from farm_gitops.model.lifecycle import FIRST, rank
from farm_gitops.model.timeline import Entry, in_order
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case

_SLACK: Final = timedelta(days=1)
"""How long before the report a transition may have happened: people write down what they did before they reported."""


def unordered_times(case: Case) -> Iterator[Finding]:
    """What happened first has the earlier time.

    How long it took to notice and to repair is computed from these times.

    An impact that begins after it was reported is an error. Transitions whose times run backwards, or that happened
    more than a day before the incident was reported, are warnings: the order of the lifecycle counts.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        started_at: 2026-11-23T11:00:00Z
        created_at: 2026-11-23T10:00:00Z

    Fails (timeline/20261123T104500Z-bob.md):

        ---
        status: resolved
        ---
        The disk has room again.
    and (timeline/20261123T105000Z-alice.md):

        ---
        status: identified
        ---
        The disk is full.

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        started_at: 2026-11-23T09:45:00Z
        created_at: 2026-11-23T11:00:00+01:00
    """
    facts, created = case.record.facts, case.record.created
    if facts.started_at and created and facts.started_at > created:
        message = f"the impact began ({facts.started_at}) after it was reported ({created})"
        yield Finding(case.facts_path, message, "put the earlier time into `started_at`", ("started_at",))
    yield from _backwards(case)


def _backwards(case: Case) -> Iterator[Finding]:
    """Entries that tell a status behind one that was told for an earlier time, or before there was an incident."""
    reached, created = FIRST, case.record.created
    for entry in in_order(entry for entry in case.record.entries if entry.facts.status):
        status = entry.facts.status
        assert status is not None
        if rank(status) < rank(reached):
            yield _warning(case, entry, f"`{status}` happened after `{reached}`, by the clock")
        elif created and entry.happened and created.instant - entry.happened.instant > _SLACK:
            yield _warning(case, entry, f"`{status}` happened more than a day before the report ({created})")
        reached = max(reached, status, key=rank)


def _warning(case: Case, entry: Entry, message: str) -> Finding:
    route = ("at",) if entry.facts.at else ("status",)
    return Finding(
        case.entry_path(entry.name), message, "check `at`, or the time in the file's name", route, level="warning"
    )
