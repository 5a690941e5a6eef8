"""`retired-name`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.rules import uses
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case
from farm_gitops.rules.uses import Use


def retired_name(case: Case) -> Iterator[Finding]:
    """What is new names nobody who left, and nothing that is gone or has another name by now.

    Old records keep the names of their time; in a new one such a name is a slip.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: zoe
    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        affected_components: [pay-db]
    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.

    Passes (incident.yaml):

        title: Database outage, in the lab
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: zoe
        affected_environments: [lab]
    before (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: zoe
        affected_environments: [lab]
    """
    found = tuple(_gone(case))
    if found:
        earlier = case.earlier
        old = {use.purpose for use in _names(earlier)} if earlier else frozenset()
        yield from (finding for use, finding in found if use.purpose not in old)


def _names(record: IncidentRecord) -> Iterator[Use[str]]:
    yield from uses.people(record)
    yield from uses.environments(record)
    yield from uses.components(record)


def _gone(case: Case) -> Iterator[tuple[Use[str], Finding]]:
    """Every use of what is gone, in old and new alike."""
    configuration, catalog = case.snapshot.configuration, case.snapshot.catalog
    for use in uses.people(case.record):
        yield from ((use, finding) for finding in _who_left(use, configuration))
    for use in uses.environments(case.record):
        yield from ((use, finding) for finding in _retired_environment(use, configuration))
    for use in uses.components(case.record):
        yield from ((use, finding) for finding in _retired_component(use, catalog))


def _who_left(use: Use[str], configuration: Configuration) -> Iterator[Finding]:
    person = configuration.people.get(use.value)
    if person and not person.active:
        yield _finding(use, "has left (`active: false` in farm.yaml)", "name somebody who is there")


def _retired_environment(use: Use[str], configuration: Configuration) -> Iterator[Finding]:
    environment = configuration.environments.get(use.value)
    if environment and environment.retired:
        yield _finding(use, "is a retired environment", "name one that exists, or remove it")


def _retired_component(use: Use[str], catalog: Catalog) -> Iterator[Finding]:
    component = catalog.find(use.value)
    if component is None:
        return
    if component.retired:
        yield _finding(use, "is a retired component", "name one that exists, or remove it")
    elif use.value.rpartition(":")[2].rpartition("/")[2] != component.name:
        name = catalog.short(component)
        yield _finding(use, f"is called `{name}` by now", f"write {name}")._replace(replacement=name)


def _finding(use: Use[str], what: str, cure: str) -> Finding:
    return Finding(use.path, f"`{show_route(use.route)}`: `{use.value}` {what}", cure, use.route)
