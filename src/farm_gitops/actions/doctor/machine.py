"""Questions about this machine: git, the reader of YAML, the program that signs."""

from __future__ import annotations

import re
import shutil
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

from farm_gitops.actions.doctor.check import Answer
from farm_gitops.git.runner import OLDEST_GIT, find_repository, run_in


def git_version() -> Answer:
    """Whether git is there, and new enough."""
    find_repository(Path(Path.cwd().anchor))  # refuses what is missing or too old, with the cure
    said = run_in(Path.cwd(), "version").output.decode("utf-8", "replace")
    found = re.search(r"\d+(?:\.\d+)+", said)
    oldest = ".".join(map(str, OLDEST_GIT))
    yield "fine", f"git {found[0] if found else said.strip()} ({oldest} or newer is needed)", ""


def yaml_reader() -> Answer:
    """Whether libyaml itself reads: without it nothing can be read here."""
    found = find_spec("_ruamel_yaml")
    if found is None or not (found.origin or "").endswith(tuple(EXTENSION_SUFFIXES)):
        cure = "pip install --force-reinstall --only-binary :all: ruamel.yaml.clib"
        yield "blind", "the C extension of the YAML reader (ruamel.yaml.clib) is missing, so no file can be read", cure
        return
    yield "fine", "the YAML reader is libyaml itself", ""


def ssh_keygen() -> Answer:
    """Whether signatures can be made and checked."""
    if shutil.which("ssh-keygen") is None:
        yield "wrong", "`trust: signed`, and ssh-keygen is not here", "apt-get install openssh-client"
