"""Acts that need authority, and the policy of the base: who may approve, take text out, or change the policy itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from farm_gitops.model.organization import Configuration
from farm_gitops.model.step import Actor, Step
from farm_gitops.rules.step_files import put_back


class Role(NamedTuple):
    """A role at the base: what it is called, and who holds it."""

    name: str
    people: frozenset[str]

    @property
    def one(self) -> str:
        """Somebody who holds it, as a cure says it."""
        return f"{'an' if self.name[0] in 'aeiou' else 'a'} {self.name}"

    @property
    def shown(self) -> str:
        """Its holders, as a cure names them."""
        return " or ".join(sorted(self.people)) or "nobody yet"


class Act(NamedTuple):
    """An act that needs authority: the file that holds it, and what was done, as in "bob approved this".

    `claimed` is the key of the file that says who did it, and what it says; `undo` is how to take it back, where to put
    the file as it was before is not the way.
    """

    step: Step
    path: str
    did: str
    role: Role
    claimed: tuple[str, str | None] | None = None
    undo: str = ""

    @property
    def take_back(self) -> str:
        """What to do so that it is not done."""
        return self.undo or put_back(self.step, self.path)


class Refusal(NamedTuple):
    """Why an act is refused, and the cure."""

    message: str
    cure: str


def maintainers(policy: Configuration) -> Role:
    """Who may change the policy."""
    return Role("maintainer", _active(policy, policy.maintainers))


def admins(policy: Configuration, organization: str) -> Role:
    """Who may approve and take text out."""
    known = policy.organizations.get(organization)
    return Role(f"admin of `{organization}`", _active(policy, known.admins if known else ()))


def members(policy: Configuration, organization: str) -> Role:
    """Who may post; admins are members."""
    known = policy.organizations.get(organization)
    return Role(f"member of `{organization}`", _active(policy, (*known.members, *known.admins) if known else ()))


def everybody(policy: Configuration) -> Role:
    """Who has any role at all."""
    roles = [maintainers(policy), *(members(policy, name) for name in policy.organizations)]
    return Role("member of any organization", frozenset().union(*(role.people for role in roles)))


def refusal(act: Act) -> Refusal | None:
    """Why the policy of the base does not let an act pass, or None."""
    actor, take_back = act.step.actor(act.path), act.take_back
    if actor is None:
        cure = f"let {act.role.one} commit it by itself, and take it out of the merge: {take_back}"
        return Refusal(f"only a merge commit {act.did}, so nobody stands for it", cure)
    if actor.person not in act.role.people:
        cure = f"let {act.role.one} do it ({act.role.shown}), and take it back here: {take_back}"
        return Refusal(f"{actor.shown} {act.did} and is no {act.role.name} at the base", cure)
    return _false_claim(act, actor) or _other_hands(act, actor)


def _false_claim(act: Act, actor: Actor) -> Refusal | None:
    if act.claimed is None or act.claimed[1] == actor.person:
        return None
    key, name = act.claimed
    write = f"write `{key}: {actor.person}`"
    if name is None:
        return Refusal(f"{actor.shown} {act.did}, and no `{key}` says so", write)
    return Refusal(f"{actor.shown} {act.did}, and `{key}` names {name}", f"{write}, or let {name} do it")


def _other_hands(act: Act, actor: Actor) -> Refusal | None:
    """Whether somebody else had a hand in what an act seems to vouch for."""
    meddler = act.step.meddler(act.path)
    if meddler:
        cure = f"let {act.role.one} look at it and commit it again after the merge"
        return Refusal(f"{actor.shown} {act.did}, and {meddler} had a hand in it in a merge or beside it", cure)
    others = act.step.all_authors - {actor.person or ""}
    if act.step.policy.landing == "squash" and others:
        message = f"{actor.shown} {act.did} in one change with commits of {', '.join(sorted(others))}"
        return Refusal(message, f"open it as its own pull request, and take it out here: {act.take_back}")
    return None


def _active(policy: Configuration, names: Iterable[str]) -> frozenset[str]:
    """Without those who left: what they did stays, and they do nothing new."""
    return frozenset(name for name in names if name not in policy.people or policy.people[name].active)
