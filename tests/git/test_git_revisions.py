"""What merging a head into a base lands, and the histories and names for which nobody can tell."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.revisions import changed_files, compared, require_whole


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """`main` with the files a and b; `side` begins there."""
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"a": "1", "b": "1"})
    made.git("branch", "side")
    return made


def lands(world: GitWorld, base: str, head: str = "HEAD") -> dict[str, str]:
    """The files that merging lands, with their content."""
    with compared(world.repository(), base, head) as found, Blobs(found.repository) as blobs:
        return {file.path: blobs.read(file.oid).decode() for file in tree(found.repository, found.tree)}


def changes(world: GitWorld, base: str, head: str = "HEAD") -> list[str]:
    """The paths that merging changes."""
    with compared(world.repository(), base, head) as found:
        return [change.path for change in changed_files(found.repository, found.base, found.tree)]


def on_side(world: GitWorld, files: dict[str, str | bytes | None]) -> str:
    """A commit on `side`; `main` is checked out afterwards."""
    world.git("switch", "-q", "side")
    made = world.commit(files)
    world.git("switch", "-q", "main")
    return made


def remove_object(world: GitWorld, oid: str) -> None:
    (world.top / ".git/objects" / oid[:2] / oid[2:]).unlink()


def test_a_head_that_contains_the_base_lands_as_it_is(world: GitWorld) -> None:
    side = on_side(world, {"a": "2", "c": "1"})
    with compared(world.repository(), "main", "side") as found:
        assert found.head == side
        assert found.base == world.git("rev-parse", "main")
        assert found.tree == world.git("rev-parse", "side^{tree}")
        assert found.repository == world.repository()


def test_a_head_that_the_base_contains_lands_nothing(world: GitWorld) -> None:
    world.commit({"a": "2"})
    assert lands(world, "main", "side") == {"a": "2", "b": "1"}
    assert changes(world, "main", "side") == []


def test_a_stale_branch_lands_together_with_what_landed_meanwhile(world: GitWorld) -> None:
    on_side(world, {"c": "side"})
    world.commit({"d": "main"})
    assert lands(world, "main", "side") == {"a": "1", "b": "1", "c": "side", "d": "main"}
    assert changes(world, "main", "side") == ["c"]


def test_a_merged_tree_is_gone_after_the_block_and_was_never_in_the_clone(world: GitWorld) -> None:
    on_side(world, {"c": "side"})
    world.commit({"d": "main"})
    with compared(world.repository(), "main", "side") as found:
        alone = found.repository.top
        assert world.repository().ask("cat-file", "-e", found.tree).status != 0
    assert not alone.exists()


def test_a_stale_branch_whose_clean_merge_turns_a_line_back_is_seen(world: GitWorld) -> None:
    world.commit({"f": "open"})
    world.git("branch", "-f", "side")
    world.commit({"f": "resolved"})
    on_side(world, {"note": "1"})
    world.git("switch", "-q", "side")
    world.git("merge", "-q", "-s", "ours", "-m", "keep ours", "main")
    world.git("switch", "-q", "main")
    world.commit({"other": "1"})
    assert changes(world, "main", "side") == ["f", "note"]
    assert lands(world, "main", "side")["f"] == "open"


def test_a_reverted_merge_is_a_change_like_any_other(world: GitWorld) -> None:
    on_side(world, {"c": "1"})
    world.merge("side")
    world.git("branch", "-f", "undo")
    world.git("switch", "-q", "undo")
    world.git("revert", "--no-edit", "-m", "1", "HEAD")
    assert changes(world, "main", "undo") == ["c"]


def test_a_deletion_behind_a_criss_cross_merge_is_seen(world: GitWorld) -> None:
    world.commit({"m": "1"})
    on_side(world, {"s": "1"})
    world.git("branch", "old-main", "main")
    world.merge("side")
    world.git("switch", "-q", "side")
    world.merge("old-main")
    world.commit({"a": None, "m": None})
    world.git("switch", "-q", "main")
    world.commit({"n": "1"})
    assert len(world.git("merge-base", "--all", "main", "side").split()) == 2
    assert changes(world, "main", "side") == ["a", "m"]


def test_both_directions_of_an_ours_merge_are_seen(world: GitWorld) -> None:
    on_side(world, {"c": "1"})
    world.commit({"d": "1"})
    world.git("branch", "landed", "main")
    world.git("switch", "-q", "side")
    world.git("merge", "-q", "-s", "ours", "-m", "foxtrot", "landed")
    assert changes(world, "landed", "side") == ["c", "d"]
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "-s", "ours", "-m", "swallow", "side~1")
    assert changes(world, "landed", "main") == []


@pytest.mark.parametrize("how", ["squash", "rebase", "merge"])
def test_however_a_branch_landed_there_is_nothing_left_to_land(world: GitWorld, how: str) -> None:
    side = on_side(world, {"c": "1"})
    world.commit({"d": "1"})
    landed = {"squash": ("merge", "--squash", "side"), "rebase": ("cherry-pick", side), "merge": ("merge", "side")}
    world.git(*landed[how])
    world.commit({})
    assert changes(world, "main", "side") == []


def test_an_evil_merge_shows_what_only_the_merge_contains(world: GitWorld) -> None:
    on_side(world, {"c": "1"})
    world.git("switch", "-qc", "work")
    world.commit({"d": "1"})
    world.git("merge", "-q", "--no-commit", "--no-ff", "side")
    world.commit({"a": None})
    assert changes(world, "main", "work") == ["a", "c", "d"]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_ids_of_either_length_are_compared_in_a_folder_of_any_name(tmp_path: Path, object_format: str) -> None:
    world = GitWorld(tmp_path / "odd '\"\\: \udcff name")
    world.top.mkdir()
    world.git("init", "-q", "-b", "main", f"--object-format={object_format}")
    world.commit({"a": "1"})
    world.git("branch", "side")
    world.commit({"b": "1"})
    on_side(world, {"c": "1"})
    assert changes(world, "main", "side") == ["c"]
    everything = changed_files(world.repository(), None, world.git("rev-parse", "main"))
    assert [change.path for change in everything] == ["a", "b"]


def test_a_bare_repository_and_a_linked_worktree_are_compared_too(world: GitWorld, tmp_path: Path) -> None:
    on_side(world, {"c": "1"})
    world.commit({"d": "1"})
    bare = world.clone(tmp_path / "acme.git", "--bare")
    world.git("worktree", "add", "-q", str(tmp_path / "linked"), "side")
    assert changes(bare, "main", "side") == changes(GitWorld(tmp_path / "linked"), "main") == ["c"]


@pytest.mark.parametrize(
    "revision",
    ["", "-", "--all", "-main", "0" * 40, "1" * 40, "nothing", "main..side", "main^{tree}", "main:a", "twice"],
)
@pytest.mark.parametrize("side", ["base", "head"])
def test_what_is_not_exactly_one_commit_cannot_be_judged(world: GitWorld, revision: str, side: str) -> None:
    world.git("tag", "twice", "main")
    world.git("branch", "twice", world.commit({"a": "2"}))
    pair = (revision, "HEAD") if side == "base" else ("main", revision)
    with pytest.raises(FarmError) as caught, compared(world.repository(), *pair):
        pass
    assert caught.value.exit_code == 3
    assert caught.value.cure


def test_a_local_branch_that_shadows_a_remote_one_is_ambiguous(world: GitWorld, tmp_path: Path) -> None:
    world.commit({"a": "2"})
    clone = world.clone(tmp_path / "clone")
    clone.git("branch", "origin/main", "HEAD~1")
    with pytest.raises(FarmError, match="more than one"), compared(clone.repository(), "origin/main"):
        pass


def test_after_a_force_push_the_old_tip_is_compared_and_what_it_held_is_missed(world: GitWorld) -> None:
    old = world.commit({"lost": "1"})
    world.git("reset", "-q", "--hard", "HEAD~1")
    world.commit({"new": "1"})
    assert changes(world, old) == ["new"]  # a merge would keep `lost`: that the line broke is told by the chain


def test_unrelated_histories_cannot_be_judged(world: GitWorld) -> None:
    world.git("switch", "-q", "--orphan", "foreign")
    world.commit({"a": "1", "b": "1"}, message="Another beginning")
    with pytest.raises(FarmError, match="no common history") as caught, compared(world.repository(), "main"):
        pass
    assert caught.value.exit_code == 3


def test_a_branch_that_took_in_a_foreign_root_is_compared(world: GitWorld) -> None:
    world.git("switch", "-q", "--orphan", "foreign")
    world.commit({"f": "1"})
    world.git("switch", "-q", "side")
    world.git("merge", "-q", "--allow-unrelated-histories", "-m", "m", "foreign")
    assert changes(world, "main", "side") == ["f"]


@pytest.mark.parametrize("missing", ["main^{tree}", "side^{tree}", "start^{tree}", "start", "main:folder", "side:b"])
def test_an_object_that_a_merge_needs_is_missed_and_not_taken_for_empty(world: GitWorld, missing: str) -> None:
    world.commit({"folder/a": "1", "b": "2", "both": "1\n2\n3\n4\n"})
    world.git("tag", "start")
    world.git("branch", "-f", "side")
    world.commit({"a": None, "folder/b": "1"})
    on_side(world, {"b": "3", "folder/c": "1"})
    remove_object(world, world.git("rev-parse", missing))
    # Not every merge reads every file; what it did not read is missed by whoever reads the result.
    with pytest.raises(FarmError):
        lands(world, "main", "side")


def test_a_merge_that_does_not_end_is_ended(world: GitWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = shlex.quote(world.repository().line("--exec-path") + "/git")
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/git"
    program.write_text(f'#!/bin/sh\ncase "$*" in *merge-tree*) exec tail -f /dev/null;; esac\nexec {real} "$@"\n')
    program.chmod(0o755)
    on_side(world, {"c": "1"})
    world.commit({"d": "1"})
    repository = world.repository()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setattr("farm_gitops.git.runner.PATIENCE", 2)
    with pytest.raises(FarmError, match="no answer within"), compared(repository, "main", "side"):
        pass


def shallow(world: GitWorld, folder: Path) -> GitWorld:
    world.commit({"a": "2"})
    return world.clone(folder, "--depth=1")


def partial(world: GitWorld, folder: Path) -> GitWorld:
    world.git("config", "uploadpack.allowFilter", "true")
    return world.clone(folder, "--filter=blob:none")


def replaced(world: GitWorld, _: Path) -> GitWorld:
    world.git("replace", world.git("rev-parse", "HEAD:a"), world.git("hash-object", "-w", "--stdin", stdin=b"forged"))
    world.git("config", "core.useReplaceRefs", "false")
    return world


def replaced_and_packed(world: GitWorld, folder: Path) -> GitWorld:
    replaced(world, folder).git("pack-refs", "--all")
    return world


def grafted(world: GitWorld, _: Path) -> GitWorld:
    (world.top / ".git/info").mkdir(exist_ok=True)
    (world.top / ".git/info/grafts").write_text(world.commit({"a": "2"}) + "\n")
    return world


def grafted_beside(world: GitWorld, folder: Path) -> GitWorld:
    grafted(world, folder).git("worktree", "add", "-q", str(folder), "side")
    return GitWorld(folder)


def unborn(world: GitWorld, _: Path) -> GitWorld:
    world.git("switch", "-q", "--orphan", "empty")
    return world


@pytest.mark.parametrize("spoil", [shallow, partial, replaced, replaced_and_packed, grafted, grafted_beside, unborn])
def test_a_history_that_may_look_other_than_it_is_cannot_be_judged(
    world: GitWorld, tmp_path: Path, spoil: Callable[[GitWorld, Path], GitWorld]
) -> None:
    require_whole(world.repository())
    spoiled = spoil(world, tmp_path / "spoiled").repository()
    with pytest.raises(FarmError) as caught:
        require_whole(spoiled)
    assert caught.value.exit_code == 3
    assert caught.value.cure


@pytest.mark.parametrize("spoil", [shallow, partial, replaced])
def test_the_cure_of_a_history_that_is_not_whole_makes_it_whole(
    world: GitWorld, tmp_path: Path, spoil: Callable[[GitWorld, Path], GitWorld]
) -> None:
    spoiled = spoil(world, tmp_path / "spoiled")
    with pytest.raises(FarmError) as caught:
        require_whole(spoiled.repository())
    for command in caught.value.cure.partition("  (")[0].split(" && "):
        spoiled.git(*command.split()[1:])
    require_whole(spoiled.repository())
    assert lands(spoiled, "main") == {"a": (world.top / "a").read_text(), "b": "1"}
