"""`invalid-encoding`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def invalid_encoding(document: Document[object]) -> Iterator[Finding]:
    r"""A file is UTF-8 text, without a byte order mark and without invisible control characters.

    Another encoding turns names into rubbish, and a hidden character can make a reviewer read something else than the
    program does.

    Fails (incident.yaml, with escapes):

        title: Caf\xE9 tills are down
        severity: P2
        status: resolved
        description: Nobody can pay.

    Fails (timeline/20261123T101500Z-bob.md, with escapes):

        \xEF\xBB\xBFThe tills are back.

    Passes (incident.yaml):

        title: Café tills are down
        severity: P2
        status: resolved
        description: Nobody can pay.
    """
    return complaints(document, "invalid-encoding")
