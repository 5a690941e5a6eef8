"""`unknown-incident`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.model.incident import IncidentId
from farm_gitops.rules import uses
from farm_gitops.rules.cure import meant
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def unknown_incident(case: Case) -> Iterator[Finding]:
    """What an incident follows, repeats or is related to is there, and so is the entry that a new one corrects.

    A link that leads nowhere hides what was already known.

    Incidents are those of this repository, and entries those of the same incident.

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

    Fails (timeline/20261123T111500Z-bob.md):

        ---
        corrects: 20261123T100500Z-alcie.md
        ---
        The database refused some writes.
    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice

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
        elif not case.snapshot.has(wanted):
            message = f"`{show_route(use.route)}`: there is no incident `{wanted}`"
            cure = (
                meant(str(wanted), map(str, _alike(wanted, case.snapshot.ids())))
                + "farm-gitops list shows every incident"
            )
            yield Finding(use.path, message, cure, use.route)
    yield from _corrections(case)


def _corrections(case: Case) -> Iterator[Finding]:
    """Only those of new entries: an entry that landed is never changed again."""
    names = {entry.name for entry in case.record.entries}
    for entry in case.record.entries:
        wanted = entry.facts.corrects
        if wanted is None or wanted in names - {entry.name} or entry.name in _earlier_names(case):
            continue
        message = f"`corrects`: there is no other entry `{wanted}` in this incident"
        path = case.entry_path(entry.name)
        cure = f"{meant(wanted, names - {entry.name})}ls {path.rpartition('/')[0]} shows every entry"
        yield Finding(path, message, cure, ("corrects",))


def _earlier_names(case: Case) -> frozenset[str]:
    return frozenset(entry.name for entry in case.earlier.entries) if case.earlier else frozenset()


def _alike(wanted: IncidentId, known: Iterable[IncidentId]) -> Iterator[IncidentId]:
    """Those of the same day or with the same words; to compare letter by letter with 100,000 would take seconds."""
    day, words = wanted.name[:10], wanted.name[10:] or wanted.name
    return (incident for incident in known if incident.name.startswith(day) or words in incident.name)
