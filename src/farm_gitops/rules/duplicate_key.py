"""`duplicate-key`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def duplicate_key(document: Document[object]) -> Iterator[Finding]:
    """A key is written once.

    Of two values for one key every tool believes another one, and a reviewer sees only the first.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: open
        status: resolved
        description: Nothing can be saved.

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
    """
    return complaints(document, "duplicate-key")
