"""`self-approved`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def self_approved(case: Case) -> Iterator[Finding]:
    """A post-mortem is approved by somebody who neither wrote it nor commanded the incident.

    A second pair of eyes sees what those who were there take for granted.

    Fails (postmortem.md):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: alice
        approved_at: 2026-11-24T09:00:00Z
        ---

    Fails (postmortem.md, by dora@acme.example):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---

    Passes (postmortem.md, by bob@acme.example):

        ---
        status: approved
        root_cause: The disk was full.
        approved_by: dora
        approved_at: 2026-11-24T09:00:00Z
        ---
    """
    approver = case.record.post_mortem.approved_by if case.record.post_mortem else None
    if approver is None:
        return
    origin = case.record.post_mortem_origin
    author = case.snapshot.configuration.person_of(origin.email) if origin else None
    if approver in {case.record.facts.commander, author}:
        role = "wrote this post-mortem" if approver == author else "commanded the incident"
        message = f"`{approver}` {role} and approved it"
        yield Finding(case.post_mortem_path, message, "let another admin approve it", ("approved_by",))
