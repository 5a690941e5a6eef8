"""GitPython, which understands git's objects by its own code, sees in the demo's history what we see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import git
import pytest

from farm_gitops.actions.demo import make_demo
from farm_gitops.git.diff import FileChange
from farm_gitops.git.objects import Blobs, TreeFile, tree
from farm_gitops.git.revisions import first_parent_steps
from farm_gitops.git.runner import Repository, find_repository


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("second") / "demo"
    make_demo(folder)
    return folder


@pytest.fixture
def ours(demo: Path) -> Repository:
    found = find_repository(demo)
    assert found is not None
    return found


@pytest.fixture
def theirs(demo: Path) -> Iterator[git.Repo]:
    with git.Repo(demo) as repo:
        yield repo


def test_the_same_files_with_the_same_bytes(ours: Repository, theirs: git.Repo) -> None:
    seen = _blobs(theirs.head.commit.tree)
    listed = tree(ours, theirs.head.commit.hexsha)
    assert {file.path: (file.mode, file.oid) for file in listed} == {
        path: (f"{blob.mode:o}", blob.hexsha) for path, blob in seen.items()
    }
    with Blobs(ours) as blobs:
        assert all(blobs.read(file.oid) == seen[file.path].data_stream.read() for file in listed)


def test_the_same_steps_by_the_same_people_with_the_same_changes(ours: Repository, theirs: git.Repo) -> None:
    steps = list(first_parent_steps(ours, None, theirs.head.commit.hexsha))
    assert len(steps) > 100
    for step in steps:
        commit = theirs.commit(step.after)
        said = step.authored
        assert (said.author.name, said.author.email, said.subject) == (
            commit.author.name,
            commit.author.email,
            str(commit.summary),
        )
        assert step.parents == tuple(parent.hexsha for parent in commit.parents)
        assert {change.path: _ids(change) for change in step.files} == _changes(commit)


def _ids(change: FileChange) -> tuple[str | None, str | None]:
    return _id(change.before), _id(change.after)


def _id(file: TreeFile | None) -> str | None:
    return file.oid if file else None


def _changes(commit: git.Commit) -> dict[str, tuple[str | None, str | None]]:
    """What a commit did to its first parent, from the two trees."""
    before = _blobs(commit.parents[0].tree) if commit.parents else {}
    sides = before, _blobs(commit.tree)
    ids = {path: tuple(side[path].hexsha if path in side else None for side in sides) for path in {*before, *sides[1]}}
    return {path: (old, new) for path, (old, new) in ids.items() if old != new}


def _blobs(folder: git.Tree) -> dict[str, git.Blob]:
    """Every file at or below a folder, by its path."""
    own = {str(blob.path): blob for blob in folder.blobs}
    return own | {path: blob for below in folder.trees for path, blob in _blobs(below).items()}
