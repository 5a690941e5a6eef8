"""`incomplete-approval`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.records.sealed import missing_attachments
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def incomplete_approval(case: Case) -> Iterator[Finding]:
    """An approved post-mortem says who approved it and when; a draft does not.

    Readers take an approved post-mortem for the last word, so somebody stands for it.

    What it links to or shows among the attachments is there, or else somebody could put it there afterwards.

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        ---

    Fails (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        approved_by: dora
        ---

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-23T10:30:00Z
        ---

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
        ![The disk](attachments/nowhere.png)

    Passes (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
    """
    post_mortem = case.record.post_mortem
    if post_mortem is None:
        return
    approval = {key: getattr(post_mortem, key) for key in ("approved_by", "approved_at", "signature")}
    if post_mortem.is_approved:
        yield from _incomplete(case, [key for key in ("approved_by", "approved_at") if approval[key] is None])
        yield from _too_early(case, post_mortem)
        yield from _not_there(case, post_mortem)
        return
    for key in (key for key, value in approval.items() if value is not None):
        message = f"a draft has no `{key}`"
        yield Finding(case.post_mortem_path, message, _cure(case, f"remove `{key}`"), (key,), on_key=True)


def _incomplete(case: Case, missing: list[str]) -> Iterator[Finding]:
    for key in missing:
        message = f"an approved post-mortem needs `{key}`"
        yield Finding(case.post_mortem_path, message, _cure(case, "write `status: draft`"), ("status",))


def _too_early(case: Case, post_mortem: PostMortem) -> Iterator[Finding]:
    approved, resolved = post_mortem.approved_at, case.record.resolved
    if approved and resolved and approved < resolved:
        message = f"the approval ({approved}) is older than the resolution ({resolved})"
        cure = "put the moment of the approval into `approved_at`"
        yield Finding(case.post_mortem_path, message, cure, ("approved_at",))


def _not_there(case: Case, post_mortem: PostMortem) -> Iterator[Finding]:
    """What is put there later would change the page that somebody approved."""
    for path in missing_attachments(case.record, post_mortem):
        name = path.rpartition("/")[2]
        message = f"an approved post-mortem shows `{name}`, which is not among the attachments"
        yield Finding(case.post_mortem_path, message, f"attach it before the approval: cp … {path}", ("status",))


def _cure(case: Case, instead: str) -> str:
    return f"{instead}, then let an admin approve it: farm-gitops approve {case.record.id}"
