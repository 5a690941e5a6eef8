"""`unknown-organization`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.rules.cure import cure_for
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def unknown_organization(case: Case) -> Iterator[Finding]:
    """Every folder of incidents belongs to an organization in `farm.yaml`.

    Without one nobody is a member who may post, and nobody is an admin who may approve.

    Fails (incidents/acmee/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]

    Passes (incidents/acme/2026-11-23-slow-search/incident.yaml):

        title: Search is slow
        severity: P4
        status: open
        description: Searching takes ten seconds.
        affected_components: [checkout]
    """
    name, known = case.record.id.organization, case.snapshot.configuration.organizations
    if name not in known:
        message = f"farm.yaml knows no organization `{name}`, in whose folder this incident lies"
        yield Finding(case.facts_path, message, cure_for(name, known, "organizations"))
