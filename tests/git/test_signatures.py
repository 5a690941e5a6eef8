"""Signing and checking with the real `ssh-keygen`, and the key that git's configuration names."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from git_world import GitWorld
from signing_world import make_key, public, signature_of

from farm_gitops.errors import FarmError
from farm_gitops.git.signatures import OwnKey, configured_key, is_signed, key_in_file, sign

TEXT = "0f" * 32
HERE = "farm-gitops"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_key(tmp_path_factory.mktemp("keys"), "alice")


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An SSH agent of this test alone, by which programs find keys."""
    socket = tmp_path / "agent"
    with subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()  # it says where it listens, once it does
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        yield
        process.terminate()


@pytest.mark.parametrize("kind", [("-t", "ed25519"), ("-t", "ecdsa"), ("-t", "ecdsa", "-b", "521"), ("-t", "rsa")])
def test_what_a_key_signed_is_signed_by_it(tmp_path: Path, kind: tuple[str, ...]) -> None:
    own = make_key(tmp_path, "own", *kind)
    assert is_signed(TEXT, sign(key_in_file(own), TEXT, HERE), public(own), HERE)


def test_the_public_half_names_a_key_as_well(key: Path) -> None:
    assert is_signed(TEXT, sign(key_in_file(key.with_name("alice.pub")), TEXT, HERE), public(key), HERE)


def test_a_signature_holds_for_one_text_one_namespace_and_one_key(key: Path, tmp_path: Path) -> None:
    good, other = signature_of(key, TEXT), make_key(tmp_path, "other")
    assert is_signed(TEXT, good, public(key), HERE)
    assert not is_signed(TEXT, good, public(other), HERE)
    assert not is_signed(f"{TEXT}\n", good, public(key), HERE)
    assert not is_signed(TEXT, signature_of(key, TEXT, "file"), public(key), HERE)
    assert not is_signed(TEXT, signature_of(key, TEXT, "git"), public(key), HERE)


@pytest.mark.parametrize("damage", ["", "x", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"])
def test_what_is_no_signature_is_none(key: Path, damage: str) -> None:
    assert not is_signed(TEXT, damage, public(key), HERE)


def test_a_signature_whose_lines_end_as_windows_ends_them_is_good(key: Path) -> None:
    assert is_signed(TEXT, signature_of(key, TEXT).replace("\n", "\r\n"), public(key), HERE)


def test_a_key_in_the_agent_signs_without_its_file(key: Path, agent: None) -> None:
    subprocess.run(["ssh-add", "-q", str(key)], check=True, timeout=60)
    assert is_signed(TEXT, sign(OwnKey(public(key), in_agent=True), TEXT, HERE), public(key), HERE)


def test_a_key_that_the_agent_lacks_says_how_to_look(key: Path, agent: None) -> None:
    with pytest.raises(FarmError, match="could not sign") as caught:
        sign(OwnKey(public(key), in_agent=True), TEXT, HERE)
    assert "ssh-add -L" in caught.value.cure


def test_a_key_behind_a_passphrase_that_nobody_gives_cannot_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = make_key(tmp_path, "locked", passphrase="open sesame")
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    with pytest.raises(FarmError, match="could not sign") as caught:
        sign(key_in_file(locked), TEXT, HERE)
    assert caught.value.cure == f"ssh-add {locked}"


def test_a_key_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match="there is no key"):
        key_in_file(tmp_path / "missing")


def test_a_machine_without_ssh_keygen_is_told_what_is_missing(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = signature_of(key, TEXT)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FarmError, match="ssh-keygen is not installed") as caught:
        is_signed(TEXT, good, public(key), HERE)
    assert caught.value.exit_code == 3


def test_ssh_keygen_sees_nothing_of_the_users_environment_when_it_checks(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, seen = signature_of(key, TEXT), tmp_path / "seen"
    stand_in = tmp_path / "bin" / "ssh-keygen"
    stand_in.parent.mkdir()
    stand_in.write_text(f'#!/bin/sh\nenv > "{seen}"\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", str(stand_in.parent), prepend=os.pathsep)
    monkeypatch.setenv("FORGE_TOKEN", "secret")
    is_signed(TEXT, good, public(key), HERE)
    names = {line.partition("=")[0] for line in seen.read_text().splitlines()}
    assert names <= {"PATH", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_"}


def test_without_ssh_as_its_format_git_signs_with_no_key_of_ours(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    assert configured_key(world.repository()) is None
    world.git("config", "user.signingKey", "0xABCDEF")
    assert configured_key(world.repository()) is None
    world.git("config", "gpg.format", "ssh")
    world.git("config", "--unset", "user.signingKey")
    assert configured_key(world.repository()) is None


def test_the_key_is_named_as_git_understands_it(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.git("config", "gpg.format", "ssh")
    monkeypatch.setenv("HOME", str(key.parent))
    for named in (str(key), "~/alice.pub", os.path.relpath(key, world.top)):
        world.git("config", "user.signingKey", named)
        found = configured_key(world.repository())
        assert found is not None
        assert is_signed(TEXT, sign(found, TEXT, HERE), public(key), HERE)
    for named in (f"key::{public(key)}", public(key)):
        world.git("config", "user.signingKey", named)
        assert configured_key(world.repository()) == OwnKey(public(key), in_agent=True)


def test_programs_that_git_would_sign_with_never_run(tmp_path: Path, key: Path) -> None:
    world, mark = GitWorld.new(tmp_path / "acme"), tmp_path / "mark"
    program = tmp_path / "program"
    program.write_text(f'#!/bin/sh\ntouch "{mark}"\n')
    program.chmod(0o755)
    for name in ("gpg.program", "gpg.ssh.program", "gpg.ssh.defaultKeyCommand", "core.sshCommand"):
        world.git("config", name, str(program))
    world.git("config", "gpg.format", "ssh")
    assert configured_key(world.repository()) is None
    world.git("config", "user.signingKey", str(key))
    found = configured_key(world.repository())
    assert found is not None
    assert is_signed(TEXT, sign(found, TEXT, HERE), public(key), HERE)
    assert not mark.exists()
