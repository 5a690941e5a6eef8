"""`unauthorized-redaction`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from farm_gitops.model.changes import EntryChanged
from farm_gitops.model.incident import WITHHELD, Incident, Redaction
from farm_gitops.model.signature import redaction_digest
from farm_gitops.model.step import IncidentStep
from farm_gitops.model.timeline import Entry
from farm_gitops.records import layout
from farm_gitops.rules.authority import Act, admins, refusal
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.seal import Seal, broken_seal
from farm_gitops.rules.step_files import new_entries, put_back, who


def unauthorized_redaction(change: IncidentStep) -> Iterator[Finding]:
    """Text is taken out by an admin of the incident's organization, in their own name, and then it is gone for good.

    It is the one way in which something that landed may vanish, so what stays is that, who, when and why.

    A redacted entry has no text; the description of a redacted incident is `The text was taken out.`. With
    `landing: squash` a redaction comes alone, in a change with a single author; with `trust: signed` it carries an SSH
    signature by a key that the base's farm.yaml gives that admin.

    Fails (timeline/20261123T110000Z-bob.md, by bob@acme.example):

        ---
        at: 2026-11-23T12:00:00+01:00
        status: resolved
        redacted:
          by: dora
          at: 2026-11-24T09:00:00Z
          reason: A password was pasted here.
        ---

    Fails (timeline/20261123T110000Z-bob.md, by dora@acme.example):

        ---
        at: 2026-11-23T12:00:00+01:00
        status: resolved
        redacted:
          by: dora
          at: 2026-11-24T09:00:00Z
          reason: A password was pasted here.
        ---
        The disk has room again.

    Passes (timeline/20261123T110000Z-bob.md, by dora@acme.example):

        ---
        at: 2026-11-23T12:00:00+01:00
        status: resolved
        redacted:
          by: dora
          at: 2026-11-24T09:00:00Z
          reason: A password was pasted here.
        ---
    """
    if change.after is not None:
        yield from _of_facts(change, change.before.facts if change.before else None, change.after.facts)
        for entry in _newly_redacted(change):
            path = layout.entry_path(change.id, entry.name)
            yield from _judged(change, path, entry.facts.redacted, entry.name)
            if entry.message:
                yield Finding(path, f"{who(change.step, path)} took the text out and left some", "remove all text")


def _of_facts(change: IncidentStep, before: Incident | None, after: Incident) -> Iterator[Finding]:
    path = layout.facts_path(change.id)
    if after.redacted and not (before and before.redacted):
        yield from _judged(change, path, after.redacted)
        if after.description.strip() != WITHHELD:
            message = f"{who(change.step, path)} took the text out, and `description` still holds some"
            yield Finding(path, message, f"write `description: {WITHHELD}`", ("description",))


def _newly_redacted(change: IncidentStep) -> Iterator[Entry]:
    """Entries whose text was taken out by this step; one whose redaction changes is rewritten (another rule)."""
    for each in change.changes:
        if isinstance(each, EntryChanged) and each.before.facts.redacted is None and each.after.facts.redacted:
            yield each.after
    yield from (entry for entry in new_entries(change) if entry.facts.redacted)


def _judged(
    change: IncidentStep, path: str, redaction: Redaction | None, entry: str | None = None
) -> Iterator[Finding]:
    if redaction is None:
        return
    role = admins(change.step.policy, change.id.organization)
    act = Act(change.step, path, "took text out", role, ("redacted.by", redaction.by))
    digest = redaction_digest(change.id, entry, redaction)
    seal = Seal(digest, redaction.signature, frozenset({redaction.by}), _again(change, path, redaction, entry))
    refused = refusal(act) or broken_seal(act, seal)
    if refused:
        yield Finding(path, *refused, ("redacted",))


def _again(change: IncidentStep, path: str, redaction: Redaction, entry: str | None) -> str:
    what = f"{change.id} {shlex.quote(entry)}" if entry else str(change.id)
    redact = f"farm-gitops redact {what} --reason {shlex.quote(redaction.reason.strip())} --commit"
    return f"put it back and take it out again: {put_back(change.step, path)} && {redact}"
