"""Sign an act as the person that git names, where the policy asks for signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.actions.act import Desk
from farm_gitops.errors import FarmError, Refused
from farm_gitops.git.signatures import OwnKey, configured_key, is_signed, key_in_file, sign
from farm_gitops.model.organization import Configuration
from farm_gitops.model.signature import NAMESPACE
from farm_gitops.model.ssh import fingerprint, key_data, key_of_signature


class Pen(NamedTuple):
    """With what somebody signs: a key file that was named, else (None) the key that git's configuration names."""

    file: Path | None = None


NO_PEN: Final = Pen()


def signature(desk: Desk, policy: Configuration, person: str, digest: str, pen: Pen) -> str | None:
    """The person's signature of a digest; None where the policy asks for none and no key was named.

    Raises FarmError where there is no key that can sign, and Refused for a key that `farm.yaml` does not give them.
    """
    if policy.trust == "names" and pen.file is None:
        return None
    made = sign(_key(desk, person, pen), digest, NAMESPACE)
    data = key_of_signature(made) or b""
    if data not in map(key_data, policy.keys_of(person)):
        raise Refused(
            f"the key {fingerprint(data)} is none of the `signing_keys` that farm.yaml gives {person}",
            f"let a maintainer land its .pub line there first (`people.{person}.signing_keys`), or name another: --key",
        )
    return made


def is_good(policy: Configuration, person: str, digest: str, given: str | None) -> bool:
    """Whether a signature is this person's, of this digest."""
    keys = [line for line in policy.keys_of(person) if given and key_data(line) == key_of_signature(given)]
    return given is not None and any(is_signed(digest, given, key, NAMESPACE) for key in keys)


def _key(desk: Desk, person: str, pen: Pen) -> OwnKey:
    if pen.file is not None:
        return key_in_file(pen.file)
    found = configured_key(desk.project.repository)
    if found is None:
        raise FarmError(
            "farm.yaml asks for signatures (`trust: signed`), and git names no SSH key of yours",
            "name one with --key FILE, or once for all: git config --global gpg.format ssh &&"
            " git config --global user.signingKey ~/.ssh/id_ed25519.pub  (to make one: ssh-keygen -t ed25519; a"
            f" maintainer puts its .pub line under `people.{person}.signing_keys` in farm.yaml)",
        )
    return found
