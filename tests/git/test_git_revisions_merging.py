"""Conflicts: what they name, the recipe that mends them, and that nothing in a clone or beside it can hide one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from git_world import GitWorld, hermetic_environment

from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.revisions import MergeConflict, compared

BEFORE = "title: x\n\nstatus: open\n"
OURS = BEFORE.replace("open", "identified")
THEIRS = BEFORE.replace("open", "investigating")


def diverged(world: GitWorld, ours: dict[str, str | bytes | None], theirs: dict[str, str | bytes | None]) -> GitWorld:
    """`main` and `side`, which is checked out, with one commit each after what they share."""
    world.git("branch", "side")
    world.commit(ours)
    world.git("switch", "-q", "side")
    world.commit(theirs)
    return world


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"in/x.yaml": BEFORE, "kept": "1"})
    return made


def conflict(world: GitWorld, base: str = "main", head: str = "HEAD") -> MergeConflict:
    with pytest.raises(MergeConflict) as caught, compared(world.repository(), base, head):
        pass
    assert caught.value.exit_code == 3
    return caught.value


def merges_in_the_clone(world: GitWorld) -> bool:
    """Whether git merges without conflict when it minds the settings of the clone and the user."""
    return world.repository().ask("merge-tree", "--write-tree", "main", "side").status == 0


def stages(world: GitWorld, found: MergeConflict) -> list[tuple[str | None, str | None, str | None]]:
    with Blobs(world.repository()) as blobs:
        return [
            (
                blobs.read(each.ancestor.oid).decode() if each.ancestor else None,
                blobs.read(each.ours.oid).decode() if each.ours else None,
                blobs.read(each.theirs.oid).decode() if each.theirs else None,
            )
            for each in found.conflicts
        ]


def test_two_changes_of_one_line_conflict_and_both_are_named(world: GitWorld) -> None:
    found = conflict(diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS}))
    assert found.paths == ("in/x.yaml",)
    assert "'in/x.yaml'" in found.message
    assert stages(world, found) == [(BEFORE, OURS, THEIRS)]


def test_one_path_added_twice_has_no_ancestor(world: GitWorld) -> None:
    found = conflict(diverged(world, {"new": "ours"}, {"new": "theirs"}))
    assert stages(world, found) == [(None, "ours", "theirs")]


def test_a_file_that_one_side_deleted_and_the_other_changed_conflicts_either_way(world: GitWorld) -> None:
    diverged(world, {"in/x.yaml": None}, {"in/x.yaml": THEIRS})
    assert stages(world, conflict(world, "main", "side")) == [(BEFORE, None, THEIRS)]
    assert stages(world, conflict(world, "side", "main")) == [(BEFORE, THEIRS, None)]


@pytest.mark.parametrize("name", ["-dash", "new\nline", "tab\there", "not-utf8-\udcff", 'quo"te', "ü"])
def test_an_odd_path_conflicts_under_its_own_name(world: GitWorld, name: str) -> None:
    found = conflict(diverged(world, {name: "ours"}, {name: "theirs"}))
    assert found.paths == (name,)
    assert "\n" not in found.message
    found.message.encode()


def test_of_many_conflicts_a_few_are_shown_and_all_are_named(world: GitWorld) -> None:
    names = [f"n{number}" for number in range(9)]
    found = conflict(diverged(world, dict.fromkeys(names, "ours"), dict.fromkeys(names, "theirs")))
    assert found.paths == tuple(names)
    assert "and 4 more" in found.message


def test_a_file_against_a_folder_and_a_link_against_a_file_conflict(world: GitWorld) -> None:
    world.git("branch", "side")
    world.commit({"x": "1", "y": "1"})
    world.git("switch", "-q", "side")
    world.write({"x/inside": "1"})
    (world.top / "y").symlink_to("kept")
    world.git("add", ".")
    world.commit({})
    found = conflict(world)
    assert any(path.startswith("x") for path in found.paths)
    assert any(path.startswith("y") for path in found.paths)


def test_a_conflict_that_leaves_no_path_undecided_is_one_all_the_same(world: GitWorld) -> None:
    """A folder whose files went to two places, while the other side added one there."""
    world.commit({f"d/{name}": f"{name}{name}\n{name}\n" for name in "ab"})
    world.git("branch", "side")
    world.write({"x/keep": "", "y/keep": ""})
    world.git("mv", "d/a", "x/a")
    world.git("mv", "d/b", "y/b")
    world.commit({})
    world.git("switch", "-q", "side")
    world.commit({"d/c": "new"})
    found = conflict(world)
    assert found.paths == ()
    assert "conflicts with main, so" in found.message


def test_a_conflict_in_a_criss_cross_history_is_told_though_its_ancestor_is_nowhere(world: GitWorld) -> None:
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    world.git("branch", "old", "main")
    for branch, other, status in (("main", "side", "resolved"), ("side", "old", "open")):
        world.git("switch", "-q", branch)
        world.git("merge", "-q", "-s", "ours", "-m", "m", other)
        world.commit({"in/x.yaml": f"status: {status}\n"})
    assert conflict(world).paths == ("in/x.yaml",)


def test_the_recipe_mends_a_conflict(world: GitWorld) -> None:
    diverged(world, {"in/x.yaml": OURS, "a b": "1"}, {"in/x.yaml": THEIRS, "kept": "2"})
    rebase, mend, proceed, push = conflict(world).cure.split(", ")
    assert (mend, push) == ("mend these files", "git push --force-with-lease")
    environment = {**hermetic_environment(), "GIT_EDITOR": ":"}
    assert subprocess.run(rebase, shell=True, cwd=world.top, env=environment, check=False).returncode == 1
    world.write({"in/x.yaml": OURS.replace("identified", "resolved")})
    subprocess.run(proceed, shell=True, cwd=world.top, env=environment, check=True)
    with compared(world.repository(), "main") as found:
        assert {file.path for file in tree(found.repository, found.tree)} == {"a b", "in/x.yaml", "kept"}


def test_the_recipe_names_the_branches_as_they_were_given_and_quotes_them(world: GitWorld) -> None:
    diverged(world, {"new": "ours"}, {"new": "theirs"})
    world.git("branch", "it's;$(x)", "side")
    assert conflict(world, "refs/heads/main", "it's;$(x)").cure.startswith(
        "git rebase refs/heads/main 'it'\"'\"'s;$(x)', mend"
    )


ATTRIBUTES = "*.yaml merge=union\n"


def in_the_tree(world: GitWorld, _: pytest.MonkeyPatch) -> None:
    world.commit({".gitattributes": ATTRIBUTES, "in/.gitattributes": ATTRIBUTES})


def in_the_clone(world: GitWorld, _: pytest.MonkeyPatch) -> None:
    (world.top / ".git/info").mkdir(exist_ok=True)
    (world.top / ".git/info/attributes").write_text(ATTRIBUTES)


def in_a_file_of_the_configuration(world: GitWorld, _: pytest.MonkeyPatch) -> None:
    (world.top.parent / "attributes").write_text(ATTRIBUTES)
    world.git("config", "core.attributesFile", str(world.top.parent / "attributes"))


def in_the_users_configuration(world: GitWorld, patch: pytest.MonkeyPatch) -> None:
    (world.top.parent / "attributes").write_text(ATTRIBUTES)
    (world.top.parent / "gitconfig").write_text(f"[core]\nattributesFile = {world.top.parent / 'attributes'}\n")
    patch.setenv("GIT_CONFIG_GLOBAL", str(world.top.parent / "gitconfig"))


def in_the_users_folder(world: GitWorld, patch: pytest.MonkeyPatch) -> None:
    (world.top.parent / "git").mkdir()
    (world.top.parent / "git/attributes").write_text(ATTRIBUTES)
    patch.setenv("XDG_CONFIG_HOME", str(world.top.parent))


def as_the_default_driver(world: GitWorld, _: pytest.MonkeyPatch) -> None:
    world.git("config", "merge.default", "union")


def as_the_users_default_driver(world: GitWorld, patch: pytest.MonkeyPatch) -> None:
    (world.top.parent / "gitconfig").write_text("[merge]\ndefault = union\n")
    patch.setenv("GIT_CONFIG_GLOBAL", str(world.top.parent / "gitconfig"))


@pytest.mark.parametrize(
    "place",
    [
        in_the_tree,
        in_the_clone,
        in_a_file_of_the_configuration,
        in_the_users_configuration,
        in_the_users_folder,
        as_the_default_driver,
        as_the_users_default_driver,
    ],
)
def test_no_attribute_makes_two_statuses_out_of_a_conflict(
    world: GitWorld, monkeypatch: pytest.MonkeyPatch, place: Callable[[GitWorld, pytest.MonkeyPatch], None]
) -> None:
    place(world, monkeypatch)
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    assert merges_in_the_clone(world)
    assert conflict(world).paths == ("in/x.yaml",)


def test_in_a_bare_repository_the_attributes_of_its_head_do_not_matter(world: GitWorld, tmp_path: Path) -> None:
    in_the_tree(world, pytest.MonkeyPatch())
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    assert conflict(world.clone(tmp_path / "bare.git", "--bare"), "main", "side").paths == ("in/x.yaml",)


@pytest.mark.parametrize("setting", ["-merge", "merge=binary", "text eol=crlf", "ident"])
def test_no_attribute_makes_a_conflict_or_other_bytes_out_of_a_clean_merge(world: GitWorld, setting: str) -> None:
    lines = "".join(f"{number}\n" for number in range(9))
    world.commit({".gitattributes": f"*.txt {setting}\n", "a.txt": f"1 $Id$\n{lines}1\n"})
    world.git("config", "merge.renormalize", "true")
    diverged(world, {"a.txt": f"2 $Id$\n{lines}1\n"}, {"a.txt": f"1 $Id$\n{lines}2\n"})
    with compared(world.repository(), "main") as found, Blobs(found.repository) as blobs:
        content = {file.path: file.oid for file in tree(found.repository, found.tree)}["a.txt"]
        assert blobs.read(content).decode() == f"2 $Id$\n{lines}2\n"


def test_no_merge_driver_filter_or_hook_runs(world: GitWorld, tmp_path: Path) -> None:
    mark, program = tmp_path / "mark", tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{mark}"\nexit 0\n')
    program.chmod(0o755)
    world.commit({".gitattributes": "* merge=mark filter=mark diff=mark\n"})
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    for name in (
        "merge.mark.driver",
        "filter.mark.clean",
        "filter.mark.process",
        "diff.mark.textconv",
        "core.fsmonitor",
    ):
        world.git("config", name, f"{program} %A %O %B")
    (world.top / ".git/hooks").mkdir(exist_ok=True)
    for name in ("post-merge", "reference-transaction", "pre-merge-commit"):
        (world.top / ".git/hooks" / name).symlink_to(program)
    mark.unlink(missing_ok=True)
    assert conflict(world).paths == ("in/x.yaml",)
    assert not mark.exists(), mark.read_text()
    assert merges_in_the_clone(world)  # with the driver, which says that all is well
    assert mark.exists()


def test_a_template_of_the_users_does_not_reach_the_throw_away_repository(
    world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "template/info").mkdir(parents=True)
    (tmp_path / "template/info/attributes").write_text("* merge=union\n")
    (tmp_path / "gitconfig").write_text(
        f"[init]\ntemplateDir = {tmp_path / 'template'}\n[safe]\nbareRepository = explicit\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(tmp_path / "template"))
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    assert conflict(world).paths == ("in/x.yaml",)


@pytest.mark.parametrize(
    "variable", ["GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_ATTR_SOURCE"]
)
def test_a_hooks_variables_do_not_reach_the_merge(
    world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    in_the_tree(world, monkeypatch)
    diverged(world, {"in/x.yaml": OURS}, {"in/x.yaml": THEIRS})
    monkeypatch.setenv(variable, "main" if variable == "GIT_ATTR_SOURCE" else os.fspath(tmp_path))
    assert conflict(world).paths == ("in/x.yaml",)
