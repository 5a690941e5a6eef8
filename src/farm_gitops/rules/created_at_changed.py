"""`created-at-changed`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.moment import Moment
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import who

_KEYS = ("created_at", "reported_by")


def created_at_changed(change: IncidentStep) -> Iterator[Finding]:
    """When an incident was reported, and by whom, does not change.

    Every measure of how long it took counts from there.

    Where the file did not say so, it may be added later just as the commit that added the file says it.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:30:00Z
        reported_by: bob

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T09:00:00Z

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
        created_at: 2026-11-23T10:00:00+01:00    # the same moment
        reported_by: bob
    """
    if change.before is None or change.after is None:
        return
    path = layout.facts_path(change.id)
    for key in _KEYS:
        before, after = getattr(change.before.facts, key), getattr(change.after.facts, key)
        if before == after:
            continue
        recorded = _recorded(change, key) if before is None else None
        if recorded is None or after != recorded:
            cure = _cure(key, before, recorded)
            yield Finding(path, f"{who(change.step, path)} {_did(key, before, after)}", cure, (key,))


def _did(key: str, before: object, after: object) -> str:
    if before is None:
        return f"added `{key}: {after}`, which the commit that added the file does not say"
    return f"removed `{key}: {before}`" if after is None else f"changed `{key}` from {before} to {after}"


def _cure(key: str, before: object, recorded: Moment | str | None) -> str:
    if before is not None:
        return f"write `{key}: {before}` again"
    remove = f"remove `{key}`: the commit that added the file says it"
    return f"write `{key}: {recorded}` as that commit says, or {remove}" if recorded else remove


def _recorded(change: IncidentStep, key: str) -> Moment | str | None:
    """What the commit that added the file says; without its history nobody knows, and then nothing may be added."""
    origin = change.before.origin if change.before else None
    origin = origin or change.step.evidence.origin(layout.facts_path(change.id))
    if origin is None:
        return None
    return origin.authored if key == "created_at" else change.step.policy.person_of(origin.email)
