"""`missing-blast-radius`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def missing_blast_radius(case: Case) -> Iterator[Finding]:
    """An incident names the components that it affected.

    Who depends on a component finds the incident by it, and its availability counts only what names it.

    A false alarm and a duplicate need none.

    Fails (incident.yaml):

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
        affected_components: [checkout]

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        resolution: false-alarm
        description: Nothing can be saved.
        commander: alice
    """
    if case.is_real and not case.record.facts.affected_components:
        cure = f"farm-gitops edit {case.record.id} --component NAME"
        yield Finding(case.facts_path, "the incident names no affected component", cure, ("title",))
