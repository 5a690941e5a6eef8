"""Runs farm-gitops as a user would, in this process: arguments in, exit code and both streams out."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from git_world import GitWorld

from farm_gitops.cli import context
from farm_gitops.cli.main import run
from farm_gitops.model.moment import Moment

NOON = "2026-11-23T12:00:00Z"

FARM_YAML = """\
maintainers: [alice]
organizations:
  acme: {name: Acme Corporation, admins: [alice], members: [bob, carol]}
people:
  alice: {name: Alice Ng, emails: [alice@acme.example], github: alice-ng}
  bob: {name: Bob Roth, emails: [bob@acme.example]}
  carol: {name: Carol Diaz, emails: [carol@acme.example], active: false}
environments: {production: {}, staging: {}, lab: {retired: true}}
components:
  checkout: {name: Checkout, owner: shop}
  payments-db: {name: Payments database, formerly: [pay-db]}
"""


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass
class Farm:
    """A project in a folder of its own, and the command line over it."""

    root: Path
    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]
    now: str = NOON

    def __call__(self, *args: str) -> Answer:
        """Run a command on this project; the clock stands at `now`."""
        self.patch.setattr(sys, "argv", ["farm-gitops", "-C", str(self.root), *args])
        self.patch.setattr(context, "now", lambda: Moment.parse(self.now))
        self.capture.readouterr()
        here = Path.cwd()
        try:
            run()
        except SystemExit as end:
            code = end.code
        finally:
            os.chdir(here)  # `-C` goes there as a process of its own would
        assert isinstance(code, int)
        return Answer(code, *self.capture.readouterr())

    def ok(self, *args: str) -> Answer:
        """Run a command that must succeed."""
        answer = self(*args)
        assert answer.code == 0, answer
        return answer

    def write(self, path: str, text: str | bytes) -> Path:
        """Put a file there, as an editor would."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    def read(self, path: str) -> str:
        """A file's text, line ends as they are."""
        return (self.root / path).read_bytes().decode()

    def become(self, name: str, email: str) -> None:
        """From now on git's configuration names somebody else."""
        world = GitWorld(self.root)
        world.git("config", "user.name", name)
        world.git("config", "user.email", email)
