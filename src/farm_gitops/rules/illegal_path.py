"""`illegal-path`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.incident import Resolution
from farm_gitops.model.lifecycle import is_terminal, rank
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def illegal_path(case: Case) -> Iterator[Finding]:
    """The timeline tells no more than `incident.yaml` states, and only what is resolved says how it ended.

    Otherwise the list of incidents and the incident's own page say different things about one outage.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: investigating
        description: Searching takes ten seconds.
        affected_components: [checkout]
    and (incidents/acme/2026-11-23-slow-search/timeline/20261123T120000Z-bob.md):

        ---
        status: resolved
        ---
        The index is built again.

    Fails (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: investigating
        resolution: false-alarm
        description: Searching takes ten seconds.
        affected_components: [checkout]

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        resolution: duplicate
        description: Nothing can be saved.
        commander: alice

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: resolved
        resolution: duplicate
        duplicate_of: 2026-11-23-database-outage
        description: Searching takes ten seconds.
        affected_components: [checkout]
    and (incidents/acme/2026-11-23-slow-search/timeline/20261123T120000Z-bob.md):

        ---
        status: resolved
        ---
        It was the database.
    """
    yield from _told_too_much(case)
    yield from _ended_too_early(case)


def _told_too_much(case: Case) -> Iterator[Finding]:
    status = case.record.facts.status
    for entry in case.record.entries:
        told = entry.facts.status
        if told and rank(told) > rank(status):
            message = f"this entry tells `{told}`, and incident.yaml says `{status}`"
            cure = f"put `status: {told}` into incident.yaml, or take `status` out of the entry"
            yield Finding(case.entry_path(entry.name), message, cure, ("status",))


def _ended_too_early(case: Case) -> Iterator[Finding]:
    facts = case.record.facts
    is_duplicate = facts.resolution is Resolution.DUPLICATE
    if facts.resolution and not is_terminal(facts.status):
        message = f"the incident is `{facts.status}`, so it has no `resolution` yet"
        yield Finding(case.facts_path, message, "write `status: resolved`, or remove `resolution`", ("resolution",))
    if is_duplicate and facts.duplicate_of is None:
        message = "a duplicate says which incident it repeats"
        yield Finding(case.facts_path, message, "add `duplicate_of: NAME-OF-THE-OTHER`", ("resolution",))
    if facts.duplicate_of and not is_duplicate:
        message = "`duplicate_of` belongs to an incident that was resolved as a duplicate"
        cure = "write `status: resolved` and `resolution: duplicate`, or call the key `related: […]`"
        yield Finding(case.facts_path, message, cure, ("duplicate_of",), on_key=True)
