"""How far an act goes: commit, branch, push."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

ID = "acme/2026-11-23-outage"


@pytest.fixture
def opened(farm: Farm) -> Farm:
    farm.ok("open", "Outage", "--severity", "P3", "--description", "x", "--commit")
    return farm


def test_a_commit_says_what_happened_and_holds_nothing_else(opened: Farm) -> None:
    opened.write("notes.txt", "my own")
    GitWorld(opened.root).git("add", "notes.txt")
    answer = opened.ok("identify", ID, "--commit", "--json")
    world = GitWorld(opened.root)
    assert world.git("log", "-1", "--format=%s") == f"{ID}: open → identified"
    assert sorted(world.git("show", "--name-only", "--format=", "HEAD").splitlines()) == answer.json["files"]
    assert world.git("status", "--short") == "A  notes.txt"
    assert answer.json["commit"] == world.git("rev-parse", "HEAD")


def test_a_commit_never_holds_half_an_incident(farm: Farm, tmp_path: Path) -> None:
    farm.ok("open", "Outage", "--severity", "P3", "--description", "x")
    farm.ok("update", ID, "-m", "first")
    answer = farm.ok("update", ID, "-m", "second", "--commit", "--json")
    assert len(answer.json["alsoCommitted"]) == 2
    world = GitWorld(farm.root)
    assert world.git("status", "--short") == ""
    assert "incident.yaml" in world.git("log", "-1", "--format=%b")
    farm.root = world.clone(tmp_path / "clone").top
    farm.ok("validate")


def test_a_branch_of_its_own_leaves_main_where_it_was(opened: Farm) -> None:
    world = GitWorld(opened.root)
    before = world.git("rev-parse", "main")
    answer = opened.ok("update", ID, "-m", "x", "--branch", "--json")
    assert answer.json["branch"] == f"update/{ID}"
    assert world.git("rev-parse", "main") == before
    assert world.git("rev-parse", "--abbrev-ref", "HEAD") == f"update/{ID}"


def test_a_push_goes_through_although_somebody_was_faster(opened: Farm, tmp_path: Path) -> None:
    remote = GitWorld.bare(tmp_path / "remote.git")
    world = GitWorld(opened.root)
    world.git("remote", "add", "origin", str(remote.top))
    opened.ok("update", ID, "-m", "first", "--push")
    other = GitWorld(opened.root).clone(tmp_path / "other")
    other.git("remote", "set-url", "origin", str(remote.top))
    other.commit({"other.txt": "theirs"})
    other.git("push", "origin", "main")
    answer = opened.ok("update", ID, "-m", "second", "--push", "--json")
    assert answer.json["pushedTo"] == "origin/main"
    assert remote.git("log", "--format=%s", "main").splitlines()[0] == f"{ID}: second"
    assert remote.git("show", "main:other.txt") == "theirs"


def test_a_push_without_a_remote_says_that_the_commit_is_there(opened: Farm) -> None:
    answer = opened("update", ID, "-m", "x", "--push")
    assert answer.code == 3
    assert "committed as" in answer.err
    assert GitWorld(opened.root).git("log", "-1", "--format=%s") == f"{ID}: x"


def test_in_a_plain_folder_nothing_can_be_committed_and_nothing_is_written(
    empty_farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Alice")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "alice@acme.example")
    empty_farm.write(
        "farm.yaml", "organizations: {acme: {admins: [alice]}}\npeople: {alice: {emails: [alice@acme.example]}}\n"
    )
    arguments = ("open", "Outage", "--severity", "P3", "--description", "x")
    assert empty_farm(*arguments, "--commit").code == 2
    assert not (empty_farm.root / "incidents").exists()
    empty_farm.ok(*arguments)
    empty_farm.ok("update", "2026", "-m", "works without git")


def _post(root: Path, writer: int, times: int) -> None:
    """Post updates as another process would: through the installed command."""
    command = [sys.executable, "-c", "from farm_gitops.cli.main import run; run()", "-C", str(root), "update", ID]
    for number in range(times):
        subprocess.run([*command, "-m", f"writer {writer} says {number}", "--commit"], check=True, capture_output=True)


def _posted_by_many(farm: Farm, writers: int, times: int) -> set[str]:
    start = multiprocessing.get_context("fork").Process
    processes = [start(target=_post, args=(farm.root, writer, times)) for writer in range(writers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * writers
    world = GitWorld(farm.root)
    assert world.git("status", "--short") == ""
    assert int(world.git("rev-list", "--count", "HEAD")) == 2 + writers * times
    entries = (farm.root / "incidents" / ID / "timeline").glob("*.md")
    return {entry.read_text().rstrip().splitlines()[-1] for entry in entries}


def test_writers_at_once_on_one_incident_lose_nothing(opened: Farm) -> None:
    assert _posted_by_many(opened, 4, 3) == {f"writer {writer} says {n}" for writer in range(4) for n in range(3)}


@pytest.mark.soak
def test_eight_writers_with_250_updates_each_lose_nothing(opened: Farm) -> None:
    times = int(os.environ.get("FARM_UPDATES", "250"))
    posted = _posted_by_many(opened, 8, times)
    assert posted == {f"writer {writer} says {n}" for writer in range(8) for n in range(times)}
