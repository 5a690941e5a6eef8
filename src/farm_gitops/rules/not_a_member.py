"""`not-a-member`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import show_route
from farm_gitops.rules import uses
from farm_gitops.rules.cure import meant
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Case


def not_a_member(case: Case) -> Iterator[Finding]:
    """Who coordinates, reports, posts or approves is a member or an admin of the incident's organization.

    Readers take what stands here for the word of that organization.

    With `open_updates: true` everybody may post entries; the other roles still need a member.

    Fails (incident.yaml):

        title: Database outage
        severity: P2
        status: resolved
        description: Nothing can be saved.
        commander: erin

    Fails (timeline/20261123T101500Z-erin.md):

        ---
        author: erin
        ---
        It works for us again.

    Passes (timeline/20261123T101500Z-bob.md):

        ---
        author: bob
        ---
        It works for us again.
    """
    name = case.record.id.organization
    organization = case.snapshot.configuration.organizations.get(name)
    if organization is None:
        return
    exempt = set(uses.authors(case.record)) if organization.open_updates else set()
    for use in uses.posters(case.record):
        if organization.has_member(use.value) or use in exempt or not uses.is_known_person(case.snapshot, use.value):
            continue
        guess = meant(use.value, {*organization.members, *organization.admins})
        cure = (
            f"{guess}{'Else add' if guess else 'add'} `{use.value}` under `organizations.{name}.members` in farm.yaml"
        )
        yield Finding(use.path, f"`{show_route(use.route)}`: `{use.value}` is no member of `{name}`", cure, use.route)
