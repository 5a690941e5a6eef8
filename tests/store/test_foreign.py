"""Files of another tool: every version that git has of them, through renames, merges and deletions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from git_world import GitWorld

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.store.foreign import ForeignFolder, Version, read_foreign

BOB = "Bob <bob@elsewhere.example>"
LONG = "".join(f"line {number}\n" for number in range(40))


def markdown(path: str) -> bool:
    """All Markdown."""
    return path.endswith(".md")


def told(folder: ForeignFolder) -> dict[str, list[tuple[str | None, str]]]:
    """Of each file its versions: the text, and who committed it."""
    return {file.path: [*map(one, file.versions)] for file in folder.files}


def one(version: Version) -> tuple[str | None, str]:
    """The text of a version, and who committed it."""
    who = version.commit.author.name if version.commit else ""
    return (None if version.data is None else version.data.decode()), who


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """A site that is a repository."""
    return GitWorld.new(tmp_path / "site")


def test_every_version_is_told_with_its_author_and_both_times(world: GitWorld) -> None:
    world.commit({"a.md": "one", "b.txt": "x"}, at="2026-11-23T10:00:00Z")
    world.commit({"a.md": "two"}, author=BOB, at="2026-11-23T12:00:00+01:00")
    folder = read_foreign(world.top, markdown)
    assert told(folder) == {"a.md": [("one", "Alice Ng"), ("two", "Bob")]}
    commit = folder.files[0].versions[1].commit
    assert commit is not None
    assert (commit.author.email, commit.authored) == ("bob@elsewhere.example", "2026-11-23T12:00:00+01:00")
    assert folder.has_history


def test_a_renamed_file_keeps_its_past(world: GitWorld) -> None:
    world.commit({"old.md": LONG})
    world.commit({"old.md": None, "new.md": LONG.replace("line 7", "line seven")})
    (file,) = read_foreign(world.top, markdown).files
    assert (file.path, file.former, len(file.versions)) == ("new.md", ("old.md",), 2)


def test_a_new_file_beside_a_deleted_one_is_not_that_one(world: GitWorld) -> None:
    world.commit({"old.md": LONG})
    world.commit({"old.md": None, "new.md": "Something quite different."})
    assert {path: len(versions) for path, versions in told(read_foreign(world.top, markdown)).items()} == {
        "new.md": 1,
        "old.md": 2,
    }
    assert told(read_foreign(world.top, markdown))["old.md"][-1][0] is None


def test_what_a_branch_brought_is_told_by_its_own_commits(world: GitWorld) -> None:
    world.commit({"a.md": "one\n"})
    world.git("switch", "-q", "-c", "side")
    world.commit({"a.md": "one\ntwo\n"}, author=BOB)
    world.git("switch", "-q", "main")
    world.commit({"b.md": "b"})
    world.merge("side")
    assert told(read_foreign(world.top, markdown))["a.md"] == [("one\n", "Alice Ng"), ("one\ntwo\n", "Bob")]


def test_what_only_a_merge_holds_is_there_at_the_end(world: GitWorld) -> None:
    world.commit({"a.md": "one\n"})
    world.git("switch", "-q", "-c", "side")
    world.commit({"b.md": "b"})
    world.git("switch", "-q", "main")
    world.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    world.commit({"a.md": "by hand\n"}, message="Merge")
    assert told(read_foreign(world.top, markdown))["a.md"][-1][0] == "by hand\n"


def test_a_folder_within_a_repository_is_told_by_its_own_paths(world: GitWorld) -> None:
    world.commit({"docs/a.md": "one", "b.md": "x"})
    assert [*told(read_foreign(world.top / "docs", markdown))] == ["a.md"]


def test_links_are_not_followed(world: GitWorld, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (world.top / "link.md").symlink_to(tmp_path / "secret.md")
    world.git("add", "link.md")
    world.commit({"a.md": "one"})
    assert [*told(read_foreign(world.top, markdown))] == ["a.md"]
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "link.md").symlink_to(tmp_path / "secret.md")
    assert read_foreign(plain, markdown).files == ()


def test_a_plain_folder_has_one_version_of_each_and_no_history(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("one")
    folder = read_foreign(tmp_path, markdown)
    assert (told(folder), folder.has_history) == ({"a.md": [("one", "")]}, False)
    assert (folder.newest("a.md"), folder.newest("b.md")) == (b"one", None)


def test_a_list_of_versions_will_do(tmp_path: Path) -> None:
    versions = [
        {"commit": "a" * 40, "committed_at": "2026-11-23T10:00:00Z", "text": "one", "author": "Bob"},
        {"commit": "b" * 40, "committed_at": "2026-11-23T11:00:00Z", "text": None},
    ]
    line = json.dumps({"path": "a.md", "first_path": "old.md", "versions": versions})
    (tmp_path / "git_history.jsonl").write_text(f"{line}\n")
    (tmp_path / "config.md").write_text("beside it")
    folder = read_foreign(tmp_path, markdown)
    assert told(folder) == {"a.md": [("one", "Bob"), (None, "")], "config.md": [("beside it", "")]}
    assert folder.files[0].former == ("old.md",)


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"path": "a.md", "versions": []}', '{"path": "a", "versions": 3}'])
def test_a_list_that_is_none_is_a_wrong_call(tmp_path: Path, line: str) -> None:
    (tmp_path / "git_history.jsonl").write_text(line)
    with pytest.raises(UsageError):
        read_foreign(tmp_path, markdown)


def test_a_shallow_clone_says_what_to_fetch(world: GitWorld, tmp_path: Path) -> None:
    world.commit({"a.md": "one"})
    world.commit({"a.md": "two"})
    clone = world.clone(tmp_path / "clone", "--depth", "1")
    with pytest.raises(FarmError, match="does not hold its whole history"):
        read_foreign(clone.top, markdown)


def test_a_missing_folder_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        read_foreign(tmp_path / "none", markdown)
