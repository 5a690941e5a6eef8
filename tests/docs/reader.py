"""A reader who types what a page says: a shell with a home of its own, and forges that are folders on this disk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

from git_world import GitWorld, hermetic_environment

_FORGES: Final = (
    "https://github.com/acme/incidents.git",
    "https://gitlab.com/acme/incidents.git",
    "https://gitea.example/acme/incidents.git",
    "ssh://git@git.example/srv/git/incidents.git",
)
_MEMORY: Final = 'trap \'pwd > "$HOME/.where"; export -p > "$HOME/.exported"\' EXIT\nset -eu\n'


class Said(NamedTuple):
    """How a block ended, and what it printed on both streams, in order."""

    code: int
    text: str


class Reader:
    """Someone who reads one page from its beginning to its end."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._work = home / "work"
        self._work.mkdir()
        self._remember(self._work)
        for number, url in enumerate(_FORGES):
            forge = GitWorld.bare(home / f"forge-{number}.git")
            self._configure(f"url.{forge.top.as_uri()}.insteadOf", url)
        for key, value in (("user.name", "Alice Ng"), ("user.email", "alice@acme.example")):
            self._configure(key, value)
        self._configure("init.defaultBranch", "master")  # as git itself still has it: no page may count on another

    @property
    def folder(self) -> Path:
        """Where the reader is."""
        return Path(self.home.joinpath(".where").read_text().strip())

    def types(self, block: str) -> Said:
        """Type a block, as one would at a prompt: the folder and what was exported last."""
        exported = self.home / ".exported"
        before = f'. "{exported}"\n' if exported.exists() else ""
        done = subprocess.run(
            ["bash", "-c", before + _MEMORY + block],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=120,
        )
        return Said(done.returncode, done.stdout)

    def _remember(self, folder: Path) -> None:
        self.home.joinpath(".where").write_text(f"{folder}\n")

    def _configure(self, key: str, value: str) -> None:
        subprocess.run(["git", "config", "--global", key, value], env=self._environment, check=True)

    @property
    def _environment(self) -> dict[str, str]:
        own = {name: value for name, value in hermetic_environment().items() if not name.startswith(("GIT_", "FARM_"))}
        path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
        return {**own, "HOME": str(self.home), "PATH": path, "GIT_CONFIG_NOSYSTEM": "1", "NO_COLOR": "1"}


def is_said(expected: str, printed: str) -> bool:
    """Whether all lines were printed, in this order; `…` stands for anything within a line, alone for any lines."""
    lines = [line.rstrip() for line in printed.splitlines()]
    position = 0
    for line in filter(None, (line.rstrip() for line in expected.splitlines())):
        if line.strip() == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("…"))))
        position = next((at + 1 for at in range(position, len(lines)) if pattern.fullmatch(lines[at])), -1)
        if position < 0:
            return False
    return True
