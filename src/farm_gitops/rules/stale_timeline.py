"""`stale-timeline`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.model.severity import Severity
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import CaseNow

_PATIENCE: Final[Mapping[Severity, timedelta]] = {
    Severity.P1: timedelta(hours=1),
    Severity.P2: timedelta(hours=4),
    Severity.P3: timedelta(days=3),
    Severity.P4: timedelta(days=14),
}


def stale_timeline(subject: CaseNow) -> Iterator[Finding]:
    """An incident that is not resolved has a recent update.

    Silence leaves everybody who is affected to guess whether somebody still works on it.

    Recent means: within an hour for P1, 4 hours for P2, 3 days for P3, 14 days for P4.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P2
        status: open
        description: Searching takes ten seconds.
        commander: bob
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
    and (incidents/acme/2026-11-23-slow-search/timeline/20261124T074500Z-bob.md):

        We are still looking.

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P2
        status: open
        description: Searching takes ten seconds.
        commander: bob
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z
    and (incidents/acme/2026-11-23-slow-search/timeline/20261124T101500Z-bob.md):

        We are still looking.
    """
    case, record = subject.case, subject.case.record
    happenings = [item.happened for item in record.timeline() if item.happened]
    if is_terminal(record.facts.status) or record.facts.redacted or not happenings:
        return
    newest = max(happenings)
    if subject.now.instant - newest.instant > _PATIENCE[record.facts.severity]:
        message = f"nothing was posted to this {record.facts.severity} incident since {newest}"
        cure = f'farm-gitops update {record.id} -m "…"'
        yield Finding(case.facts_path, message, cure, ("status",))
