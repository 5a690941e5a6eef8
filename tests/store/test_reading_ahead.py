"""Files that are expected come many at once, as they would come one by one, and no more of them are held than a few."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.git.objects import Blobs
from farm_gitops.store import source
from farm_gitops.store.source import Revision
from farm_gitops.store.together import Tell, Work, together

FILES = {
    f"incidents/acme/i{number:02}/incident.yaml": f"title: {number}\n".encode() * (number + 1) for number in range(40)
}
LARGE = "incidents/acme/i05/attachments/large.txt"


@pytest.fixture(scope="module")
def revision(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Revision]:
    """A commit with some small files and one that is not small."""
    world = GitWorld.new(tmp_path_factory.mktemp("ahead"))
    commit = world.commit({**FILES, LARGE: b"x" * source._SMALL})
    repository = world.repository()
    with Blobs(repository) as blobs:
        read = Revision(repository, commit, blobs)
        read.files("incidents")
        yield read


def expect(revision: Revision, paths: Iterable[str] = (*FILES, LARGE)) -> None:
    """Say that all of them will be read."""
    revision.expect(list(dict.fromkeys("/".join(path.split("/")[:3]) for path in paths)))


@given(st.lists(st.sampled_from([*FILES, LARGE, "incidents/acme/none/incident.yaml"]), max_size=30))
def test_whatever_is_read_in_whatever_order_is_what_lies_there(revision: Revision, paths: list[str]) -> None:
    everything = {**FILES, LARGE: b"x" * source._SMALL}
    expect(revision)
    assert [revision.read(path) for path in paths] == [everything.get(path) for path in paths]


def test_what_is_read_in_the_order_expected_is_asked_for_at_once(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    one_by_one = revision._blobs.read

    def ask(oid: str, most: int | None = None) -> bytes | None:
        asked.append(oid)
        return one_by_one(oid, most)

    monkeypatch.setattr(revision._blobs, "read", ask)
    expect(revision)
    assert {path: revision.read(path) for path in FILES} == FILES
    assert asked == []
    revision.read(LARGE)
    assert len(asked) == 1


def test_copies_of_a_process_read_at_the_same_time_each_with_a_git_of_its_own(revision: Revision) -> None:
    paths = list(FILES) * 5

    def read(path: str, _: Tell) -> bytes | None:
        return revision.read(path)

    assert list(together(Work(read, 3), paths, lambda _: None)) == [FILES[path] for path in paths]
    assert revision.read(paths[0]) == FILES[paths[0]]


def test_the_memory_of_reading_many_files_does_not_grow_with_their_number(tmp_path: Path) -> None:
    size = source._SMALL - 1
    contents = {f"incidents/acme/i/timeline/{number:04}.md": bytes([number % 251]) * size for number in range(600)}
    world = GitWorld.new(tmp_path / "many")
    commit = world.commit(contents)
    repository = world.repository()
    with Blobs(repository) as blobs:
        revision = Revision(repository, commit, blobs)
        expect(revision, contents)
        tracemalloc.start()
        for path, content in contents.items():
            assert revision.read(path) == content
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 100 * size  # of 600
