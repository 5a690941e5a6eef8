"""Which steps history consists of: the same as git says, whatever was known of it before."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from git_world import GitWorld
from hypothesis import given, settings
from hypothesis import strategies as st
from memory import Memory

from farm_gitops.git.revisions import first_parent_line, grown_line
from farm_gitops.store import history_memory
from farm_gitops.store.history_memory import Known, known_history

History = history_memory.History


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    """Two lines that fork, one of which merges the other now and then."""
    world, random = GitWorld.new(tmp_path_factory.mktemp("grown") / "acme"), Random(1)
    world.commit({"a": "begin"})
    world.git("branch", "other")
    for number in range(25):
        world.git("switch", "--quiet", random.choice(["main", "other"]))
        if random.random() < 0.2:
            world.git("switch", "--quiet", "main")
            world.git("merge", "--quiet", "--strategy=ours", "-m", "Merge", "other")
        else:
            world.commit({f"file-{number}": "more"})
    return world


def steps(world: GitWorld, commit: str, memory: Memory) -> list[str]:
    """The ids of the steps up to a commit."""

    def read(_: object, history: History) -> list[str]:
        return [step.after for step, _ in history]

    parts: Iterable[list[str]] = known_history(world.repository(), commit, Known(memory, {}), read)
    return [each for part in parts for each in part]


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32), much=st.sampled_from([0, 3, 100]))
def test_history_is_what_git_says_wherever_the_head_was_before(grown: GitWorld, seed: int, much: int) -> None:
    random, memory = Random(seed), Memory()
    commits = grown.git("rev-list", "--all").split()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_memory, "_SIZES", (3, 1))
        patch.setattr(history_memory, "_MUCH", much)
        for commit in random.choices(commits, k=4):
            assert steps(grown, commit, memory) == list(first_parent_line(grown.repository(), None, commit))


def test_a_line_that_grew_is_asked_for_from_where_it_ended(grown: GitWorld) -> None:
    *_, before, last = first_parent_line(grown.repository(), None, grown.git("rev-parse", "main"))
    assert grown_line(grown.repository(), before, last) == (last,)
    assert grown_line(grown.repository(), last, before) is None
    assert grown_line(grown.repository(), last, last) is None


def test_a_line_that_only_a_merge_joined_is_not_this_one(grown: GitWorld) -> None:
    merges = grown.git("rev-list", "--merges", "--parents", "main").splitlines()
    merge, _, joined = merges[0].split()
    assert grown_line(grown.repository(), joined, merge) is None


def test_a_commit_that_is_gone_is_no_beginning(grown: GitWorld) -> None:
    head = grown.git("rev-parse", "main")
    assert grown_line(grown.repository(), "1" * 40, head) is None
    memory = Memory()
    memory.put_many("line", {"line": b"1" * 40})
    assert steps(grown, head, memory) == list(first_parent_line(grown.repository(), None, head))


def test_a_line_is_written_down_once_until_much_has_come_to_it(grown: GitWorld) -> None:
    *_, before, last = first_parent_line(grown.repository(), None, grown.git("rev-parse", "main"))
    memory = Memory()
    for commit in (before, last, before):
        steps(grown, commit, memory)
        assert memory.kept["line", "line"].decode().endswith(before)
