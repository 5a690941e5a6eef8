"""`overdue-action-item`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import CaseNow


def overdue_action_item(subject: CaseNow) -> Iterator[Finding]:
    """An action item is done by the day on which it is due (UTC).

    What was promised after one outage and not done is often the cause of the next.

    Fails (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        action_items:
          - title: Alert at 80 percent
            assignee: bob
            due: 2026-11-23
        ---

    Passes (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        action_items:
          - title: Alert at 80 percent
            assignee: bob
            due: 2026-11-23
            done: true
          - title: Buy a larger disk
            due: 2026-11-24
        ---
    """
    post_mortem = subject.case.record.post_mortem
    for rank, item in enumerate(post_mortem.action_items if post_mortem else ()):
        if item.is_overdue(subject.now):
            message = f"`{item.title}` was due on {item.due}"
            cure = "do it and write `done: true`, or move `due`"
            yield Finding(subject.case.post_mortem_path, message, cure, ("action_items", rank, "due"))
