"""Real SSH keys for tests, made by the real `ssh-keygen`, and signatures that it makes of anything."""

from __future__ import annotations

import subprocess
from pathlib import Path

OTHER_NAMESPACE = "file"


def make_key(folder: Path, name: str, *options: str, passphrase: str = "") -> Path:
    """A new key; returns the path of its private half, beside which the public one lies as `.pub`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    kind = options or ("-t", "ed25519")
    _run("ssh-keygen", "-q", *kind, "-N", passphrase, "-C", f"{name}@laptop", "-f", str(file))
    return file


def public(key: Path) -> str:
    """The line of a key's public half."""
    return key.with_name(f"{key.name}.pub").read_text(encoding="utf-8").strip()


def signature_of(key: Path, text: str, namespace: str = "farm-gitops") -> str:
    """What `ssh-keygen` signs when somebody calls it by hand."""
    return _run("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(key), given=text)


def fingerprint_of(key: Path) -> str:
    """A key's fingerprint, as `ssh-keygen` prints it."""
    return _run("ssh-keygen", "-l", "-f", f"{key}.pub").split()[1]


def _run(*command: str, given: str = "") -> str:
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
