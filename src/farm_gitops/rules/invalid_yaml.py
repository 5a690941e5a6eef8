"""`invalid-yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def invalid_yaml(document: Document[object]) -> Iterator[Finding]:
    """A file can be read as YAML, of the plain kind that means the same to every reader.

    What cannot be read cannot be shown; tags, anchors and aliases are refused as well, since they hide what a file
    says.

    Fails (incident.yaml):

        title: Database outage: nothing can be saved
        severity: P2
        status: resolved
        description: Nothing can be saved.

    Fails (incident.yaml):

        title: &outage Database outage
        severity: P2
        status: resolved
        description: *outage

    Passes (incident.yaml):

        title: "Database outage: nothing can be saved"
        severity: P2
        status: resolved
        description: Nothing can be saved.
    """
    return complaints(document, "invalid-yaml")
