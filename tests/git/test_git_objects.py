"""Trees and blobs, with names and content as odd as git allows."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from git_world import GitWorld
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, TreeFile, tree

ODD_NAMES = ["-dash", ":(top)x", "*", "new\nline", "not-utf8-\udcff", 'quo"te\\', "ünïcode"]


def paths(files: tuple[TreeFile, ...]) -> list[str]:
    return [file.path for file in files]


def test_odd_names_come_back_as_they_are(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({f"in/{name}": "1" for name in ODD_NAMES})
    assert sorted(paths(tree(world.repository(), oid))) == sorted(f"in/{name}" for name in ODD_NAMES)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_prefix_is_a_folder_and_no_pattern(tmp_path: Path, name: str) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({f"{name}/a": "1", f"{name}more/b": "2", "c": "3"})
    repository = world.repository()
    assert paths(tree(repository, oid, name)) == paths(tree(repository, oid, f"{name}/")) == [f"{name}/a"]


def test_links_submodules_and_executables_keep_their_modes(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.write({"plain": "12345", "program": ""})
    (world.top / "program").chmod(0o755)
    (world.top / "link").symlink_to("plain")
    world.git("add", ".")
    world.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    oid = world.commit({})
    modes = {file.path: file.mode for file in tree(world.repository(), oid)}
    assert modes == {"link": "120000", "module": "160000", "plain": "100644", "program": "100755"}
    sizes = {file.path: file.size for file in tree(world.repository(), oid, sizes=True)}
    assert sizes == {"link": 5, "module": None, "plain": 5, "program": 0}


def test_a_tree_is_listed_from_the_top_whatever_folder_one_started_in(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({"in/a": "1", "b": "2"})
    assert paths(tree(GitWorld(world.top / "in").repository(), oid)) == ["b", "in/a"]


def test_a_bare_repository_has_trees_and_blobs_too(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    oid = world.commit({"a": "content"})
    repository = world.clone(tmp_path / "acme.git", "--bare").repository()
    (file,) = tree(repository, oid)
    with Blobs(repository) as blobs:
        assert blobs.read(file.oid) == b"content"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    return GitWorld.new(tmp_path_factory.mktemp("blobs") / "acme")


@given(contents=st.lists(st.binary(max_size=200), max_size=3))
def test_blobs_come_back_byte_for_byte_in_any_order(store: GitWorld, contents: list[bytes]) -> None:
    oids = [store.git("hash-object", "-w", "--stdin", stdin=content) for content in contents]
    with Blobs(store.repository()) as blobs:
        assert [blobs.read(oid) for oid in (*oids, *oids[::-1])] == [*contents, *contents[::-1]]


@given(contents=st.lists(st.binary(max_size=20), max_size=9), times=st.integers(1, 20))
def test_many_blobs_come_in_the_order_in_which_they_were_asked_for(
    store: GitWorld, contents: list[bytes], times: int
) -> None:
    oids = [store.git("hash-object", "-w", "--stdin", stdin=content) for content in contents]
    with Blobs(store.repository()) as blobs:
        assert list(blobs.read_many(oids * times)) == contents * times


def test_many_blobs_larger_than_a_pipe_come_back_whole(store: GitWorld) -> None:
    contents = [bytes([number]) * 300_000 for number in range(5)]
    oids = [store.git("hash-object", "-w", "--stdin", stdin=content) for content in contents]
    with Blobs(store.repository()) as blobs:
        assert list(blobs.read_many(oids * 20)) == contents * 20


def test_another_blob_may_be_read_between_two_of_many(store: GitWorld) -> None:
    one, two = (store.git("hash-object", "-w", "--stdin", stdin=text) for text in (b"one", b"two"))
    with Blobs(store.repository()) as blobs:
        many = blobs.read_many([one] * 100)
        assert [(next(many), blobs.read(two)) for _ in range(100)] == [(b"one", b"two")] * 100
        unfinished = blobs.read_many([one] * 100)
        assert next(unfinished) == b"one"
        assert blobs.read(two) == b"two"


def test_of_many_blobs_those_before_the_missing_one_are_read(store: GitWorld) -> None:
    good = store.git("hash-object", "-w", "--stdin", stdin=b"good")
    with Blobs(store.repository()) as blobs:
        for place in (0, 3, 40):
            many = blobs.read_many([good] * place + ["1" * 40] + [good] * 40)
            assert [next(many) for _ in range(place)] == [b"good"] * place
            with pytest.raises(FarmError, match="1111 is missing"):
                next(many)
            assert blobs.read(good) == b"good"


@given(content=st.binary(max_size=200), most=st.integers(0, 250))
def test_of_a_blob_no_more_is_kept_than_was_asked_for_and_the_next_answer_is_right(
    store: GitWorld, content: bytes, most: int
) -> None:
    oid = store.git("hash-object", "-w", "--stdin", stdin=content)
    with Blobs(store.repository()) as blobs:
        assert blobs.read(oid, most) == content[:most]
        assert list(blobs.read_many([oid] * 2, most)) == [content[:most]] * 2
        assert blobs.size(oid) == len(content)
        assert blobs.read(oid) == content


def test_the_rest_of_a_blob_larger_than_a_piece_is_passed_over(store: GitWorld) -> None:
    oid = store.git("hash-object", "-w", "--stdin", stdin=bytes(1_000_000))
    with Blobs(store.repository()) as blobs:
        assert blobs.read(oid, 5) == bytes(5)
        assert blobs.size(oid) == 1_000_000
        with pytest.raises(FarmError, match="1111 is missing"):
            blobs.size("1" * 40)


def test_a_blob_larger_than_a_pipe_comes_back_whole(store: GitWorld) -> None:
    content = bytes(range(256)) * 20_000
    oid = store.git("hash-object", "-w", "--stdin", stdin=content)
    with Blobs(store.repository()) as blobs:
        assert blobs.read(oid) == content
        assert blobs.read(oid) == content


def test_what_is_missing_or_no_blob_is_an_error_and_the_next_read_still_right(store: GitWorld) -> None:
    commit = store.commit({"a": "content"})
    good = store.git("rev-parse", "HEAD:a")
    with Blobs(store.repository()) as blobs:
        for wrong in ("1" * 40, commit, "HEAD:a", "", good + "\n" + good, good.upper() + "x"):
            with pytest.raises(FarmError):
                blobs.read(wrong)
            assert blobs.read(good) == b"content"


def test_a_damaged_blob_is_an_error_each_time(tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"a": "content"})
    oid = world.git("rev-parse", "HEAD:a")
    place = world.top / ".git/objects" / oid[:2] / oid[2:]
    place.chmod(0o644)
    place.write_bytes(b"damage")
    with Blobs(world.repository()) as blobs:
        for _ in range(2):
            with pytest.raises(FarmError):
                blobs.read(oid)


def test_the_child_has_ended_after_the_block_even_when_the_block_fails(store: GitWorld) -> None:
    blobs = Blobs(store.repository())
    with suppress(ZeroDivisionError), blobs:
        blobs.read(store.git("hash-object", "-w", "--stdin", stdin=b"content"))
        process = blobs._process
        raise ZeroDivisionError
    assert process is not None
    assert process.returncode is not None
    assert process.stdin is not None
    assert process.stdin.closed
    with pytest.raises(FarmError, match="inside"):
        blobs.read("1" * 40)


def test_a_child_is_there_while_somebody_reads_and_not_while_nobody_does(store: GitWorld) -> None:
    oid = store.git("hash-object", "-w", "--stdin", stdin=b"content")
    with Blobs(store.repository()) as blobs:
        children = [blobs._process]
        for _ in range(2):
            assert blobs.read(oid) == b"content"
            children.append(blobs._process)
            blobs.rest()
            blobs.rest()
    nobody, first, second = children
    assert nobody is None
    assert first is not None
    assert first.returncode is not None
    assert second is not first


def test_a_blob_that_a_partial_clone_left_out_is_an_error_and_is_not_fetched(tmp_path: Path) -> None:
    origin = GitWorld.new(tmp_path / "origin")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.commit({"a": "content"})
    oid = origin.git("rev-parse", "HEAD:a")
    partial = origin.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    partial.git("config", "protocol.file.allow", "always")
    with Blobs(partial.repository()) as blobs, pytest.raises(FarmError):
        blobs.read(oid)
    assert partial.git("rev-list", "--objects", "--missing=print", "HEAD").splitlines()[-1] == f"?{oid}"
