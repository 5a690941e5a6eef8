"""`validate --base --worktree`: what lies on disk is judged, whatever the index makes git say of it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping

import pytest
from command import Farm
from git_world import GitWorld
from test_validate_base import BASE, BOB, ENTRY, LIVE

from farm_gitops.git import runner
from farm_gitops.store.project import find_project
from farm_gitops.store.steps import working


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """A repository of incidents, worked on as Bob."""
    made = GitWorld(farm.root)
    made.commit({**BASE, "README.md": "Incidents.\n"}, author=BOB)
    farm.become("Bob Roth", "bob@acme.example")
    return made


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
@pytest.mark.parametrize("path", [ENTRY, "farm.yaml"])
def test_a_file_that_git_is_told_not_to_look_at_cannot_be_judged(
    farm: Farm, world: GitWorld, flag: str, path: str
) -> None:
    world.git("update-index", f"--{flag}", path)
    farm.write(path, "gone")
    answer = farm("validate", "--base", "main", "--worktree")
    assert (answer.code, f"git update-index --no-{flag} {path}" in answer.err) == (3, True)
    farm.ok("validate", "--base", "main")
    world.git("update-index", f"--no-{flag}", path)
    assert farm("validate", "--base", "main", "--worktree").code == 1


def test_a_file_with_both_flags_is_cured_of_both(farm: Farm, world: GitWorld) -> None:
    world.git("update-index", "--assume-unchanged", ENTRY)
    world.git("update-index", "--skip-worktree", ENTRY)
    answer = farm("validate", "--base", "main", "--worktree")
    assert f"git update-index --no-assume-unchanged --no-skip-worktree {ENTRY}" in answer.err


def test_what_is_no_record_and_no_policy_may_be_left_out(farm: Farm, world: GitWorld) -> None:
    world.git("update-index", "--skip-worktree", "README.md")
    farm.ok("validate", "--base", "main", "--worktree")


def test_uncommitted_files_are_hashed_together_whatever_their_names(
    world: GitWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{LIVE}/attachments/{name}" for name in ("a.log", "b\nb.log", '"c".log', "-d.log", "é.log")]
    world.write({name: name for name in names})
    started: list[str] = []
    popen = runner._popen

    def watched(command: list[str], settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
        started.extend(command)
        return popen(command, settings)

    monkeypatch.setattr(runner, "_popen", watched)
    with working(find_project(world.top), "main") as files:
        ids = {file.path: file.after for file in files.step.changed}
    assert started.count("hash-object") == 1
    assert ids == {name: world.git("hash-object", "--stdin", stdin=name.encode()) for name in names}
