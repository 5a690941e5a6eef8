"""Head, branch, depth, uncommitted work, and which commit a revision names."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git.state import (
    current_branch,
    head,
    is_partial,
    is_shallow,
    require_finished,
    resolve,
    uncommitted,
    unfinished,
)

ODD_NAMES = ["new\nline", 'quo"te', "-dash", ":(top)x", "*", "tab\t", "ünïcode", "not-utf8-\udcff", " lead"]


def test_an_unborn_branch_has_a_name_and_no_head(tmp_path: Path) -> None:
    repository = GitWorld.new(tmp_path / "acme").repository()
    assert (head(repository), current_branch(repository)) == (None, "main")


def test_a_detached_head_has_a_commit_and_no_branch(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({"a": "1"})
    world.git("checkout", "--quiet", "--detach")
    assert (head(world.repository()), current_branch(world.repository())) == (oid, None)


def test_a_head_that_points_to_a_missing_commit_is_an_error_and_not_unborn(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    (world.top / ".git/HEAD").write_text("1" * 40 + "\n")
    with pytest.raises(FarmError):
        head(world.repository())


def test_a_branch_keeps_its_name_beside_a_tag_of_the_same_name(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    world.git("tag", "main")
    assert current_branch(world.repository()) == "main"


def test_shallow_and_partial_clones_are_told_from_whole_ones(tmp_path: Path) -> None:
    origin = GitWorld.new(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.commit({"a": "1"})
    origin.commit({"a": "2"})
    whole = origin.clone(tmp_path / "whole").repository()
    shallow = origin.clone(tmp_path / "shallow", "--depth=1").repository()
    partial = origin.clone(tmp_path / "partial", "--filter=blob:none").repository()
    assert [(is_shallow(each), is_partial(each)) for each in (whole, shallow, partial)] == [
        (False, False),
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("value", "is_promised"),
    [("true", True), ("1", True), ("perhaps", True), ("false", False), ("Off", False), ("0", False), ("", False)],
)
def test_a_remote_that_promises_objects_makes_a_clone_partial_and_so_does_a_setting_that_nobody_can_read(
    tmp_path: Path, value: str, is_promised: bool
) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.git("config", "remote.origin.promisor", value)
    assert is_partial(world.repository()) is is_promised


def test_a_promise_without_a_value_means_yes(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    with (world.top / ".git/config").open("a") as config:
        config.write('[remote "origin"]\n\tpromisor\n')
    assert is_partial(world.repository())


def test_changed_added_deleted_staged_and_untracked_files_are_uncommitted(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"in/changed": "1", "in/deleted": "1", "in/staged": "1", "in/kept": "1", ".gitignore": "*.log"})
    world.write({"in/changed": "2", "in/deleted": None, "in/staged": "2", "in/new/file": "1", "in/x.log": ""})
    world.git("add", "in/staged")
    expected = {"in/changed", "in/deleted", "in/staged", "in/new/file"}
    assert uncommitted(world.repository(), ()) == expected


def test_only_what_lies_below_the_prefixes_is_reported(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.write({"in/a": "1", "input": "1", "farm.yaml": "", "other": ""})
    assert uncommitted(world.repository(), ("in", "farm.yaml", "missing/")) == {"in/a", "farm.yaml"}


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_reported_as_it_is(tmp_path: Path, name: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.write({name: "1", f"in/{name}": "1"})
    assert uncommitted(world.repository(), ()) == {name, f"in/{name}"}
    assert uncommitted(world.repository(), (name,)) == {name}


def test_a_staged_rename_is_two_paths(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "the same content"})
    world.git("mv", "a", "b")
    world.git("config", "status.renames", "copies")
    assert uncommitted(world.repository(), ()) == {"a", "b"}


def test_a_bare_repository_has_nothing_uncommitted(tmp_path: Path) -> None:
    assert uncommitted(GitWorld.bare(tmp_path / "acme.git").repository(), ()) == frozenset()


def test_reading_the_state_does_not_write_the_index(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    world.write({"a": "1"})
    before = (world.top / ".git/index").read_bytes()
    assert uncommitted(world.repository(), ()) == frozenset()
    assert (world.top / ".git/index").read_bytes() == before


def test_branches_tags_and_ids_name_their_commit(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({"a": "1"})
    world.git("tag", "-a", "v1", "-m", "annotated")
    revisions = ["main", "HEAD", "v1", oid, oid[:10], "refs/heads/main"]
    assert {resolve(world.repository(), revision) for revision in revisions} == {oid}


@pytest.mark.parametrize(
    "revision",
    ["", "-h", "--all", "0" * 40, "0" * 64, "nothing", "1" * 40, "main..main", "^main", "main\n", "a\0b", "main:a"],
)
def test_what_is_not_exactly_one_commit_is_refused_with_a_cure(tmp_path: Path, revision: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    with pytest.raises(FarmError) as caught:
        resolve(world.repository(), revision)
    assert caught.value.exit_code == 3
    assert caught.value.cure


def test_a_branch_shadowed_by_a_tag_is_ambiguous(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    first = world.commit({"a": "1"})
    world.commit({"a": "2"})
    world.git("tag", "main", first)
    world.git("config", "core.warnAmbiguousRefs", "false")
    with pytest.raises(FarmError, match="more than one"):
        resolve(world.repository(), "main")


def test_a_replaced_commit_is_read_as_it_was_made(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    second = world.commit({"a": "2"})
    fake = world.git("commit-tree", "-m", "forged", f"{second}^{{tree}}")
    world.git("replace", second, fake)
    assert world.repository().line("rev-list", "--count", "HEAD") == "2"


@pytest.mark.parametrize("act", ["merge", "rebase", "cherry-pick"])
def test_an_act_that_stopped_halfway_is_named(tmp_path: Path, act: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    world.git("switch", "-qc", "side")
    world.commit({"a": "2"})
    world.git("switch", "-q", "main")
    world.commit({"a": "3"})
    assert unfinished(world.repository()) is None
    with pytest.raises(AssertionError):  # a conflict
        world.git(act, "side")
    assert unfinished(world.repository()) == act
    with pytest.raises(FarmError, match=f"a {act} is in progress"):
        require_finished(world.repository())
