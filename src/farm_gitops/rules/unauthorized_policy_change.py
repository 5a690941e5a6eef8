"""`unauthorized-policy-change`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.documents.tree import Route
from farm_gitops.errors import FarmError
from farm_gitops.model.organization import POLICY_KEYS, Configuration
from farm_gitops.model.step import Step
from farm_gitops.records import layout
from farm_gitops.records.sealed import changed_policy_files, digest_of_policy, is_policy_file
from farm_gitops.rules.authority import Act, everybody, maintainers, refusal
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.seal import Seal, broken_seal
from farm_gitops.rules.step_files import BASE, put_back, who


def unauthorized_policy_change(step: Step) -> Iterator[Finding]:
    """Policy is changed by a maintainer, in their own commit.

    Who may approve, and which rules hold, decides what everything else here is worth.

    Policy is `maintainers`, `organizations`, `people`, `rules`, `trust` and `landing` in farm.yaml, everything in
    `templates/`, and the files of CI and code owners. The rest of farm.yaml is for any member to change. Who is a
    maintainer, the base says; with `landing: squash` a change of policy comes alone. Nobody removes farm.yaml. With
    `trust: signed`, farm.yaml.sig holds an SSH signature of the change by a key that the base's farm.yaml gives a
    maintainer; `farm-gitops sign-policy` makes it.

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
    if not step.after.has_configuration:
        yield _without_configuration(step)
    elif step.differs(layout.CONFIGURATION):
        yield from _of_configuration(step, step.before.configuration)
    for file in step.changed:
        if is_policy_file(file.path):
            yield from _refused(step, file.path, "changed this file")
    if step.policy.trust == "signed":
        yield from _unsigned(step, changed_policy_files(step))


def _of_configuration(step: Step, before: Configuration) -> Iterator[Finding]:
    after = _readable(step)
    if after is None:
        yield from _refused(step, layout.CONFIGURATION, "left farm.yaml so that it can no longer be read")
        return
    changed = [key for key in Configuration.model_fields if getattr(before, key) != getattr(after, key)]
    for key in changed:
        if key in POLICY_KEYS:
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


def _unsigned(step: Step, changed: tuple[str, ...]) -> Iterator[Finding]:
    """One finding for the whole change, at the file that holds the signature, else at the first that differs."""
    if not changed:
        return
    role, file = maintainers(step.policy), layout.POLICY_SIGNATURE
    _, given = step.evidence.contents(file)
    # One that was there before is for what was changed then.
    signature = given.decode("utf-8", "replace") if given and file in changed else None
    again = f"let {role.one} sign it ({role.shown}): farm-gitops sign-policy --base {BASE} --commit"
    seal = Seal(digest_of_policy(step), signature, role.people, again)
    refused = broken_seal(Act(step, changed[0], "changed the policy", role), seal)
    if refused:
        yield Finding(changed[0], *refused)


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
