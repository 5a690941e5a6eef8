"""How much is read, and how often git is asked: bounded, however large a file and however many incidents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.git.objects import Blobs, TreeFile, tree
from farm_gitops.git.runner import Repository
from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.records.folder import read_again, read_folder
from farm_gitops.records.layout import File
from farm_gitops.store import source
from farm_gitops.store.history import no_origins
from farm_gitops.store.landed import _Memory, _StepSnapshot
from farm_gitops.store.moving_tree import Contents, MovingTree
from farm_gitops.store.source import Revision, Worktree

INCIDENT = IncidentId("acme", "outage")
FOLDER = layout.folder(INCIDENT)
NAMES = ("incident.yaml", "postmortem.md", "timeline/a.md", "timeline/b.md", "attachments/a.txt", "notes.txt")


def test_many_incidents_are_listed_at_once_and_as_each_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [f"incidents/acme/i{number}" for number in range(source._FEW * 3)]
    world = GitWorld.new(tmp_path / "acme")
    commit = world.commit({f"{folder}/{name}": name for folder in folders for name in NAMES[:3]})
    asked: list[str] = []

    def counted(repository: Repository, commit: str, prefix: str = "", *, sizes: bool = False) -> tuple[TreeFile, ...]:
        asked.append(prefix)
        return tree(repository, commit, prefix, sizes=sizes)

    monkeypatch.setattr(source, "tree", counted)
    with Blobs(world.repository()) as blobs:
        revision = Revision(world.repository(), commit, blobs)
        together = [revision.files(folder) for folder in (*folders, "incidents/acme/none")]
        assert revision.read("incidents/acme/none/incident.yaml") is None
        assert asked == [*folders[: source._FEW], "incidents/acme"]
        alone = [Revision(world.repository(), commit, blobs).files(folder) for folder in folders]
    assert together == [*alone, ()]


def test_the_working_tree_gives_the_beginning_of_a_file_and_waits_for_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("long")
    os.mkfifo(tmp_path / "pipe")
    worktree = Worktree(tmp_path)
    assert [worktree.read("long"), worktree.read("long", 2)] == [b"12345", b"12"]
    assert [worktree.read(name) for name in ("link", "pipe", "none", "long/none", "")] == [None] * 5


@pytest.mark.parametrize(("mode", "is_policy"), [("100644", True), ("120000", False), ("160000", False)])
def test_on_a_walk_too_a_link_in_place_of_the_policy_is_none(mode: str, is_policy: bool, tmp_path: Path) -> None:
    tree = MovingTree([TreeFile(layout.CONFIGURATION, mode, "1" * 40, None)])
    contents = Contents(Blobs(GitWorld.new(tmp_path / "acme").repository()))
    assert _StepSnapshot(tree, contents, _Memory(), 0).has_configuration is is_policy


FILES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from([b"", b"one\n", b"title: x\n"]))


@given(before=FILES, after=FILES)
def test_a_folder_read_again_is_the_folder_read_anew(before: dict[str, bytes], after: dict[str, bytes]) -> None:
    old = read_folder(INCIDENT, _listed(before), lambda file: before[_name(file)], no_origins)
    differing = [name for name in NAMES if before.get(name) != after.get(name)]
    changed = {f"{FOLDER}/{name}": File(f"{FOLDER}/{name}") if name in after else None for name in differing}
    again = read_again(old, changed, lambda file: after[_name(file)], no_origins)
    assert again == read_folder(INCIDENT, _listed(after), lambda file: after[_name(file)], no_origins)


def _listed(files: dict[str, bytes]) -> list[File]:
    return [File(f"{FOLDER}/{name}") for name in sorted(files)]


def _name(file: File) -> str:
    return file.path.removeprefix(f"{FOLDER}/")
