"""Listing a work tree in which somebody works, and a commit of which more is asked than is held."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given, settings
from hypothesis import strategies as st

from farm_gitops.git.objects import Blobs
from farm_gitops.store.source import Revision, Worktree


def test_a_file_that_goes_while_it_is_listed_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md", "in/c.md"):
        (tmp_path / "incidents" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "incidents" / name).write_text("x")
    listed = os.scandir

    def scandir(folder: Path) -> nullcontext[list[os.DirEntry[str]]]:
        with listed(folder) as found:
            entries = list(found)
        if Path(folder).name == "incidents":
            (tmp_path / "incidents/b.md").unlink()
            (tmp_path / "incidents/in/c.md").unlink()
            (tmp_path / "incidents/in").rmdir()
        return nullcontext(entries)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [file.path for file in Worktree(tmp_path).files("incidents")] == ["incidents/a.md"]


ORGANIZATIONS = ("acme", "globex", "hooli", "stark")
PATHS = tuple(
    f"incidents/{organization}/i{number}/{name}"
    for organization in ORGANIZATIONS
    for number in range(4)
    for name in ("incident.yaml", "timeline/a.md")
)
FOLDERS = ("incidents", *(path.rpartition("/")[0] for path in PATHS), *(f"incidents/{each}" for each in ORGANIZATIONS))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    made = GitWorld.new(tmp_path_factory.mktemp("listed") / "farm")
    made.commit({path: f"{path}\n" for path in PATHS})
    return made


Ask = Callable[[Revision], object]
ASKS = st.one_of(
    st.builds(lambda path: lambda source: source.content_id(path), st.sampled_from((*PATHS, "incidents/acme/no"))),
    st.builds(lambda path: lambda source: source.read(path), st.sampled_from(PATHS)),
    st.builds(lambda folder: lambda source: source.files(folder), st.sampled_from(FOLDERS[1:])),
    st.just(lambda source: source.files("incidents")),
)


@settings(deadline=None)
@given(asks=st.lists(ASKS, max_size=12), few=st.integers(0, 2), many=st.sampled_from([0, 9, 17, 1_000]))
def test_whatever_was_listed_and_forgotten_before_the_answers_are_the_same(
    world: GitWorld, asks: list[Ask], few: int, many: int
) -> None:
    repository, commit = world.repository(), world.git("rev-parse", "HEAD")
    with pytest.MonkeyPatch.context() as patch, Blobs(repository) as blobs:
        patch.setattr("farm_gitops.store.source._FEW", few)
        patch.setattr("farm_gitops.store.source._MANY", many)
        source = Revision(repository, commit, blobs)
        assert [ask(source) for ask in asks] == [ask(Revision(repository, commit, blobs)) for ask in asks]


def test_of_organizations_that_come_one_after_the_other_few_are_held(
    world: GitWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farm_gitops.store.source._FEW", 0)
    monkeypatch.setattr("farm_gitops.store.source._MANY", 16)
    repository, commit = world.repository(), world.git("rev-parse", "HEAD")
    with Blobs(repository) as blobs:
        source = Revision(repository, commit, blobs)
        for path in PATHS:
            assert source.files("/".join(path.split("/")[:3]))
        assert list(source._incidents) == ["incidents/hooli", "incidents/stark"]
        assert len(source._ids) == 16
