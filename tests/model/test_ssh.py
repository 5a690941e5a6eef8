"""What SSH keys and signatures say of themselves, against what `ssh-keygen` says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing_world import fingerprint_of, make_key, public, signature_of

from farm_gitops.model.ssh import fingerprint, key_data, key_of_signature


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_signature_names_the_key_that_made_it_as_ssh_keygen_does(tmp_path: Path, kind: str) -> None:
    key = make_key(tmp_path, "key", "-t", kind)
    made_with = key_of_signature(signature_of(key, "x"))
    assert made_with is not None
    assert made_with == key_data(public(key))
    assert fingerprint(made_with) == fingerprint_of(key)


@given(st.text(max_size=200))
def test_what_is_no_signature_names_no_key(text: str) -> None:
    assert key_of_signature(text) is None
    assert key_of_signature(f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n") is None


@given(st.text(max_size=200))
def test_what_is_no_key_has_no_data(text: str) -> None:
    assert key_data(text) is None
    assert key_data(f"ssh-ed25519 {text}") is None


def test_a_signature_that_is_cut_off_names_no_key(tmp_path: Path) -> None:
    first, *rest = signature_of(make_key(tmp_path, "key"), "x").splitlines()
    assert key_of_signature("\n".join([first, rest[0][:12], rest[-1]])) is None
