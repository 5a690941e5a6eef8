"""Acts that `trust: signed` wants signed: whether the signature is there, by the right key and over the right thing."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.model.ssh import fingerprint, key_data, key_of_signature
from farm_gitops.rules.authority import Act, Refusal


class Seal(NamedTuple):
    """What vouches for an act: the digest that is signed, the signature that is given, and by whom it may be.

    `again` says how to make a good one, as a cure.
    """

    digest: str
    signature: str | None
    signers: frozenset[str]
    again: str


def broken_seal(act: Act, seal: Seal) -> Refusal | None:
    """Why the signature of an act does not count, by the keys of the base, or None.

    A signature that nobody asked for must be good all the same: the page shows it.
    """
    policy = act.step.policy
    if policy.trust == "names" and seal.signature is None:
        return None
    actor = act.step.actor(act.path)
    did = f"{actor.shown if actor else 'somebody'} {act.did}"
    whose = " or ".join(sorted(seal.signers))
    keys = {key_data(line): line for who in seal.signers for line in policy.keys_of(who)}
    if not keys:
        message = f"{did}, which needs a signature, and farm.yaml gives {whose} no `signing_keys` at the base"
        return Refusal(message, f"let a maintainer land a key of {whose} first, in a pull request of its own")
    if seal.signature is None:
        return Refusal(f"{did} without a signature, and the base asks for one (`trust: signed`)", seal.again)
    made_with = key_of_signature(seal.signature)
    if made_with is None:
        return Refusal(f"{did}, and what stands there for a signature is none", seal.again)
    if made_with not in keys:
        return Refusal(
            f"{did}, signed with {fingerprint(made_with)}, which is no key of {whose} at the base", seal.again
        )
    if not act.step.evidence.is_signed(seal.digest, seal.signature, keys[made_with]):
        return Refusal(f"{did}, and the signature of {whose} there is for something else", seal.again)
    return None
