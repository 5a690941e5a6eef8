"""`post-mortem-deleted`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.records.layout import PostMortemFile
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_deleted, lost_unread, put_back, who


def post_mortem_deleted(change: IncidentStep) -> Iterator[Finding]:
    """A post-mortem is never deleted, not even a draft.

    Its action items are promises, and with it they would be forgotten.

    Fails (postmortem.md, removed):

    Passes (postmortem.md):

        ---
        status: draft
        root_cause: Not known yet.
        ---
    before (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        ---
    """
    path = layout.post_mortem_path(change.id)
    had_one = change.before is not None and change.before.post_mortem is not None and not is_deleted(change)
    is_lost = had_one and change.step.is_gone(path)
    if is_lost or any(lost_unread(change, PostMortemFile)):
        message = f"{who(change.step, path)} deleted the post-mortem"
        yield Finding(path, message, f"put it back: {put_back(change.step, path)}")
