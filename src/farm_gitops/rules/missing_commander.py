"""`missing-commander`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.severity import GRAVE
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def missing_commander(case: Case) -> Iterator[Finding]:
    """A P1 or P2 incident has a commander.

    Where nobody coordinates, everybody assumes that somebody else does.

    Fails (incident.yaml):

        title: Database outage
        severity: P1
        status: resolved
        description: Nothing can be saved.
        affected_components: [checkout]

    Passes (incident.yaml):

        title: Database outage
        severity: P1
        status: resolved
        description: Nothing can be saved.
        affected_components: [checkout]
        commander: alice
    """
    facts = case.record.facts
    if facts.severity in GRAVE and facts.commander is None and case.is_real:
        message = f"a {facts.severity} incident has no commander"
        cure = f"farm-gitops edit {case.record.id} --commander PERSON"
        yield Finding(case.facts_path, message, cure, ("severity",))
