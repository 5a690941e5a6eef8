"""`forged-author`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.step import Actor, IncidentStep
from farm_gitops.records import layout
from farm_gitops.rules.authority import Refusal, admins, members
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import is_new_incident, new_entries, put_back


def forged_author(change: IncidentStep) -> Iterator[Finding]:
    """Who posts an entry or declares an incident is a member of its organization, and does so in their own name.

    A timeline is read as the word of those whose names stand in it.

    The commit says who it was; co-authors count too, and an admin may write for others (imports). With
    `open_updates: true` everybody may post entries.

    Fails (timeline/20261123T111500Z-dora.md, by bob@acme.example):

        ---
        author: dora
        ---
        All is well again.

    Fails (timeline/20261123T111500Z-erin.md, by erin@other.example):

        It works for us again.

    Passes (timeline/20261123T111500Z-bob.md, by bob@acme.example):

        ---
        author: bob
        ---
        All is well again.

    Passes (timeline/20261123T111500Z-bob.md, by alice@acme.example):

        ---
        author: bob
        ---
        Bob told me on the phone that all is well again.
    """
    if change.after is None:
        return
    if is_new_incident(change):
        yield from _judged(change, layout.facts_path(change.id), "reported_by", change.after.facts.reported_by)
    for entry in new_entries(change):
        yield from _judged(change, layout.entry_path(change.id, entry.name), "author", entry.facts.author)


def _judged(change: IncidentStep, path: str, key: str, name: str | None) -> Iterator[Finding]:
    actor = change.step.actor(path)
    if actor is None:
        cure = f"commit it by itself, and take it out of the merge: {put_back(change.step, path)}"
        yield Finding(path, "only a merge commit brings this file, so nobody wrote it", cure)
        return
    refusal = _stranger(change, actor, path, is_entry=key == "author")
    if refusal:
        yield Finding(path, *refusal)
    if name and not _may_write_for(change, actor, name):
        yield Finding(path, *_forged(actor, key, name), (key,))


def _stranger(change: IncidentStep, actor: Actor, path: str, *, is_entry: bool) -> Refusal | None:
    policy, name = change.step.policy, change.id.organization
    organization = policy.organizations.get(name)
    is_open = is_entry and organization is not None and organization.open_updates
    if is_open or actor.person in members(policy, name).people:
        return None
    did = "posted this entry" if is_entry else "declared this incident"
    cure = (
        f"let a member bring it, or a maintainer first add them under `organizations.{name}.members` in farm.yaml; "
        f"take it out here: {put_back(change.step, path)}"
    )
    return Refusal(f"{actor.shown} {did} and is no member of `{name}` at the base", cure)


def _may_write_for(change: IncidentStep, actor: Actor, name: str) -> bool:
    return (
        name in {actor.person, *actor.helpers}
        or actor.person in admins(change.step.policy, change.id.organization).people
    )


def _forged(actor: Actor, key: str, name: str) -> Refusal:
    cure = f"write `{key}: {actor.person}`" if actor.person else f"remove `{key}`"
    return Refusal(
        f"{actor.shown} wrote this in the name of `{name}`", f"{cure}, or let `{name}` or an admin commit it"
    )
