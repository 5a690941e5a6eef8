"""`unknown-incident`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.model.incident import IncidentId
from farm_gitops.rules import uses
from farm_gitops.rules.cure import meant
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def unknown_incident(case: Case) -> Iterator[Finding]:
    """What an incident follows, repeats or is related to is another incident of this repository.

    A link that leads nowhere hides what was already known.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        follows: 2026-11-23-slow-serch

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        related: [acme/2026-11-23-database-outage]

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        follows: 2026-11-23-slow-search
        related: [acme/2026-11-23-slow-search]
    """
    for use in uses.incidents(case.record):
        wanted = case.record.id.refer(use.value)
        if wanted == case.record.id:
            message = f"`{show_route(use.route)}`: an incident cannot refer to itself"
            yield Finding(use.path, message, "name another incident, or remove it", use.route)
        elif wanted not in case.known:
            message = f"`{show_route(use.route)}`: there is no incident `{wanted}`"
            cure = meant(str(wanted), map(str, _alike(wanted, case.known))) + "farm-gitops list shows every incident"
            yield Finding(use.path, message, cure, use.route)


def _alike(wanted: IncidentId, known: frozenset[IncidentId]) -> Iterator[IncidentId]:
    """Those of the same day or with the same words; to compare letter by letter with 100,000 would take seconds."""
    day, words = wanted.name[:10], wanted.name[10:] or wanted.name
    return (incident for incident in known if incident.name.startswith(day) or words in incident.name)
