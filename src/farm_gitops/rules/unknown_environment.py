"""`unknown-environment`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.rules import uses
from farm_gitops.rules.cure import cure_for
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def unknown_environment(case: Case) -> Iterator[Finding]:
    """Every environment is named in `farm.yaml`.

    Two spellings of one environment split its history in two.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_environments: [prod]

    Passes (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: alice
        affected_environments: [production]
    """
    known = case.snapshot.configuration.environments
    for use in uses.environments(case.record):
        if use.value not in known:
            message = f"`{show_route(use.route)}`: farm.yaml knows no environment `{use.value}`"
            yield Finding(use.path, message, cure_for(use.value, known, "environments"), use.route)
