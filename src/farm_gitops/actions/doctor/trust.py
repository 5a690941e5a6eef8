"""Questions about what an approval rests on: names, or keys."""

from __future__ import annotations

from farm_gitops.actions.doctor.check import Answer
from farm_gitops.actions.doctor.machine import ssh_keygen
from farm_gitops.git.identity import identity
from farm_gitops.git.runner import Repository
from farm_gitops.git.signatures import configured_key
from farm_gitops.model.organization import Configuration


def signing(repository: Repository | None, configuration: Configuration) -> Answer:
    """With `trust: signed`, whether everybody who must sign can; else, what approvals rest on."""
    if configuration.trust == "names":
        yield "fine", "`trust: names`: approvals rest on names and addresses that anybody can type into a commit", ""
        return
    yield from ssh_keygen()
    admins = {name for team in configuration.organizations.values() for name in team.admins}
    signers = sorted({*admins, *configuration.maintainers})
    known = {name: configuration.people[name] for name in signers if name in configuration.people}
    without = [name for name, who in known.items() if who.active and not who.signing_keys]
    if not without:
        yield "fine", "`trust: signed`, and everybody who must sign has a key in farm.yaml", ""
    for name in without:
        cure = f"farm.yaml: people.{name}.signing_keys: [the line in ~/.ssh/id_ed25519.pub], then: sign-policy"
        yield "wrong", f"`trust: signed`, and {name} has no signing_keys, so can approve nothing", cure
    found = identity(repository)
    if found and configuration.person_of(found.email) in signers and configured_key(repository) is None:
        cure = "git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub"
        yield "advice", "git names no key of yours to sign with", cure
