"""Finding a repository, and running git in an environment of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import GitFailed, find_repository
from farm_gitops.git.state import head


def stand_in_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a program called git before the real one."""
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_a_plain_folder_has_no_repository(tmp_path: Path) -> None:
    assert find_repository(tmp_path) is None


def test_a_repository_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.write({"incidents/acme/x": ""})
    found = find_repository(world.top / "incidents" / "acme")
    assert found is not None
    assert (found.top, found.git_dir, found.bare) == (world.top, world.top / ".git", False)


@pytest.mark.parametrize("name", ["$HOME", "~", "-dash", ":(top)", "a b'\"", "\udcff"])
def test_a_folder_with_an_odd_name_is_taken_literally(tmp_path: Path, name: str) -> None:
    world = GitWorld.new(tmp_path / name)
    oid = world.commit({"a": "1"})
    assert world.repository().top == world.top
    assert head(world.repository()) == oid


def test_a_line_break_in_the_folders_name_is_refused_and_not_misread(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "a\nb")
    with pytest.raises(FarmError, match="line break"):
        find_repository(world.top)


def test_a_linked_worktree_has_its_own_git_dir_and_shares_the_common_one(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    world.git("worktree", "add", "-b", "side", str(tmp_path / "side"))
    found = GitWorld(tmp_path / "side").repository()
    assert found.top == tmp_path / "side"
    assert found.git_dir == world.top / ".git/worktrees/side"
    assert found.common_dir == world.top / ".git"


def test_a_bare_repository_is_its_own_top(tmp_path: Path) -> None:
    found = GitWorld.bare(tmp_path / "acme.git").repository()
    assert found.bare
    assert found.top == found.git_dir == tmp_path / "acme.git"


def test_a_worktree_whose_repository_is_gone_is_no_plain_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere/at/all\n")
    with pytest.raises(FarmError):
        find_repository(tmp_path)


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FarmError, match="not a folder"):
        find_repository(tmp_path / "missing")


def test_a_machine_without_git_is_told_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FarmError, match="not installed") as caught:
        find_repository(tmp_path)
    assert "install git" in caught.value.cure


def test_a_git_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_git(tmp_path / "bin", monkeypatch, 'echo "git version 2.37.9"')
    with pytest.raises(FarmError, match=r"2\.37\.9 is too old"):
        find_repository(tmp_path)


def test_somebody_elses_repository_names_the_setting_that_allows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = "fatal: detected dubious ownership in repository at '/srv/acme'"
    script = f'case "$*" in *rev-parse*) echo "{refusal}" >&2; exit 128;; *) echo "git version 2.40.0";; esac'
    stand_in_git(tmp_path / "bin", monkeypatch, script)
    with pytest.raises(FarmError) as caught:
        find_repository(tmp_path)
    assert caught.value.cure.startswith("git config --global --add safe.directory '/srv/acme'")


def test_a_hooks_variables_do_not_lead_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, other = GitWorld.new(tmp_path / "ours"), GitWorld.new(tmp_path / "other")
    oid = ours.commit({"a": "1"})
    other.commit({"b": "2"})
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Mallory")
    assert head(ours.repository()) == oid
    assert ours.repository().line("config", "user.name") == "Alice Ng"


def test_a_failure_carries_gits_own_words(tmp_path: Path) -> None:
    repository = GitWorld.new(tmp_path / "acme").repository()
    with pytest.raises(GitFailed, match="git cat-file failed: Not a valid object name") as caught:
        repository.run("cat-file", "-p", "nothing")
    assert caught.value.status == 128


def test_what_is_given_on_standard_input_arrives_whole(tmp_path: Path) -> None:
    repository = GitWorld.new(tmp_path / "acme").repository()
    content = bytes(range(256)) * 4096
    oid = repository.run("hash-object", "-w", "--stdin", input=content).decode().strip()
    assert repository.run("cat-file", "blob", oid) == content


def test_a_command_without_an_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = GitWorld.new(tmp_path / "acme")
    repository = world.repository()
    stand_in_git(tmp_path / "bin", monkeypatch, "exec tail -f /dev/null")
    monkeypatch.setattr("farm_gitops.git.runner.PATIENCE", 0.05)
    with pytest.raises(GitFailed, match="no answer within"):
        repository.run("version")
