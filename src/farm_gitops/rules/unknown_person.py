"""`unknown-person`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.rules import uses
from farm_gitops.rules.cure import cure_for
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case, Whole
from farm_gitops.rules.uses import Use


def unknown_person(subject: Case | Whole) -> Iterator[Finding]:
    """Everybody who is named is somebody: under `people:` in `farm.yaml`, or a user of the catalog.

    A misspelt name coordinates nothing, owns no action item and cannot be asked.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alcie

    Fails (farm.yaml):

        maintainers: [alice, mallory]
        organizations:
          acme: {admins: [alice, dora], members: [bob]}
        people: {alice: {}, bob: {}, dora: {}}
        environments: [production]
        components: [checkout, payments-db]

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
    """
    for use in _named(subject):
        if not uses.is_known_person(subject.snapshot, use.value):
            known = {*subject.snapshot.configuration.people, *subject.snapshot.catalog.users}
            message = f"`{show_route(use.route)}`: nobody is called `{use.value}`"
            yield Finding(use.path, message, cure_for(use.value, known, "people"), use.route)


def _named(subject: Case | Whole) -> Iterator[Use[str]]:
    if isinstance(subject, Case):
        return uses.people(subject.record)
    return uses.people_of_policy(subject.configuration)
