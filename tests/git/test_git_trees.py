"""A tree with files put in is the one that git's own index would make of them, whatever lies there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from git_world import GitWorld, hermetic_environment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farm_gitops.git.trees import GONE, Staged, tree_with

NAMES = st.sampled_from(["a", "b", "a.b", "é\n", "-c", " "])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
BEFORE = st.dictionaries(PATHS, st.sampled_from(["1", "2"]), max_size=8)
WANTED = st.dictionaries(PATHS, st.sampled_from(["1", "3", None]), max_size=5)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    world = GitWorld(tmp_path_factory.mktemp("trees"))
    world.git("init", "--quiet")
    return world


def by_index(world: GitWorld, tree: str | None, wanted: dict[str, str | None], index: Path) -> str:
    """The tree that git makes by way of an index of its own."""
    own = {"GIT_INDEX_FILE": str(index)}
    feed(world, ("read-tree", tree or "--empty"), b"", own)
    for path, content in wanted.items():
        oid = blob(world, content) if content is not None else "0" * 40
        line = f"{'100644' if content is not None else '0'} {oid}\t{path}\0"
        feed(world, ("update-index", "--replace", "-z", "--index-info"), line.encode(), own)
    return feed(world, ("write-tree",), b"", own)


def feed(world: GitWorld, arguments: tuple[str, ...], text: bytes, more: dict[str, str]) -> str:

    done = subprocess.run(
        ["git", *arguments],
        cwd=world.top,
        input=text,
        env=hermetic_environment() | more,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def blob(world: GitWorld, content: str) -> str:
    return feed(world, ("hash-object", "-w", "--stdin"), content.encode(), {})


def fits(wanted: dict[str, str | None]) -> bool:
    """Whether no file that is wanted is a folder of another that is: what git then makes depends on the order."""
    here = [path for path, content in wanted.items() if content is not None]
    return not any(other.startswith(f"{path}/") for path in here for other in here)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(before=BEFORE.filter(lambda files: fits({**files})), wanted=WANTED.filter(fits))
def test_it_is_the_tree_that_an_index_would_make(
    bare: GitWorld, tmp_path: Path, before: dict[str, str], wanted: dict[str, str | None]
) -> None:
    tree = by_index(bare, None, {**before}, tmp_path / "first")
    parent = bare.git("commit-tree", "-m", "before", tree)
    files = [
        Staged(path, GONE, "") if content is None else Staged(path, "100644", blob(bare, content))
        for path, content in wanted.items()
    ]
    old, new = tree_with(bare.repository(), parent, files)
    assert old == tree
    assert new == by_index(
        bare, tree, dict(sorted(wanted.items(), key=lambda item: item[1] is not None)), tmp_path / "second"
    )


def test_without_a_parent_the_tree_before_is_the_empty_one(bare: GitWorld) -> None:
    oid = blob(bare, "1")
    old, new = tree_with(bare.repository(), None, [Staged("in/a", "100755", oid)])
    assert old == "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
    assert bare.git("ls-tree", "-r", new) == f"100755 blob {oid}\tin/a"


def test_a_folder_out_of_which_all_is_taken_is_no_more(bare: GitWorld) -> None:
    _, full = tree_with(bare.repository(), None, [Staged("in/a", "100644", blob(bare, "1"))])
    parent = bare.git("commit-tree", "-m", "before", full)
    _, left = tree_with(bare.repository(), parent, [Staged("in/a", GONE, "")])
    assert bare.git("ls-tree", left) == ""
