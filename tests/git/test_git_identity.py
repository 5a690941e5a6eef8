"""Who git says would author a commit."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.git.identity import Identity, identity


def test_the_repositorys_configuration_names_the_author(tmp_path: Path) -> None:
    assert identity(GitWorld.new(tmp_path / "acme").repository()) == Identity("Alice Ng", "alice@acme.example")


def test_the_environment_outranks_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Bob Ørsted")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "bob@acme.example")
    repository = GitWorld.new(tmp_path / "acme").repository()
    assert identity(repository) == Identity("Bob Ørsted", "bob@acme.example")
    assert identity(repository, "committer") == Identity("Alice Ng", "alice@acme.example")


@pytest.mark.parametrize("missing", ["user.name", "user.email"])
def test_nobody_is_guessed_from_the_machine(tmp_path: Path, missing: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.git("config", "--unset", missing)
    assert identity(world.repository()) is None


def test_without_a_repository_the_users_own_configuration_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = Carol\n\temail = carol@acme.example\n")
    inside = GitWorld.new(tmp_path / "acme")
    monkeypatch.chdir(inside.top)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert identity(None) == Identity("Carol", "carol@acme.example")


def test_without_a_repository_and_configuration_there_is_nobody() -> None:
    assert identity(None) is None


def test_a_configuration_that_cannot_be_read_is_an_error_and_not_nobody(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    repository = world.repository()
    (world.top / ".git/config").write_text("[user\n")
    with pytest.raises(FarmError, match="bad config"):
        identity(repository)
