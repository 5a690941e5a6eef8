"""Of a merge counts what somebody's hand did in it; what git merges by itself is nobody's work."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.git.revisions import Authored, commits_between, landed_history

BOB = "Bob Li <bob@acme.example>"
LINES = "".join(f"{number}\n" for number in range(20))


def changed(*edits: tuple[str, str]) -> str:
    """The text with some of its lines replaced."""
    lines = LINES.splitlines()
    for old, new in edits:
        lines[lines.index(old)] = new
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """`main` and `side` changed different lines of one file, `f`."""
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"f": LINES})
    made.git("branch", "side")
    made.commit({"f": changed(("18", "main"))})
    made.git("switch", "-q", "side")
    made.commit({"f": changed(("2", "side"))}, BOB)
    return made


def merge_on_top(world: GitWorld) -> Authored:
    """The newest commit that `side` has and `main` has not."""
    return commits_between(world.repository(), "main", "side")[0]


def paths(found: Authored) -> list[str]:
    return [change.path for change in found.files]


def test_a_branch_that_takes_in_main_did_nothing_to_the_file_that_both_changed(world: GitWorld) -> None:
    world.merge("main")
    found = merge_on_top(world)
    assert world.git("log", "-1", "--diff-merges=combined", "--name-only", "--format=").strip() == "f"
    assert (found.is_merge, paths(found)) == (True, [])


def test_a_line_that_the_merge_slipped_in_is_its_own(world: GitWorld) -> None:
    world.git("merge", "-q", "--no-commit", "main")
    world.commit({"f": changed(("18", "main"), ("2", "side"), ("10", "evil"))}, BOB)
    assert paths(merge_on_top(world)) == ["f"]


def test_how_a_conflict_was_resolved_is_the_merge_s_own(world: GitWorld) -> None:
    world.git("switch", "-q", "main")
    world.commit({"f": changed(("18", "main"), ("2", "two"))})
    world.git("switch", "-q", "side")
    assert world.git_anyway("merge", "-q", "main").returncode == 1
    world.commit({"f": changed(("18", "main"), ("2", "both"))}, BOB)
    assert paths(merge_on_top(world)) == ["f"]


def test_a_clean_file_is_left_out_beside_one_that_was_changed_by_hand(world: GitWorld) -> None:
    world.git("merge", "-q", "--no-commit", "main")
    world.commit({"evil": "1"}, BOB)
    assert paths(merge_on_top(world)) == ["evil"]


def test_a_merge_that_takes_one_side_whole_did_that_itself(world: GitWorld) -> None:
    world.git("merge", "-q", "-s", "ours", "-m", "Merge", "main")
    assert world.git("log", "-1", "--diff-merges=combined", "--name-only", "--format=") == ""
    assert paths(merge_on_top(world)) == ["f"]


@pytest.mark.parametrize(("strategy", "own"), [("octopus", []), ("ours", ["f"])])
def test_a_merge_of_three_is_repeated_one_after_the_other(world: GitWorld, strategy: str, own: list[str]) -> None:
    world.git("branch", "third", "main~1")
    world.git("switch", "-q", "third")
    world.commit({"third": "1"})
    world.git("switch", "-q", "side")
    world.git("merge", "-q", "-s", strategy, "-m", "Merge", "main", "third")
    found = merge_on_top(world)
    assert (len(found.commit.parents), paths(found)) == (3, [*own, *(["third"] if own else [])])


@pytest.mark.parametrize("slipped_in", ["", "evil"])
def test_of_a_landed_merge_is_told_what_it_did_itself(world: GitWorld, slipped_in: str) -> None:
    world.git("switch", "-q", "main")
    start = world.git("rev-parse", "HEAD")
    world.git("merge", "-q", "--no-commit", "--no-ff", "side")
    world.commit({"f": changed(("18", "main"), ("2", "side"), *([("10", slipped_in)] if slipped_in else []))})
    ((landed, brought),) = landed_history(world.repository(), start, "main")
    assert [change.path for change in landed.files] == ["f"]
    assert [change.path for change in landed.own] == (["f"] if slipped_in else [])
    assert [paths(each) for each in brought] == [["f"]]


def test_neither_attributes_nor_a_merge_driver_of_the_clone_have_a_say(world: GitWorld, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    world.merge("main")
    world.git("config", "merge.evil.driver", f"touch {mark}; exit 1")
    (world.top / ".git/info/attributes").write_text("* merge=evil\n")
    (world.top / ".gitattributes").write_text("* merge=evil\n")
    assert paths(merge_on_top(world)) == []
    assert not mark.exists()


def test_nothing_of_it_stays_in_the_repository(world: GitWorld) -> None:
    world.merge("main")
    before = world.git("count-objects", "-v")
    merge_on_top(world)
    assert world.git("count-objects", "-v") == before
