"""Pushing to a bare repository on disk, alone, beside others, and against resistance."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git import push as pushing
from farm_gitops.git.state import unfinished
from farm_gitops.git.write import commit_paths, create_branch, push


@pytest.fixture
def origin(tmp_path: Path) -> GitWorld:
    first = GitWorld.new(tmp_path / "first")
    first.commit({"shared": "one\ntwo\nthree\nfour\n", "kept": "1"})
    return first.clone(tmp_path / "origin.git", "--bare")


@pytest.fixture
def ours(origin: GitWorld, tmp_path: Path) -> GitWorld:
    return origin.clone(tmp_path / "ours")


@pytest.fixture
def theirs(origin: GitWorld, tmp_path: Path) -> GitWorld:
    return origin.clone(tmp_path / "theirs")


def change(world: GitWorld, path: str, content: str = "1") -> str:
    world.write({path: content})
    return commit_paths(world.repository(), [path], f"change {path}")


def test_a_push_reaches_the_upstream(origin: GitWorld, ours: GitWorld) -> None:
    made = change(ours, "a")
    done = push(ours.repository())
    assert (done.remote, done.branch, done.commit, done.attempts) == ("origin", "main", made, 1)
    assert done.url == origin.top.as_uri()
    assert origin.git("rev-parse", "main") == made


def test_a_new_branch_gets_an_upstream(origin: GitWorld, ours: GitWorld) -> None:
    branch = create_branch(ours.repository(), "incident/x")
    made = change(ours, "a")
    assert push(ours.repository()).branch == branch
    assert origin.git("rev-parse", branch) == made
    assert ours.git("rev-parse", "--abbrev-ref", "@{upstream}") == "origin/incident/x"


def test_a_remote_that_moved_is_rebased_upon(origin: GitWorld, ours: GitWorld, theirs: GitWorld) -> None:
    change(theirs, "b")
    their_commit = push(theirs.repository()).commit
    change(ours, "a")
    done = push(ours.repository())
    assert done.attempts == 2
    assert origin.git("rev-parse", "main") == done.commit == ours.git("rev-parse", "HEAD")
    assert ours.git("rev-parse", "HEAD^") == their_commit


def test_uncommitted_changes_survive_the_rebase(ours: GitWorld, theirs: GitWorld) -> None:
    change(theirs, "b")
    push(theirs.repository())
    change(ours, "a")
    ours.write({"kept": "mine", "untracked": "mine"})
    push(ours.repository())
    assert (ours.top / "kept").read_text() == "mine"
    assert (ours.top / "untracked").read_text() == "mine"
    assert ours.git("stash", "list") == ""


def test_a_conflict_takes_the_rebase_back_and_keeps_the_commit(ours: GitWorld, theirs: GitWorld) -> None:
    change(theirs, "shared", "theirs\n")
    push(theirs.repository())
    made = change(ours, "shared", "ours\n")
    ours.write({"kept": "mine"})
    with pytest.raises(FarmError, match="same lines") as caught:
        push(ours.repository())
    assert "git pull --rebase origin main" in caught.value.cure
    assert unfinished(ours.repository()) is None
    assert ours.git("rev-parse", "main") == ours.git("rev-parse", "HEAD") == made
    assert (ours.top / "kept").read_text() == "mine"
    assert (ours.top / "shared").read_text() == "ours\n"


def test_uncommitted_changes_that_no_longer_fit_are_named_and_kept(ours: GitWorld, theirs: GitWorld) -> None:
    change(theirs, "shared", "theirs\n")
    push(theirs.repository())
    change(ours, "a")
    ours.write({"shared": "mine\n"})
    with pytest.raises(FarmError, match="safe in the stash"):
        push(ours.repository())
    assert ours.git("show", "stash@{0}:shared") == "mine"


def test_an_untracked_file_in_the_way_is_not_overwritten(ours: GitWorld, theirs: GitWorld) -> None:
    change(theirs, "b", "theirs")
    push(theirs.repository())
    made = change(ours, "a")
    ours.write({"b": "mine"})
    with pytest.raises(FarmError, match="b"):
        push(ours.repository())
    assert (ours.top / "b").read_text() == "mine"
    assert (unfinished(ours.repository()), ours.git("rev-parse", "main")) == (None, made)


def test_a_remote_that_keeps_moving_is_given_up_on(
    ours: GitWorld, theirs: GitWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(theirs, "b")
    push(theirs.repository())
    made = change(ours, "a")
    monkeypatch.setattr(pushing, "_catch_up", Mock())
    with pytest.raises(FarmError, match="kept moving"):
        push(ours.repository(), retries=2)
    assert ours.git("rev-parse", "HEAD") == made


def test_pushes_at_the_same_time_all_arrive(origin: GitWorld, tmp_path: Path) -> None:
    worlds = [origin.clone(tmp_path / f"clone-{number}") for number in range(4)]

    def work(world: GitWorld) -> None:
        for number in range(3):
            change(world, f"{world.top.name}-{number}")
            push(world.repository(), retries=50)

    with ThreadPoolExecutor(len(worlds)) as pool:
        list(pool.map(work, worlds))
    names = set(origin.git("ls-tree", "--name-only", "main").splitlines())
    assert names >= {f"{world.top.name}-{number}" for world in worlds for number in range(3)}


def test_a_server_that_refuses_is_quoted_and_not_tried_again(origin: GitWorld, ours: GitWorld) -> None:
    hook = origin.top / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\necho x >> {origin.top}/tries\nexit 1\n")
    hook.chmod(0o755)
    change(ours, "a")
    with pytest.raises(FarmError, match="pre-receive hook declined") as caught:
        push(ours.repository())
    assert "--branch" in caught.value.cure
    assert (origin.top / "tries").read_text() == "x\n"


def test_a_branch_that_follows_another_name_is_not_pushed_there(origin: GitWorld, ours: GitWorld) -> None:
    before = origin.git("rev-parse", "main")
    ours.git("switch", "-qc", "work", "--track", "origin/main")
    change(ours, "a")
    with pytest.raises(FarmError, match="another name"):
        push(ours.repository())
    assert origin.git("rev-parse", "main") == before


def test_without_remote_commit_or_branch_the_cure_is_named(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "alone")
    with pytest.raises(FarmError, match="no commits yet"):
        push(world.repository())
    world.commit({"a": "1"})
    with pytest.raises(FarmError, match="no remote") as caught:
        push(world.repository())
    assert caught.value.cure.startswith("git remote add origin")
    world.git("checkout", "-q", "--detach")
    with pytest.raises(FarmError, match="no branch"):
        push(world.repository())


def test_a_remote_that_is_gone_is_an_error(origin: GitWorld, ours: GitWorld, tmp_path: Path) -> None:
    change(ours, "a")
    origin.top.rename(tmp_path / "moved.git")
    with pytest.raises(FarmError, match="did not take the push"):
        push(ours.repository())


def test_the_network_is_reached_by_pushing_only(origin: GitWorld, ours: GitWorld) -> None:
    ours.git("config", "protocol.file.allow", "always")
    repository = ours.repository()
    with pytest.raises(FarmError, match="not allowed"):
        repository.run("fetch", "origin")
    assert repository.run("ls-remote", "origin", network=True)
