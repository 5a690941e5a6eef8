"""`unknown-field`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def unknown_field(document: Document[object]) -> Iterator[Finding]:
    """Every key is one that farm-gitops knows, or begins with `x-`.

    A misspelt key is silently left out everywhere; a key of your own that begins with `x-` is yours to keep.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        comander: alice

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        x-ticket: OPS-4711
    """
    return complaints(document, "unknown-field")
