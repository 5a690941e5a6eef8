"""`approval-withdrawn`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.changes import PostMortemChanged
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import put_back, who


def approval_withdrawn(change: IncidentStep) -> Iterator[Finding]:
    """An approved post-mortem stays approved.

    Withdrawn, edited and approved again, it would say something else under the same page.

    What was learned since is told by an incident that follows, or by new action items there.

    Fails (postmortem.md, by dora@acme.example):

        ---
        status: draft
        root_cause: The disk was full.
        action_items:
          - title: Alert at 80 percent
            assignee: bob
            due: 2026-12-01
        ---
        Nobody watched the disk.

    Passes (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        action_items:
          - title: Alert at 80 percent
            assignee: bob
            due: 2026-12-01
            done: true
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
        Nobody watched the disk.
    """
    path = layout.post_mortem_path(change.id)
    for each in change.changes:
        if isinstance(each, PostMortemChanged) and each.was_approved and each.after and not each.is_approved:
            message = f"{who(change.step, path)} made an approved post-mortem a draft again"
            yield Finding(path, message, f"put it back: {put_back(change.step, path)}", ("status",))
