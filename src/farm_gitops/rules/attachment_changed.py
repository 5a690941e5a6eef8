"""`attachment-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.records.layout import AttachmentFile
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_deleted, lost_unread, put_back, who


def attachment_changed(change: IncidentStep) -> Iterator[Finding]:
    """An attachment that has landed stays, byte for byte.

    A timeline that points to a graph is worth as much as the graph.

    Fails (attachments/graph.txt):

        2026-11-23 10:14:59 all is well

    Fails (attachments/graph.txt, removed):

    Passes (attachments/graph-2.txt):

        2026-11-23 10:15:59 no space left on device
    """
    if not is_deleted(change):
        for name in change.before.attachments if change.before else ():
            did = _what_happened(change, name)
            if did:
                yield _finding(change, layout.attachment_path(change.id, name), did)
    for path in lost_unread(change, AttachmentFile):
        yield _finding(change, path, "removed")


def _what_happened(change: IncidentStep, name: str) -> str | None:
    path = layout.attachment_path(change.id, name)
    if change.step.is_gone(path):
        return "removed"
    # A link can have the very bytes that the file had.
    is_lost = change.after is not None and name not in change.after.attachments
    return "replaced" if is_lost or change.step.differs(path) else None


def _finding(change: IncidentStep, path: str, did: str) -> Finding:
    cure = f"attach what is new under another name, and put this one back: {put_back(change.step, path)}"
    return Finding(path, f"{who(change.step, path)} {did} this attachment, which had landed", cure)
