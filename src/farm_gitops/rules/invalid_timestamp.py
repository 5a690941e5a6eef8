"""`invalid-timestamp`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def invalid_timestamp(document: Document[object]) -> Iterator[Finding]:
    """A timestamp is RFC 3339 with an offset.

    During an incident people in several time zones write down times; without its offset a time means something else to
    each of them.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        created_at: 2026-11-23 10:00

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        created_at: 2026-11-23T11:00:00+01:00
    """
    return complaints(document, "invalid-timestamp")
