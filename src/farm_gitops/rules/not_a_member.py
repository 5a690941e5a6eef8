"""`not-a-member`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from farm_gitops.documents.tree import show_route
from farm_gitops.model.changes import Change, Declared, FactChanged, PostMortemChanged, StatusChanged
from farm_gitops.model.step import IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules import uses
from farm_gitops.rules.authority import members
from farm_gitops.rules.cure import meant
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_new_incident, put_back, who
from farm_gitops.rules.subject import Case


def not_a_member(subject: Case | IncidentStep) -> Iterator[Finding]:
    """Who coordinates, reports, posts, approves or changes something is a member or an admin of the organization.

    Readers take what stands here for the word of that organization.

    With `open_updates: true` everybody may post entries and attach files; all else still needs a member. Who changes
    the facts, the status or a post-mortem is the author of the commit, and who is a member the base says. Whoever
    posts in an entry or declares an incident is judged by `forged-author`.

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
    return _named(subject) if isinstance(subject, Case) else _acting(subject)


def _named(case: Case) -> Iterator[Finding]:
    """The people whom the files name."""
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


def _acting(change: IncidentStep) -> Iterator[Finding]:
    """The authors of what the step changes; other rules judge entries, new incidents and acts of admins."""
    facts, post_mortem = layout.facts_path(change.id), layout.post_mortem_path(change.id)
    if any(_is_of_facts(each) for each in change.changes) and not is_new_incident(change) and not _redacts(change):
        yield from _stranger(change, facts, "changed the facts of this incident")
    if any(_is_of_post_mortem(each) for each in change.changes):
        yield from _stranger(change, post_mortem, "wrote in this post-mortem")
    organization = change.step.policy.organizations.get(change.id.organization)
    if change.after and not (organization and organization.open_updates):
        for path in map(partial(layout.attachment_path, change.id), change.after.attachments):
            if change.step.is_new(path):
                yield from _stranger(change, path, "attached this")


def _is_of_facts(each: Change) -> bool:
    return isinstance(each, Declared | FactChanged | StatusChanged)


def _is_of_post_mortem(each: Change) -> bool:
    """Whether somebody wrote in it, other than to approve it."""
    return (
        isinstance(each, PostMortemChanged) and each.after is not None and (each.was_approved or not each.is_approved)
    )


def _redacts(change: IncidentStep) -> bool:
    return bool(change.before and change.after and change.after.facts.redacted and not change.before.facts.redacted)


def _stranger(change: IncidentStep, path: str, did: str) -> Iterator[Finding]:
    name = change.id.organization
    role, actor = members(change.step.policy, name), change.step.actor(path)
    if not change.step.differs(path) or (actor and actor.person in role.people):
        return
    back = put_back(change.step, path)
    if actor is None:
        cure = f"let {role.one} commit it by itself, and take it out of the merge: {back}"
        yield Finding(path, f"only a merge commit {did}, so nobody stands for it", cure)
    else:
        cure = f"let {role.one} do it ({role.shown}), and take it back here: {back}"
        yield Finding(path, f"{who(change.step, path)} {did} and is no {role.name} at the base", cure)
