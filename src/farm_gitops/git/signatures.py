"""SSH signatures by `ssh-keygen`, and which key is the user's own; programs that git's configuration names never run.

Needs OpenSSH 8.2 or newer. What is signed is a short text; the namespace keeps it apart from what else a key signs.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import Finished, Repository, run_in, run_program

_KEPT: Final = ("HOME", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "SSH_AUTH_SOCK")
_KEPT_PREFIXES: Final = ("SSH_ASKPASS", "SSH_SK_")
"""What asks for a passphrase, and drives a security key, as the user's own environment names it."""
_PUBLIC_KEY: Final = ("ssh-", "ecdsa-", "sk-")
_LITERAL: Final = "key::"


class OwnKey(NamedTuple):
    """A key to sign with: the path of its file, or (`in_agent`) a public key whose other half the SSH agent holds."""

    text: str
    in_agent: bool = False


def key_in_file(path: Path) -> OwnKey:
    """The key in a file, private or public; FarmError where there is none."""
    if not path.is_file():
        raise FarmError(f"there is no key {path}", "name the file: --key ~/.ssh/id_ed25519")
    return OwnKey(str(path.resolve()))


def configured_key(repository: Repository | None) -> OwnKey | None:
    """The key with which git itself would sign by SSH (`gpg.format`, `user.signingKey`); None where it would not."""
    if _setting(repository, "gpg.format") != "ssh":
        return None
    named = _setting(repository, "user.signingKey", "--type=path")
    if not named:
        return None
    if named.startswith((*_PUBLIC_KEY, _LITERAL)):
        return OwnKey(named.removeprefix(_LITERAL), in_agent=True)
    return key_in_file((repository.top if repository else Path.cwd()) / named)


def sign(key: OwnKey, text: str, namespace: str) -> str:
    """The armored signature of a text; FarmError where the key cannot sign (a passphrase is asked on the terminal)."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}
    with TemporaryDirectory(prefix="farm-gitops-") as folder:
        place = Path(folder) / "key.pub"
        if key.in_agent:
            place.write_text(f"{key.text}\n", encoding="utf-8")
        file, agent = (str(place), ("-U",)) if key.in_agent else (key.text, ())
        question = ("-Y", "sign", "-n", namespace, "-f", file, *agent)
        done = run_program("ssh-keygen", *question, input=text.encode(), environment=kept)
    if done.status != 0:
        cure = "see whether the agent holds it: ssh-add -L" if key.in_agent else f"ssh-add {shlex.quote(key.text)}"
        raise FarmError(f"ssh-keygen could not sign: {_said(done)}", cure)
    return done.output.decode()


def is_signed(text: str, signature: str, key: str, namespace: str) -> bool:
    """Whether a key (a line `TYPE BASE64 …`) signed exactly this text, in this namespace."""
    kind, data = key.split()[:2]
    with TemporaryDirectory(prefix="farm-gitops-") as folder:
        allowed, given = Path(folder) / "allowed", Path(folder) / "signature"
        allowed.write_text(f'signer namespaces="{namespace}" {kind} {data}\n', encoding="utf-8")
        given.write_text(signature.replace("\r\n", "\n"), encoding="utf-8")
        question = ("-Y", "verify", "-f", str(allowed), "-I", "signer", "-n", namespace, "-s", str(given))
        return run_program("ssh-keygen", *question, input=text.encode(), environment={}).status == 0


def _said(done: Finished) -> str:
    return " ".join(done.stderr.split()) or f"exit code {done.status}"


def _setting(repository: Repository | None, name: str, *options: str) -> str | None:
    question = ("config", *options, "--get", name)
    if repository is not None:
        done = repository.ask(*question)
    else:
        done = run_in(Path.cwd(), *question, environment={"GIT_DIR": os.devnull})
    return done.output.decode("utf-8", "surrogateescape").removesuffix("\n") if done.status == 0 else None
