"""Commits of exactly the named files, branches, and new repositories."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git import staging
from farm_gitops.git.log import commit
from farm_gitops.git.state import current_branch, head, uncommitted
from farm_gitops.git.write import commit_paths, create_branch, initialize

ODD_NAMES = ["-dash", ":(top)x", "*", "new\nline", "not-utf8-\udcff", 'quo"te\\', "tab\t", "ünïcode", " lead"]


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"changed": "1", "deleted": "1", "other": "1", "staged": "1"})
    return made


def status(world: GitWorld) -> list[str]:
    return world.git("status", "--porcelain").splitlines()


def test_changed_new_and_deleted_files_are_committed_and_nothing_else(world: GitWorld) -> None:
    parent = world.git("rev-parse", "HEAD")
    world.write({"changed": "2", "deleted": None, "in/new": "1", "other": "2", "staged": "2", "untracked": "1"})
    world.git("add", "staged")
    made = commit_paths(world.repository(), ["changed", "deleted", "in/new"], "acme/x: open → investigating\n\nBody")
    found = commit(world.repository(), made)
    assert (head(world.repository()), found.parents) == (made, (parent,))
    assert (found.subject, found.author.email) == ("acme/x: open → investigating", "alice@acme.example")
    changes = world.git("diff-tree", "-r", "--name-status", parent, made).splitlines()
    assert changes == ["M\tchanged", "D\tdeleted", "A\tin/new"]
    assert status(world) == [" M other", "M  staged", "?? untracked"]
    assert world.git("log", "-1", "--format=%B") == "acme/x: open → investigating\n\nBody\n"


def test_the_index_knows_the_committed_files_again(world: GitWorld) -> None:
    world.write({"changed": "2"})
    commit_paths(world.repository(), ["changed"], "change")
    assert world.git("diff-files", "--name-only") == ""


def test_a_partly_staged_file_is_committed_as_it_is_on_disk(world: GitWorld) -> None:
    world.write({"changed": "2"})
    world.git("add", "changed")
    world.write({"changed": "3"})
    commit_paths(world.repository(), ["changed"], "change")
    assert world.git("show", "HEAD:changed") == "3"
    assert status(world) == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_committed_and_taken_away_as_it_is(world: GitWorld, name: str) -> None:
    path = f"in/{name}"
    world.write({path: b"\r\n\0\xff", name: "1"})
    made = commit_paths(world.repository(), [path, name], "add")
    assert set(world.git("ls-tree", "-rz", "--name-only", made).split("\0")) >= {path, name}
    world.write({path: None})
    commit_paths(world.repository(), [path], "remove")
    assert path not in world.git("ls-tree", "-rz", "--name-only", "HEAD").split("\0")
    assert uncommitted(world.repository(), ()) == frozenset()


def test_bytes_are_kept_whatever_line_ends_the_configuration_wants(world: GitWorld) -> None:
    world.git("config", "core.autocrlf", "input")
    world.commit({".gitattributes": "* text=auto\n"})
    world.write({"changed": b"a\r\nb\n"})
    commit_paths(world.repository(), ["changed"], "change")
    assert world.repository().run("cat-file", "blob", "HEAD:changed") == b"a\r\nb\n"


def test_the_executable_bit_is_kept_unless_the_disk_has_none(world: GitWorld) -> None:
    for name in ("changed", "other"):
        (world.top / name).chmod(0o755)
    commit_paths(world.repository(), ["changed"], "executable")
    world.git("config", "core.fileMode", "false")
    world.write({"other": "2"})
    commit_paths(world.repository(), ["other"], "plain")
    modes = [line.split()[0] for line in world.git("ls-tree", "HEAD", "changed", "other", "staged").splitlines()]
    assert modes == ["100755", "100644", "100644"]


def test_the_first_commit_of_a_repository(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "new")
    world.write({"a": "1", "b": "2"})
    made = commit_paths(world.repository(), ["a"], "first")
    assert commit(world.repository(), "main") == commit(world.repository(), made)
    assert commit(world.repository(), made).parents == ()
    assert status(world) == ["?? b"]


def test_a_detached_head_and_a_linked_worktree_take_commits(world: GitWorld, tmp_path: Path) -> None:
    world.git("worktree", "add", "-q", "--detach", str(tmp_path / "side"))
    side = GitWorld(tmp_path / "side")
    before = world.git("rev-parse", "main")
    side.write({"changed": "2"})
    made = commit_paths(side.repository(), ["changed"], "change")
    assert side.git("rev-parse", "HEAD") == made
    assert world.git("rev-parse", "main") == before
    assert status(side) == status(world) == []


def test_a_file_may_become_a_folder(world: GitWorld) -> None:
    world.write({"changed": None})
    world.write({"changed/inside": "1"})
    commit_paths(world.repository(), ["changed/inside"], "folder")
    assert status(world) == []


def test_a_path_is_committed_from_the_top_whatever_folder_one_started_in(world: GitWorld) -> None:
    world.write({"in/a": "1"})
    commit_paths(GitWorld(world.top / "in").repository(), ["in/a"], "add")
    assert world.git("show", "HEAD:in/a") == "1"


@pytest.mark.parametrize("paths", [[], ["changed"], ["never-was"]])
def test_nothing_to_commit_is_an_error(world: GitWorld, paths: list[str]) -> None:
    before = world.git("rev-parse", "HEAD")
    with pytest.raises(FarmError, match="nothing to commit"):
        commit_paths(world.repository(), paths, "nothing")
    assert world.git("rev-parse", "HEAD") == before


@pytest.mark.parametrize("path", ["link", "folder", "linked/a", "../outside", "/etc/hostname", ".git/config"])
def test_what_is_no_file_of_the_work_tree_is_refused(world: GitWorld, path: str) -> None:
    (world.top / "link").symlink_to("changed")
    (world.top.parent / "elsewhere").mkdir()
    (world.top.parent / "elsewhere" / "a").write_text("1")
    (world.top.parent / "outside").write_text("1")
    (world.top / "linked").symlink_to(world.top.parent / "elsewhere")
    (world.top / "folder").mkdir()
    before = world.git("rev-parse", "HEAD")
    with pytest.raises(FarmError):
        commit_paths(world.repository(), [path], "refused")
    assert world.git("rev-parse", "HEAD") == before
    assert world.git("diff", "--cached", "--name-only") == ""


@pytest.mark.parametrize("missing", ["user.name", "user.email"])
def test_without_an_identity_the_cure_is_to_name_oneself(world: GitWorld, missing: str) -> None:
    world.git("config", "--unset", missing)
    world.write({"changed": "2"})
    with pytest.raises(FarmError, match="who you are") as caught:
        commit_paths(world.repository(), ["changed"], "change")
    assert "git config user.name" in caught.value.cure


def test_the_author_of_the_environment_and_the_dates_are_used(world: GitWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Bob")
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-23T11:04:00+01:00")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-23T12:00:00Z")
    world.write({"changed": "2"})
    found = commit(world.repository(), commit_paths(world.repository(), ["changed"], "change"))
    assert (found.author.name, found.authored, found.committed) == (
        "Bob",
        "2026-11-23T11:04:00+01:00",
        "2026-11-23T12:00:00Z",
    )


def test_in_the_middle_of_a_merge_nothing_is_committed(world: GitWorld) -> None:
    world.git("switch", "-qc", "side")
    world.commit({"changed": "side"})
    world.git("switch", "-q", "main")
    world.commit({"staged": "main"})
    world.git("merge", "--no-commit", "--no-ff", "side")
    world.write({"other": "2"})
    with pytest.raises(FarmError, match="merge is in progress"):
        commit_paths(world.repository(), ["other"], "change")


def test_a_bare_repository_takes_no_commits(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match="no work tree"):
        commit_paths(GitWorld.bare(tmp_path / "acme.git").repository(), ["a"], "x")


def test_when_the_index_stays_locked_nothing_is_committed(world: GitWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_PATIENCE", 0)
    before = world.git("rev-parse", "HEAD")
    world.write({"changed": "2"})
    (world.top / ".git/index.lock").touch()
    with pytest.raises(FarmError, match="another program is writing git's index"):
        commit_paths(world.repository(), ["changed"], "change")
    assert world.git("rev-parse", "HEAD") == before


def test_commits_at_the_same_time_all_arrive(world: GitWorld) -> None:
    repository = world.repository()
    names = [f"in/{number}" for number in range(12)]
    world.write(dict.fromkeys(names, "1"))
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: commit_paths(repository, [name], name), names))
    assert set(world.git("rev-list", "HEAD").splitlines()) > set(made)
    assert len(set(made)) == 12
    assert status(world) == []


def test_a_branch_starts_at_head_and_keeps_the_work_tree(world: GitWorld) -> None:
    world.write({"changed": "2", "new": "1"})
    assert create_branch(world.repository(), "incident/x") == "incident/x"
    assert current_branch(world.repository()) == "incident/x"
    assert world.git("rev-parse", "main") == world.git("rev-parse", "HEAD")
    assert status(world) == [" M changed", "?? new"]


def test_a_taken_branch_name_gets_a_number(world: GitWorld, tmp_path: Path) -> None:
    world.git("branch", "x")
    world.git("branch", "folder/inside")
    clone = world.clone(tmp_path / "clone")
    repository = clone.repository()
    clone.git("branch", "X-2")
    assert create_branch(repository, "x") == "x-3"  # `x` is the remote's
    assert create_branch(repository, "x") == "x-4"
    assert create_branch(repository, "folder") == "folder-2"


def test_a_branch_in_a_new_repository_needs_no_commit(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "new")
    assert create_branch(world.repository(), "x") == "x"
    assert current_branch(world.repository()) == "x"


@pytest.mark.parametrize("name", ["", "-x", "a..b", "a b", "x.lock", "@{", "a\nb"])
def test_a_name_that_git_does_not_take_is_refused(world: GitWorld, name: str) -> None:
    with pytest.raises(FarmError, match="cannot name a branch"):
        create_branch(world.repository(), name)
    assert current_branch(world.repository()) == "main"


def test_a_new_repository_has_the_branch_main(tmp_path: Path) -> None:
    made = initialize(tmp_path / "a" / "new")
    assert (made.top, current_branch(made), head(made)) == (tmp_path / "a" / "new", "main", None)


def test_an_index_that_another_program_writes_is_waited_for(world: GitWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = world.top / ".git" / "index.lock"
    lock.touch()
    monkeypatch.setattr(time, "sleep", lambda _: lock.unlink(missing_ok=True))
    world.write({"changed": "2"})
    commit_paths(world.repository(), ["changed"], "after all")
    assert (world.git("show", "HEAD:changed"), status(world)) == ("2", [])
