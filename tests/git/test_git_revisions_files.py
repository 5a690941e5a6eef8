"""Which files differ: every path, mode and kind, in trees as odd as git lets anybody make them."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given, settings
from hypothesis import strategies as st

from farm_gitops.git.objects import tree
from farm_gitops.git.revisions import FileChange, changed_files, commits_between, first_parent_steps
from farm_gitops.git.runner import GitFailed

ODD_NAMES = ["-dash", ":(top)x", ":100644 A", "*", "new\nline", "\n:x", "not-utf8-\udcff", 'quo"te\\', "ünïcode", " "]


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"changed": "1", "deleted": "1", "same": "1", "in/x": "1", "input": "1"})
    return made


def kinds(files: tuple[FileChange, ...]) -> dict[str, tuple[str | None, str | None]]:
    """The modes before and after of each path."""
    return {path: (old.mode if old else None, new.mode if new else None) for path, old, new in files}


def tree_of(world: GitWorld, *entries: tuple[str, str, str]) -> str:
    """A tree with exactly these entries (mode, name, id), in this order, however wrong."""
    raw = b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(oid) for mode, name, oid in entries)
    return world.git("hash-object", "-t", "tree", "-w", "--stdin", "--literally", stdin=raw)


def test_added_changed_and_deleted_files_are_told_with_both_sides(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    after = world.commit({"changed": "2", "deleted": None, "in/new": "1"})
    repository = world.repository()
    old = {file.path: file for file in tree(repository, before)}
    new = {file.path: file for file in tree(repository, after)}
    assert changed_files(repository, before, after) == (
        FileChange("changed", old["changed"], new["changed"]),
        FileChange("deleted", old["deleted"], None),
        FileChange("in/new", None, new["in/new"]),
    )


def test_from_nothing_everything_is_new(world: GitWorld) -> None:
    head = world.git("rev-parse", "HEAD^{tree}")
    found = changed_files(world.repository(), None, head)
    assert tuple(change.after for change in found) == tree(world.repository(), head)
    assert {change.before for change in found} == {None}


def test_a_prefix_is_a_folder_or_a_file_and_no_pattern(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    after = world.commit({"in/x": "2", "input": "2", "changed": "2", "*": "1"})
    for prefixes, paths in {("in",): ["in/x"], ("in/", "changed"): ["changed", "in/x"], ("*",): ["*"]}.items():
        assert [each.path for each in changed_files(world.repository(), before, after, prefixes)] == paths


def test_a_rename_is_a_deletion_and_an_addition_whatever_the_configuration_says(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    world.git("config", "diff.renames", "copies")
    world.git("mv", "in/x", "moved")
    world.commit({"copy": "1"})
    assert kinds(changed_files(world.repository(), before, world.git("rev-parse", "HEAD"))) == {
        "in/x": ("100644", None),
        "moved": (None, "100644"),
        "copy": (None, "100644"),
    }


def test_changes_of_kind_and_mode_are_told(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    (world.top / "changed").chmod(0o755)
    (world.top / "deleted").unlink()
    (world.top / "deleted").symlink_to("same")
    (world.top / "same").unlink()
    world.write({"same/inside": "1"})
    world.git("add", ".")
    world.git("update-index", "--cacheinfo", f"160000,{'1' * 40},input")
    after = world.commit({})
    assert kinds(changed_files(world.repository(), before, after)) == {
        "changed": ("100644", "100755"),
        "deleted": ("100644", "120000"),
        "input": ("100644", "160000"),
        "same": ("100644", None),
        "same/inside": (None, "100644"),
    }


def test_no_setting_hides_a_submodule_or_an_order_or_a_folder(world: GitWorld) -> None:
    world.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    before = world.commit({".gitmodules": '[submodule "m"]\npath = module\nurl = x\nignore = all\n'})
    world.git("update-index", "--cacheinfo", f"160000,{'2' * 40},module")
    after = world.commit({"changed": "2"})
    for name, value in {
        "diff.ignoreSubmodules": "all",
        "diff.orderFile": "missing",
        "diff.relative": "true",
        "diff.submodule": "log",
        "submodule.m.ignore": "all",
        "log.follow": "true",
        "log.showRoot": "false",
        "log.diffMerges": "off",
        "core.abbrev": "7",
    }.items():
        world.git("config", name, value)
    (step,) = first_parent_steps(GitWorld(world.top / "in").repository(), before, after)
    (authored,) = commits_between(world.repository(), before, after)
    assert changed_files(world.repository(), before, after) == step.files == authored.files
    assert kinds(step.files) == {"changed": ("100644", "100644"), "module": ("160000", "160000")}
    assert len(next(first_parent_steps(world.repository(), None, after)).files) == 5


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_comes_back_as_it_is_from_every_reading(world: GitWorld, name: str) -> None:
    before = world.git("rev-parse", "HEAD")
    after = world.commit({name: "1", f"in/{name}": "1"}, message=":100644 A")
    (step,) = first_parent_steps(world.repository(), before, after)
    (authored,) = commits_between(world.repository(), before, after)
    assert {change.path for change in step.files} == {name, f"in/{name}"}
    assert changed_files(world.repository(), before, after) == step.files == authored.files
    assert changed_files(world.repository(), before, after, (name,))[0].path == name


def test_a_path_that_a_damaged_tree_names_twice_is_told_and_nothing_crashes(world: GitWorld) -> None:
    one, two = (world.git("hash-object", "-w", "--stdin", stdin=text) for text in (b"1", b"2"))
    whole = tree_of(world, ("100644", "a", one))
    twice = tree_of(world, ("100644", "a", one), ("100644", "a", two))
    found = changed_files(world.repository(), whole, twice)
    assert {(each.path, each.after.oid if each.after else None) for each in found} == {("a", two)}
    assert len(changed_files(world.repository(), None, twice)) == 2


@pytest.mark.parametrize("name", ["..", ".git", "a/b", "con", "a\\b"])
def test_a_name_that_no_tree_should_hold_crashes_nothing(world: GitWorld, name: str) -> None:
    oid = world.git("hash-object", "-w", "--stdin", stdin=b"1")
    broken = tree_of(world, ("100644", name, oid))
    assert [change.path for change in changed_files(world.repository(), None, broken)] == [name]


def test_an_empty_name_is_refused_by_git_itself(world: GitWorld) -> None:
    broken = tree_of(world, ("100644", "", world.git("hash-object", "-w", "--stdin", stdin=b"1")))
    with pytest.raises(GitFailed):
        changed_files(world.repository(), None, broken)


def test_a_missing_tree_is_an_error_and_not_an_empty_one(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    after = world.commit({"in/y": "1"})
    oid = world.git("rev-parse", "HEAD:in")
    (world.top / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(GitFailed):
        changed_files(world.repository(), before, after)
    with pytest.raises(GitFailed):
        list(first_parent_steps(world.repository(), before, after))
    with pytest.raises(GitFailed):
        commits_between(world.repository(), before, after)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    return GitWorld.new(tmp_path_factory.mktemp("trees") / "acme")


FILES = st.dictionaries(st.sampled_from(["a", "a-", "a0", "b/c", "b/d", "b0"]), st.sampled_from(["100644", "100755"]))


@settings(max_examples=40)
@given(before=FILES, after=FILES)
def test_the_changes_are_exactly_what_differs(store: GitWorld, before: dict[str, str], after: dict[str, str]) -> None:
    oid = store.git("hash-object", "-w", "--stdin", stdin=b"1")

    def written(files: dict[str, str]) -> str:
        store.git("read-tree", "--empty")
        lines = "".join(f"{mode} {oid}\t{path}\n" for path, mode in files.items())
        store.git("update-index", "--index-info", stdin=lines.encode())
        return store.git("write-tree")

    expected = {
        path: (before.get(path), after.get(path)) for path in {*before, *after} if before.get(path) != after.get(path)
    }
    assert kinds(changed_files(store.repository(), written(before), written(after))) == expected
