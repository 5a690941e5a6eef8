"""Ctrl-C at several stages: one line says what was kept and left, and that is so."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld
from test_import_history import page, update

from farm_gitops.actions import bring_in_history, build, land
from farm_gitops.publish import folder as output_folder

DOWN = ("open", "Down", "--severity", "P3", "--description", "x")
ID = "acme/2026-11-23-down"


def stop(*_args: object, **_more: object) -> None:
    """Whoever sits there has seen enough."""
    raise KeyboardInterrupt


def stopped(farm: Farm, *command: str) -> str:
    """What a command says that is stopped."""
    answer = farm(*command)
    assert answer.code == 130
    return answer.err.strip()


def state(farm: Farm) -> tuple[str, str]:
    """Every ref, and what differs from the last commit."""
    world = GitWorld(farm.root)
    return world.git("for-each-ref"), world.git("status", "--porcelain", "--untracked-files=all")


def nth(number: int, then: Callable[[int], None]) -> Callable[[int], None]:
    """A stand-in that stops at its n-th call."""
    left = [number]

    def call(descriptor: int) -> None:
        left[0] -= 1
        then(descriptor) if left[0] else stop()

    return call


def test_an_act_that_is_stopped_while_it_writes_left_nothing(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(farm)
    monkeypatch.setattr(os, "fsync", nth(2, os.fsync))
    assert stopped(farm, *DOWN, "--commit") == "stopped: nothing was written"
    assert state(farm) == before


def test_an_act_that_is_stopped_before_its_commit_left_its_files(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(land, "commit_paths", stop)
    said = stopped(farm, *DOWN, "--commit")
    assert said == "stopped: the files are written, and perhaps not committed yet: git status"
    assert f"?? incidents/{ID}/incident.yaml" in state(farm)[1]


def test_an_act_that_is_stopped_before_its_push_left_its_commit(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(land, "push", stop)
    commit = GitWorld(farm.root).git("rev-parse", "HEAD")
    said = stopped(farm, *DOWN, "--push")
    after = GitWorld(farm.root).git("rev-parse", "HEAD")
    assert after != commit
    assert said == f"stopped: committed as {after[:10]}, and perhaps not pushed yet: git push"


@pytest.mark.parametrize("where", ["_judged", "audit_history", "write_down", "advance"])
def test_an_import_of_history_that_is_stopped_left_nothing_and_is_whole_the_next_time(
    farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    command = ("import", "statuspage", page(tmp_path, update("investigating", 10), update("resolved", 12)), "--history")
    before = state(farm)
    with monkeypatch.context() as patch:
        patch.setattr(bring_in_history, where, stop)
        assert stopped(farm, *command) == "stopped: nothing was written, and no commit was made"
    assert state(farm) == before
    assert farm.ok(*command, "--json").json["commit"] == GitWorld(farm.root).git("rev-parse", "HEAD")
    assert "farm-gitops/import" not in state(farm)[0]


def test_a_build_says_whether_the_site_is_as_it_was(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    farm.ok("build")
    farm.ok(*DOWN, "--commit")
    index = farm.read("site/index.html")
    with monkeypatch.context() as patch:
        patch.setattr(build, "build_gathered", stop)
        assert stopped(farm, "build") == "stopped: the site is as it was"
    assert farm.read("site/index.html") == index
    with monkeypatch.context() as patch:
        patch.setattr(output_folder, "_write_all", stop)
        assert "farm-gitops build completes it" in stopped(farm, "build")
    farm.ok("build")
    assert ID in farm.read("site/index.html")


def test_what_only_looks_changes_nothing(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farm_gitops.store.snapshot.FileSnapshot.ids", stop)
    for command in ("list", "validate", "export"):
        assert stopped(farm, command) == "stopped: nothing was changed"
