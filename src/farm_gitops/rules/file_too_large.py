"""`file-too-large`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, complaints


def file_too_large(document: Document[object]) -> Iterator[Finding]:
    """A file is not larger than its kind may be.

    Everybody who clones the repository gets every file for ever, and a page must load on a telephone.

    At most 256 KiB for `incident.yaml` and for a timeline entry, 1 MiB for `postmortem.md`, `farm.yaml` and a catalog
    file, 5 MiB for an attachment.

    Fails (timeline/20261123T101500Z-bob.md, repeated to 257 KiB):

        2026-11-23 10:14:59 ERROR no space left on device

    Passes (attachments/database.log, repeated to 257 KiB):

        2026-11-23 10:14:59 ERROR no space left on device
    """
    return complaints(document, "file-too-large")
