"""`unauthorized-approval`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.changes import PostMortemChanged
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.records.sealed import digest_of_approval
from farm_gitops.rules.authority import Act, Refusal, admins, refusal
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.seal import Seal, broken_seal
from farm_gitops.rules.step_files import BASE, who


def unauthorized_approval(change: IncidentStep) -> Iterator[Finding]:
    """A post-mortem is approved by an admin of the incident's organization, in their own name and in their own commit.

    Its readers take it for the organization's last word, so nobody can give that word for somebody else.

    Who is an admin, the base says. Where pull requests are squashed (`landing: squash`), an approval comes alone: of
    several authors only one would be left. With `trust: signed` the approval carries an SSH signature by a key that the
    base's farm.yaml gives that admin, over everything that the approval freezes.

    Fails (postmortem.md, by bob@acme.example):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
    before (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        ---

    Fails (postmortem.md, by dora@acme.example):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
    and (timeline/20261123T111500Z-bob.md, by bob@acme.example):

        All is well again.
    before (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        ---

    Passes (postmortem.md, by dora@acme.example):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
    before (postmortem.md):

        ---
        status: draft
        root_cause: The disk was full.
        ---
    """
    path = layout.post_mortem_path(change.id)
    # One that the step left as it was can only seem new because `incident.yaml` could not be read before.
    if not change.step.differs(path):
        return
    for each in change.changes:
        if isinstance(each, PostMortemChanged) and each.is_approved and not each.was_approved:
            refused = _refusal(change, path)
            if refused:
                yield Finding(path, *refused, ("approved_by",))


def _refusal(change: IncidentStep, path: str) -> Refusal | None:
    record = change.after
    post_mortem = record.post_mortem if record else None
    assert record is not None
    assert post_mortem is not None
    role = admins(change.step.policy, change.id.organization)
    # Without the approval a new one is a draft; to remove the file would lose what somebody wrote.
    undo = "write `status: draft`, and remove `approved_by` and `approved_at`" if change.step.is_new(path) else ""
    claimed = ("approved_by", post_mortem.approved_by)
    act = Act(change.step, path, "approved this post-mortem", role, claimed, undo)
    signers = frozenset(filter(None, [post_mortem.approved_by]))
    again = f"approve it again: farm-gitops approve {change.id} --commit"
    seal = Seal(digest_of_approval(record, post_mortem), post_mortem.signature, signers, again)
    return refusal(act) or broken_seal(act, seal) or _other_words(act)


def _other_words(act: Act) -> Refusal | None:
    """Whether merging makes another text of what was approved."""
    if act.step.lands_as_committed(act.path):
        return None
    message = f"{who(act.step, act.path)} {act.did}, and other words would land, for the base changed it too"
    return Refusal(message, f"look at it once more, up to date: git rebase {BASE}")
