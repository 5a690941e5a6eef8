"""`missing-field`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def missing_field(document: Document[object]) -> Iterator[Finding]:
    """Every key that a file needs is there.

    An incident that does not say how bad it is, or what is wrong, leaves everybody guessing.

    Fails (incident.yaml):

        title: Database outage
        status: resolved
        description: Nothing can be saved.

    Fails (timeline/20261123T101500Z-bob.md):

        ---
        author: bob
        ---

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
    """
    return complaints(document, "missing-field")
