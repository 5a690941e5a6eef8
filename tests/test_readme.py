"""The README's commands about trust, run word by word on the demo."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from git_world import hermetic_environment

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BREAK_IT = re.search(r"^Try to break it:\n\n```sh held\ncd \.demo\n(.*?)```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, as `dev.py demo` makes it."""
    folder = tmp_path_factory.mktemp("readme") / "demo"
    run(f'farm-gitops demo "{folder}"', ROOT)
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of the README, in bash; who one is, git's configuration of the demo says."""
    own = {
        name: value for name, value in hermetic_environment().items() if not name.startswith(("GIT_AUTHOR", "GIT_COMM"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{own['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**own, "PATH": path}, capture_output=True, text=True, check=False
    )


def test_whoever_tries_to_break_the_demo_sees_what_the_readme_says(demo: Path) -> None:
    assert BREAK_IT is not None
    first, entry, rewrite, commit, as_pull_request, audit, put_back, mended = BREAK_IT[1].splitlines()
    assert run(first, demo).returncode == 0
    assert run("\n".join((entry, rewrite, commit)), demo).returncode == 0
    told = run(as_pull_request, demo)
    assert (told.returncode, "error[timeline-rewritten] alice changed" in told.stdout) == (1, True)
    assert "git checkout" in told.stdout
    named = run(audit, demo)
    assert (named.returncode, "it is broken by" in named.stdout, "(Tidy up)" in named.stdout) == (1, True, True)
    assert run(f"{entry}\n{put_back}", demo).returncode == 0
    assert run(mended, demo).returncode == 0
    assert len(set(re.findall(r"landed in (\w+) by", run(audit, demo).stdout))) == 2


def test_a_shallow_clone_is_refused_as_the_readme_says(demo: Path) -> None:
    found = re.search(r"`(git clone --depth 1 .*? audit)`", README)
    assert found is not None
    told = run(found[1], demo)
    assert (told.returncode, "--unshallow" in told.stderr) == (3, True)


@pytest.mark.parametrize("rule", re.findall(r"`farm-gitops explain ([a-z-]+)`", README))
def test_every_rule_that_the_readme_names_is_explained(rule: str) -> None:
    assert run(f"farm-gitops explain {rule}", ROOT).returncode == 0


@pytest.mark.parametrize("path", re.findall(r"`(tests/[a-z_/]+\.py)`", README))
def test_every_test_that_the_readme_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file()
