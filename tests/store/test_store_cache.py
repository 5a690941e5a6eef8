"""The cache gives back what was put there by the same user and program, or nothing; it never fails and never lies."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given, settings
from hypothesis import strategies as st

from farm_gitops.store import cache
from farm_gitops.store.project import Project, find_project

VALUES = {"a": b"1", "b": b"\x00" * 5000}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    GitWorld.new(tmp_path / "farm").commit({"farm.yaml": "organizations: {}\n"})
    return find_project(tmp_path / "farm")


@pytest.fixture
def file(project: Project) -> Path:
    return project.private_folder / "cache.sqlite"


def put(project: Project, values: dict[str, bytes] = VALUES) -> None:
    with cache.cache_of(project) as kept:
        kept.put_many("kind", values)


def got(project: Project) -> dict[str, bytes]:
    with cache.cache_of(project) as kept:
        return dict(kept.get_many("kind", [*VALUES, "c"]))


def test_what_was_kept_is_found_by_kind_and_key(project: Project) -> None:
    put(project)
    assert got(project) == VALUES
    with cache.cache_of(project) as kept:
        assert kept.get_many("other", VALUES) == {}


def test_a_plain_folder_has_none(tmp_path: Path) -> None:
    (tmp_path / "farm.yaml").touch()
    put(Project(tmp_path, None))
    assert got(Project(tmp_path, None)) == {}


def test_another_work_tree_of_the_repository_finds_it(project: Project, tmp_path: Path) -> None:
    put(project)
    GitWorld(project.root).git("worktree", "add", "-q", str(tmp_path / "other"))
    assert got(find_project(tmp_path / "other")) == VALUES


def test_what_another_user_or_another_version_kept_is_not_found(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(project)
    with monkeypatch.context() as other:
        other.setenv("XDG_STATE_HOME", str(tmp_path / "somebody"))
        assert got(project) == {}
    with monkeypatch.context() as other:
        other.setattr(cache, "fingerprint", lambda: b"another version")
        assert got(project) == {}
    assert got(project) == VALUES


def test_a_value_moved_to_another_key_is_not_found(project: Project, file: Path) -> None:
    put(project)
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("UPDATE kept SET key = 'c' WHERE key = 'a'")
    assert got(project) == {"b": VALUES["b"]}


@given(data=st.data())
@settings(max_examples=60)
def test_whatever_happens_to_the_file_nothing_wrong_is_found(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("broken")
    GitWorld.new(root).commit({"farm.yaml": "organizations: {}\n"})
    project = find_project(root)
    put(project)
    file = project.private_folder / "cache.sqlite"
    whole = file.read_bytes()
    place = data.draw(st.integers(0, len(whole)))
    middle = data.draw(st.binary(max_size=40))
    rest = whole[place + data.draw(st.integers(0, len(middle))) :]
    file.write_bytes(data.draw(st.sampled_from([whole[:place] + middle, whole[:place] + middle + rest])))
    assert got(project).items() <= VALUES.items()
    put(project)
    assert got(project).items() <= VALUES.items()


def test_a_file_that_is_no_database_is_begun_anew(project: Project, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("This is no database. " * 400)
    put(project)  # notices it
    put(project)
    assert got(project) == VALUES


def test_a_view_in_place_of_the_table_is_begun_anew(project: Project, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT 'kind' kind, 'a' key, x value FROM n"
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute(f"CREATE VIEW kept AS {endless}")
    put(project)
    assert got(project) == VALUES


def test_a_link_in_its_place_is_not_followed_and_a_pipe_is_not_waited_for(
    project: Project, file: Path, tmp_path: Path
) -> None:
    file.parent.mkdir(exist_ok=True)
    (tmp_path / "precious").touch()
    file.symlink_to(tmp_path / "precious")
    put(project)
    assert (tmp_path / "precious").read_bytes() == b""
    assert got(project) == VALUES
    file.unlink()
    os.mkfifo(file)
    put(project)
    assert got(project) == VALUES


def test_deleted_in_the_middle_it_is_begun_anew(project: Project, file: Path) -> None:
    with cache.cache_of(project) as kept:
        kept.put_many("kind", {"a": b"1"})
        file.unlink()
        kept.put_many("kind", {"b": b"2"})
        assert kept.get_many("kind", ["a"]).items() <= {("a", b"1")}
    put(project)
    assert got(project) == VALUES


@pytest.fixture
def locked(project: Project, file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process holds the file."""
    monkeypatch.setattr(cache, "_PATIENCE", 0.05)
    put(project, {"a": b"1"})
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    yield
    holder.close()


@pytest.mark.usefixtures("locked")
def test_while_somebody_else_holds_it_nothing_is_found_and_nothing_lost(project: Project, file: Path) -> None:
    put(project)
    assert got(project) == {}
    assert file.exists()


def test_where_it_cannot_be_written_nothing_is_kept(project: Project, file: Path) -> None:
    file.parent.rmdir() if file.parent.is_dir() else None
    file.parent.write_text("a file in the way")
    put(project)
    assert got(project) == {}


def test_of_two_processes_that_make_the_secret_at_once_the_last_one_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    file = tmp_path / "state/farm-gitops/cache.key"
    first, last = cache._secret(), cache._make_secret(file)
    assert first
    assert cache._secret() == last == file.read_bytes() != first
    assert [path.name for path in file.parent.iterdir()] == ["cache.key"]
    assert file.stat().st_mode & 0o077 == 0
