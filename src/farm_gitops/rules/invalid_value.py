"""`invalid-value`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def invalid_value(document: Document[object]) -> Iterator[Finding]:
    """Every value is of the kind that its key asks for.

    What no tool can understand, no page can show and no report can count.

    Fails (incident.yaml):

        title: Database outage
        severity: P7
        status: resolved
        description: Nothing can be saved.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: Resolved
        description: Nothing can be saved.

    Passes (incident.yaml):

        title: Database outage
        severity: P3
        status: resolved
        description: Nothing can be saved.
    """
    return complaints(document, "invalid-value")
