"""Commits and the commits that brought files, through merges, renames, odd names and impossible dates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.git.identity import Identity
from farm_gitops.git.log import Commit, commit, committer_date
from farm_gitops.git.revisions import first_parent_steps

BOB = "Bob Li <bob@acme.example>"
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def made(
    world: GitWorld, author: str = "A <a@x> 1 +0000", committer: str = "A <a@x> 1 +0000", message: str = "m"
) -> str:
    """A commit object with exactly these lines, however wrong."""
    world.git("hash-object", "-t", "tree", "-w", "--stdin", stdin=b"")
    text = f"tree {EMPTY_TREE}\nauthor {author}\ncommitter {committer}\n\n{message}"
    return world.git(
        "hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=text.encode("utf-8", "surrogateescape")
    )


def test_a_commit_tells_author_times_subject_and_parents(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    first = world.commit({"a": "1"})
    second = world.commit({}, BOB, "2026-11-23T11:04:00+01:00", "Subject:\nsecond line\n\nBody")
    found = commit(world.repository(), "HEAD")
    assert found.id == second
    assert found.author == Identity("Bob Li", "bob@acme.example")
    assert (found.authored, found.subject, found.parents) == (
        "2026-11-23T11:04:00+01:00",
        "Subject: second line",
        (first,),
    )
    assert committer_date(world.repository(), first) == "2026-11-23T10:00:00Z"


def test_mailmap_does_not_change_an_author(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({".mailmap": "Mallory <mallory@x> <alice@acme.example>\n"})
    assert commit(world.repository(), "HEAD").author == Identity("Alice Ng", "alice@acme.example")


def test_a_commit_without_subject_author_or_date_is_still_read(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    found = commit(world.repository(), made(world, "nobody", "", ""))
    assert (found.subject, found.authored) == ("", "1970-01-01T00:00:00Z")


@given(seconds=st.one_of(st.integers(-(10**20), 10**20), st.integers(0, 2**33)), zone=st.integers(-999_999, 999_999))
def test_no_date_crashes_and_each_is_rfc_3339(store: GitWorld, seconds: int, zone: int) -> None:
    found = commit(store.repository(), made(store, f"A <a@x> {seconds} {zone:+05}", "A <a@x> 1 +0000"))
    assert datetime.fromisoformat(found.authored).tzinfo is not None
    assert 1970 <= int(found.authored[:4]) + 1 <= 10_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    return GitWorld.new(tmp_path_factory.mktemp("dates") / "acme")


def test_text_in_latin_1_is_read_by_its_declared_encoding_and_otherwise_replaced(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    assert commit(world.repository(), made(world, message="caf\udce9")).subject == "caf\ufffd"
    world.git("config", "i18n.commitEncoding", "ISO-8859-1")
    world.git("config", "i18n.logOutputEncoding", "ISO-8859-1")
    world.write({"message": b"caf\xe9"})
    world.git("commit", "--allow-empty", "-F", "message")
    assert commit(world.repository(), "HEAD").subject == "café"


def added(world: GitWorld) -> dict[str, Commit]:
    """By path the commit of the line that added it."""
    steps = first_parent_steps(world.repository(), None, "HEAD")
    return {change.path: step.authored for step in steps for change in step.files if change.before is None}


def test_a_rename_adds_its_new_name(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    first = world.commit({"a": "the same content"})
    world.git("config", "diff.renames", "copies")
    world.git("mv", "a", "b")
    second = world.commit({})
    found = added(world)
    assert (found["a"].id, found["b"].id) == (first, second)


@pytest.mark.parametrize("name", ["-dash", ":colon", ":100644 000000 A", "new\nline", "\n:x", "\udcff", 'quo"te', "ü"])
@pytest.mark.parametrize("message", ["plain", ":000000 100644 0 1 A", "\x01\x1e\x1f"])
def test_odd_names_and_subjects_do_not_confuse_the_reading(tmp_path: Path, name: str, message: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    first = world.commit({f"in/{name}": "1", name: "1"}, message=message)
    second = world.commit({f"{name}2": "1"}, author=":colon <:x@y>", message=message)
    world.commit({}, message=message)
    found = added(world)
    assert {path: each.id for path, each in found.items()} == {f"in/{name}": first, name: first, f"{name}2": second}
    assert found[name].subject == message


def test_a_graft_changes_no_history(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "1"})
    second = world.commit({"b": "1"})
    (world.top / ".git/info").mkdir(exist_ok=True)
    (world.top / ".git/info/grafts").write_text(f"{second}\n")
    assert set(added(world)) == {"a", "b"}
