"""`unauthorized-policy-change`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from farm_gitops.documents.tree import Route
from farm_gitops.errors import FarmError
from farm_gitops.model.organization import Configuration
from farm_gitops.model.step import Step
from farm_gitops.records import layout
from farm_gitops.rules.authority import Act, everybody, maintainers, refusal
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.step_files import put_back, who

_POLICY_KEYS: Final = frozenset({"maintainers", "organizations", "people", "rules", "trust", "landing"})
_POLICY_PLACES: Final = ("templates", ".github", ".gitlab", ".gitea", ".forgejo", ".gitlab-ci.yml")
_OWNERS: Final = frozenset({"CODEOWNERS", "docs/CODEOWNERS"})


def unauthorized_policy_change(step: Step) -> Iterator[Finding]:
    """Policy is changed by a maintainer, in their own commit.

    Who may approve, and which rules hold, decides what everything else here is worth.

    Policy is `maintainers`, `organizations`, `people`, `rules`, `trust` and `landing` in farm.yaml, everything in
    `templates/`, and the files of CI and code owners. The rest of farm.yaml is for any member to change. Who is a
    maintainer, the base says; with `landing: squash` a change of policy comes alone. Nobody removes farm.yaml.

    Fails (farm.yaml, by bob@acme.example):

        maintainers: [alice, bob]
        organizations:
          acme: {admins: [alice, dora], members: [bob, zoe]}
        people:
          alice: {emails: [alice@acme.example]}
          bob: {emails: [bob@acme.example]}
          dora: {emails: [dora@acme.example]}
          zoe: {active: false}
        environments: {production: {}}
        components: {checkout: {}, payments-db: {}}
    before (farm.yaml):

        maintainers: [alice]
        organizations:
          acme: {admins: [alice, dora], members: [bob, zoe]}
        people:
          alice: {emails: [alice@acme.example]}
          bob: {emails: [bob@acme.example]}
          dora: {emails: [dora@acme.example]}
          zoe: {active: false}
        environments: {production: {}}
        components: {checkout: {}, payments-db: {}}

    Fails (templates/base.html, by bob@acme.example):

        <p>All is well.</p>

    Passes (farm.yaml, by bob@acme.example):

        maintainers: [alice]    # who may change this file
        organizations:
          acme: {admins: [alice, dora], members: [bob, zoe]}
        people:
          alice: {emails: [alice@acme.example]}
          bob: {emails: [bob@acme.example]}
          dora: {emails: [dora@acme.example]}
          zoe: {active: false}
        environments: {production: {}, staging: {}}
        components: {checkout: {}, payments-db: {}}
    before (farm.yaml):

        maintainers: [alice]
        organizations:
          acme: {admins: [alice, dora], members: [bob, zoe]}
        people:
          alice: {emails: [alice@acme.example]}
          bob: {emails: [bob@acme.example]}
          dora: {emails: [dora@acme.example]}
          zoe: {active: false}
        environments: {production: {}}
        components: {checkout: {}, payments-db: {}}
    """
    if step.before is None:
        return
    if step.is_gone(layout.CONFIGURATION):
        yield _without_configuration(step)
    elif step.differs(layout.CONFIGURATION):
        yield from _of_configuration(step, step.before.configuration)
    for file in step.changed:
        if _is_policy(file.path):
            yield from _refused(step, file.path, "changed this file")


def _of_configuration(step: Step, before: Configuration) -> Iterator[Finding]:
    after = _readable(step)
    if after is None:
        yield from _refused(step, layout.CONFIGURATION, "left farm.yaml so that it can no longer be read")
        return
    changed = [key for key in Configuration.model_fields if getattr(before, key) != getattr(after, key)]
    for key in changed:
        if key in _POLICY_KEYS:
            yield from _refused(step, layout.CONFIGURATION, f"changed `{key}`", (key,))
        else:
            yield from _by_a_stranger(step, key)


def _readable(step: Step) -> Configuration | None:
    try:
        return step.after.configuration
    except FarmError:
        # What is wrong with it is for the rules of text and shape to say.
        return None


def _refused(step: Step, path: str, did: str, place: Route = ()) -> Iterator[Finding]:
    refused = refusal(Act(step, path, did, maintainers(step.policy)))
    if refused:
        yield Finding(path, *refused, place, on_key=True)


def _by_a_stranger(step: Step, key: str) -> Iterator[Finding]:
    path = layout.CONFIGURATION
    actor = step.actor(path)
    if actor is None or actor.person not in everybody(step.policy).people:
        message = f"{who(step, path)} changed `{key}` and is no member of any organization at the base"
        yield Finding(path, message, f"let a member do it, and take it back here: {put_back(step, path)}", (key,), True)


def _without_configuration(step: Step) -> Finding:
    path = layout.CONFIGURATION
    message = f"{who(step, path)} removed farm.yaml, without which nobody can judge what follows"
    return Finding(path, message, f"put it back: {put_back(step, path)}")


def _is_policy(path: str) -> bool:
    """Also a path that was a folder of policy files and is a file or a link now."""
    return path in _OWNERS or any(path == place or path.startswith(f"{place}/") for place in _POLICY_PLACES)
