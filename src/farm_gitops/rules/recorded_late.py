"""`recorded-late`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case

_LATE: Final = timedelta(hours=24)


def recorded_late(case: Case) -> Iterator[Finding]:
    """An update is recorded within 24 hours of what it tells.

    What is written down days later is told from memory, and nobody could act on it.

    An incident that came with its updates in one commit was filled in afterwards as a whole, which is no lateness.

    Fails (timeline/20261123T101500Z-bob.md, committed 2026-11-25T08:00:00Z):

        The database answers again.

    Passes (timeline/20261123T101500Z-bob.md, committed 2026-11-23T10:17:00Z):

        The database answers again.
    """
    filled_in = case.record.origin.commit if case.record.origin else None
    for entry in case.record.entries:
        happened = entry.happened
        if happened is None or entry.origin is None or entry.facts.redacted or entry.origin.commit == filled_in:
            continue
        gap = entry.origin.committed.instant - happened.instant
        if gap > _LATE:
            message = f"this happened at {happened} and was recorded {int(gap / timedelta(hours=1))} hours later"
            cure = "if the time is wrong, post an entry that corrects it; else leave it"
            yield Finding(case.entry_path(entry.name), message, cure, ("at",) if entry.facts.at else ())
