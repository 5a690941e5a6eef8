"""Makes real repositories for tests: hermetic, with pinned people, dates and configuration.

world = GitWorld.new(tmp_path / "acme")
first = world.commit({"farm.yaml": "…"}, author="Bob <bob@acme.example>", at="2026-11-23T10:00:00Z")
world.git("switch", "-c", "side")
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from farm_gitops.git.runner import Repository, find_repository

ALICE = "Alice Ng <alice@acme.example>"
TEN_O_CLOCK = "2026-11-23T10:00:00Z"


def hermetic_environment(author: str = ALICE, at: str = TEN_O_CLOCK) -> dict[str, str]:
    """The environment of a git that knows nothing of this machine, with one person as author and committer."""
    name, _, email = author.removesuffix(">").partition(" <")
    people = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", email), ("DATE", at))
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    return {**own, **people, **settings, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class GitWorld:
    """A repository whose work tree (or, if bare, git folder) is `top`."""

    top: Path

    @classmethod
    def new(cls, top: Path) -> Self:
        """A repository with the branch `main` and no commits; Alice is the user of its configuration."""
        top.mkdir(parents=True, exist_ok=True)
        world = cls(top)
        world.git("init", "--quiet", "-b", "main")
        world._settle()
        return world

    @classmethod
    def bare(cls, top: Path) -> Self:
        """A bare repository, to push to."""
        top.mkdir(parents=True, exist_ok=True)
        world = cls(top)
        world.git("init", "--quiet", "--bare", "-b", "main")
        return world

    def clone(self, top: Path, *options: str) -> GitWorld:
        """A clone over the file protocol, so that `--depth` and `--filter` work."""
        self.git("clone", "--quiet", *options, self.top.resolve().as_uri(), str(top))
        world = GitWorld(top)
        if (top / ".git").exists():
            world._settle()
        return world

    def git(self, *args: str, author: str = ALICE, at: str = TEN_O_CLOCK, stdin: bytes | None = None) -> str:
        """What a git command prints, without the last line end; a failing command fails the test with its words."""
        done = self.git_anyway(*args, author=author, at=at, stdin=stdin)
        assert done.returncode == 0, f"git {' '.join(args)}: {done.stderr.decode('utf-8', 'replace')}"
        return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")

    def git_anyway(
        self, *args: str, author: str = ALICE, at: str = TEN_O_CLOCK, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """How a git command ended, for one that may fail."""
        return subprocess.run(
            ["git", *args],
            cwd=self.top,
            env=hermetic_environment(author, at),
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
        )

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Puts files into the work tree; None takes one away."""
        for path, content in files.items():
            place = self.top / path
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(
        self,
        files: Mapping[str, str | bytes | None],
        author: str = ALICE,
        at: str = TEN_O_CLOCK,
        message: str = "Change",
    ) -> str:
        """Writes files (None deletes), commits them and whatever is staged; returns the full id."""
        self.write(files)
        if files:
            self.git("--literal-pathspecs", "add", "--all", "--force", "--", *files)
        self.git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", message, author=author, at=at)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, author: str = ALICE, at: str = TEN_O_CLOCK, message: str = "Merge") -> str:
        """Merges a branch with a merge commit of its own; returns the full id."""
        self.git("merge", "--quiet", "--no-ff", "-m", message, branch, author=author, at=at)
        return self.git("rev-parse", "HEAD")

    def repository(self) -> Repository:
        """This repository, as the program finds it."""
        found = find_repository(self.top)
        assert found is not None
        return found

    def _settle(self) -> None:
        for key, value in (("user.name", "Alice Ng"), ("user.email", "alice@acme.example"), ("gc.auto", "0")):
            self.git("config", key, value)
