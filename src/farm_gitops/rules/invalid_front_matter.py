"""`invalid-front-matter`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def invalid_front_matter(document: Document[object]) -> Iterator[Finding]:
    """Front matter stands between two lines `---` at the top of a Markdown file.

    Without its second line nobody knows where the keys end and the text begins.

    Fails (timeline/20261123T101500Z-bob.md):

        ---
        author: bob

        The database answers again.

    Fails (postmortem.md):

        The disk was full.

    Passes (timeline/20261123T101500Z-bob.md):

        ---
        author: bob
        ---
        The database answers again.

    Passes (timeline/20261123T101500Z-bob.md):

        A file of nothing but text is an entry too.
    """
    return complaints(document, "invalid-front-matter")
