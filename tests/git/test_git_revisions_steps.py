"""The steps in which a branch grew, and which commits each one brought, whatever shape the history has."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest
from git_world import GitWorld
from hypothesis import given, settings
from hypothesis import strategies as st

from farm_gitops.errors import FarmError
from farm_gitops.git.identity import Identity
from farm_gitops.git.log import commit
from farm_gitops.git.revisions import (
    Authored,
    LandedStep,
    brought_by,
    commits_between,
    first_parent_steps,
    is_on_first_parent_chain,
    landed_history,
)
from farm_gitops.git.runner import GitFailed, Repository
from farm_gitops.git.stream import split

BOB = "Bob Li <bob@acme.example>"


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """`main` with one commit; `side` begins there."""
    made = GitWorld.new(tmp_path / "acme")
    made.commit({"a": "1"})
    made.git("branch", "side")
    return made


def on_side(world: GitWorld, files: dict[str, str | bytes | None], author: str = BOB) -> str:
    world.git("switch", "-q", "side")
    made = world.commit(files, author)
    world.git("switch", "-q", "main")
    return made


def only(repository: Repository, start: str, end: str) -> LandedStep:
    (step,) = first_parent_steps(repository, start, end)
    return step


def paths(found: LandedStep | Authored) -> list[str]:
    return [change.path for change in found.files]


def ids(found: tuple[Authored, ...]) -> list[str]:
    return [each.commit.id for each in found]


def test_a_line_of_commits_is_told_oldest_first_with_what_each_changed(world: GitWorld) -> None:
    first = world.git("rev-parse", "HEAD")
    second = world.commit({"a": "2", "b": "1"}, BOB)
    third = world.commit({})
    steps = list(first_parent_steps(world.repository(), None, "main"))
    assert [(step.before, step.after, step.parents, paths(step)) for step in steps] == [
        (None, first, (), ["a"]),
        (first, second, (first,), ["a", "b"]),
        (second, third, (second,), []),
    ]
    assert steps[1].authored == commit(world.repository(), second)
    assert list(first_parent_steps(world.repository(), first, "main")) == steps[1:]
    assert list(first_parent_steps(world.repository(), third, third)) == []


def test_a_merge_is_one_step_with_all_that_it_landed_and_the_commits_it_brought(world: GitWorld) -> None:
    first, second = on_side(world, {"b": "1"}), on_side(world, {"b": "2", "c": "1"})
    before = world.commit({"d": "1"})
    merge = world.merge("side")
    step = only(world.repository(), before, "main")
    assert (step.before, step.after, step.parents, paths(step)) == (before, merge, (before, second), ["b", "c"])
    brought = brought_by(world.repository(), step)
    assert [(each.commit.id, each.commit.author.name, paths(each), each.is_merge) for each in brought] == [
        (second, "Bob Li", ["b", "c"], False),
        (first, "Bob Li", ["b"], False),
    ]


def test_a_squash_and_a_rebase_bring_nothing_beside_themselves(world: GitWorld) -> None:
    side = on_side(world, {"b": "1"})
    before = world.commit({"d": "1"})
    world.git("merge", "-q", "--squash", "side")
    squash = world.commit({})
    world.git("reset", "-q", "--hard", before)
    world.git("cherry-pick", side)
    for landed in (squash, "main"):
        step = only(world.repository(), before, landed)
        assert (paths(step), brought_by(world.repository(), step)) == (["b"], ())


def test_of_a_merge_only_what_git_does_not_do_by_itself_is_its_own(world: GitWorld) -> None:
    on_side(world, {"b": "1", "both": "side"})
    before = world.commit({"d": "1", "both": "main"})
    world.git_anyway("merge", "-q", "--no-commit", "--no-ff", "side")
    merge = world.commit({"both": "mended", "evil": "1", "a": None})
    found = {each.commit.id: each for each in commits_between(world.repository(), "side", "main")}
    assert found[merge].is_merge
    assert [(path, old is None, new is None) for path, old, new in found[merge].files] == [
        ("a", False, True),
        ("both", False, False),
        ("evil", True, False),
    ]
    old, new = found[merge].files[1][1:]
    assert old is not None
    assert new is not None
    assert old.oid != world.git("rev-parse", f"{before}:both"), "it holds the marks of the conflict"
    assert new.oid == world.git("rev-parse", f"{merge}:both")
    assert paths(only(world.repository(), before, "main")) == ["a", "b", "both", "evil"]


def test_of_many_merges_each_is_repeated_from_where_its_sides_parted(world: GitWorld) -> None:
    """Git forgets the parents of each commit that it has told, and would find no past in which a stale branch began."""
    for number in range(3):
        world.git("switch", "-qc", f"stale-{number}", "side")
        world.commit({f"of-{number}": "1"}, BOB)
        world.git("switch", "-qc", f"nested-{number}", "side")
        world.commit({f"nested-{number}": "1"}, BOB)
        world.git("switch", "-q", f"stale-{number}")
        world.merge(f"nested-{number}")
    world.git("switch", "-q", "main")
    world.commit({"a": "2"})
    for number in range(3):
        world.merge(f"stale-{number}")
        world.commit({"a": f"{number}"})
    landed = list(landed_history(world.repository(), None, "main"))
    assert [step.own for step, _ in landed] == [()] * 8
    assert [each.files for _, brought in landed for each in brought if each.is_merge] == [()] * 3


def test_a_foxtrot_keeps_its_own_line_and_the_published_tip_is_not_on_it(world: GitWorld) -> None:
    side = on_side(world, {"b": "1"})
    published = world.commit({"d": "1"})
    world.git("switch", "-q", "side")
    world.git("merge", "-q", "-s", "ours", "-m", "foxtrot", "main")
    foxtrot = world.git("rev-parse", "HEAD")
    repository = world.repository()
    assert not is_on_first_parent_chain(repository, published, foxtrot)
    assert is_on_first_parent_chain(repository, side, foxtrot)
    with pytest.raises(FarmError, match="first-parent line") as caught:
        list(first_parent_steps(repository, published, foxtrot))
    assert caught.value.exit_code == 3
    step = only(repository, side, foxtrot)
    assert paths(step) == []  # clean on the first-parent chain alone
    assert ids(brought_by(repository, step)) == [published]


def test_a_merge_that_swallows_what_it_merged_changes_nothing_and_brings_it(world: GitWorld) -> None:
    side = on_side(world, {"a": None, "b": "1"})
    before = world.commit({"d": "1"})
    world.git("merge", "-q", "-s", "ours", "-m", "swallow", "side")
    step = only(world.repository(), before, "main")
    assert (paths(step), ids(brought_by(world.repository(), step))) == ([], [side])


def test_an_octopus_is_one_step_and_brings_all_its_arms(world: GitWorld) -> None:
    arms = []
    for name in ("x", "y", "z"):
        world.git("switch", "-qc", name, "side")
        arms.append(world.commit({name: "1"}, BOB))
    world.git("switch", "-q", "main")
    before = world.commit({"d": "1"})
    world.git("merge", "-q", "-m", "m", "x", "y", "z")
    step = only(world.repository(), before, "main")
    assert (len(step.parents), paths(step)) == (4, ["x", "y", "z"])
    assert set(ids(brought_by(world.repository(), step))) == set(arms)
    (own, *_) = commits_between(world.repository(), before, "main")
    assert (own.is_merge, own.files) == (True, ())


def test_an_evil_octopus_tells_what_none_of_its_parents_holds(world: GitWorld) -> None:
    for name in ("x", "y"):
        world.git("switch", "-qc", name, "side")
        world.commit({name: "1"})
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--no-commit", "x", "y")
    world.commit({"evil": "1", "a": "2"})
    own = commits_between(world.repository(), "side", "main")[0]
    assert [(path, old is None, new is None) for path, old, new in own.files] == [
        ("a", False, False),
        ("evil", True, False),
    ]


def test_a_root_that_a_merge_took_in_is_brought_with_its_files(world: GitWorld) -> None:
    world.git("switch", "-q", "--orphan", "foreign")
    foreign = world.commit({"f": "1"})
    world.git("switch", "-q", "main")
    before = world.git("rev-parse", "HEAD")
    world.git("merge", "-q", "--allow-unrelated-histories", "-m", "m", "foreign")
    (brought,) = brought_by(world.repository(), only(world.repository(), before, "main"))
    assert (brought.commit.id, paths(brought)) == (foreign, ["f"])


def test_after_a_force_push_the_old_tip_is_not_on_the_line(world: GitWorld) -> None:
    old = world.commit({"b": "1"})
    world.git("reset", "-q", "--hard", "HEAD~1")
    repository = world.repository()
    for new in (world.git("rev-parse", "HEAD"), world.commit({"c": "1"})):
        assert not is_on_first_parent_chain(repository, old, new)
        with pytest.raises(FarmError, match="first-parent line"):
            list(first_parent_steps(repository, old, new))


def test_a_foreign_root_has_no_common_line(world: GitWorld) -> None:
    world.git("switch", "-q", "--orphan", "foreign")
    foreign = world.commit({"f": "1"})
    assert not is_on_first_parent_chain(world.repository(), "main", foreign)
    with pytest.raises(FarmError):
        list(first_parent_steps(world.repository(), "main", foreign))


def test_every_commit_is_on_its_own_line(world: GitWorld) -> None:
    assert is_on_first_parent_chain(world.repository(), "main", "main")


@pytest.mark.parametrize("wrong", ["", "--all", "0" * 40, "1" * 40, "main^{tree}"])
def test_what_is_no_commit_has_no_history(world: GitWorld, wrong: str) -> None:
    repository = world.repository()
    with pytest.raises(FarmError):
        list(first_parent_steps(repository, None, wrong))
    with pytest.raises(FarmError):
        list(first_parent_steps(repository, wrong or "-", "main"))
    for base, head in (("main", wrong), (wrong, "main")):
        with pytest.raises(FarmError):
            commits_between(repository, base, head)
        with pytest.raises(FarmError):
            is_on_first_parent_chain(repository, base, head)


def test_co_authors_are_those_of_the_trailers(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    world.git("config", "trailer.separators", "=")
    message = (
        "Subject\n\nCo-authored-by: Not A Trailer <no@x>\n\n---------\n\n"
        "Co-authored-by: Bob Li <bob@acme.example>\nSigned-off-by: C <c@x>\nco-authored-BY: Dörte\n  <d@x>\n"
        "Co-authored-by: nameless"
    )
    world.commit({"b": "1"}, message=message)
    people = (Identity("Bob Li", "bob@acme.example"), Identity("Dörte", "d@x"), Identity("nameless", ""))
    assert only(world.repository(), before, "main").co_authors == people
    assert commits_between(world.repository(), before, "main")[0].co_authors == people


def test_a_commit_without_files_or_words_is_a_step(world: GitWorld) -> None:
    before = world.git("rev-parse", "HEAD")
    empty = world.git("commit-tree", f"{before}^{{tree}}", "-p", before, stdin=b"")
    text = world.git("cat-file", "commit", empty).replace("Alice", "Al\0ice").replace(before, empty) + "\0\n\n:0 x\0"
    last = world.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=text.encode())
    steps = list(first_parent_steps(world.repository(), before, last))
    assert [(step.after, step.files, step.co_authors) for step in steps] == [(empty, (), ()), (last, (), ())]


def test_a_commit_comes_before_its_parents_whatever_their_dates_say(world: GitWorld) -> None:
    base = world.git("rev-parse", "HEAD")
    line = [base]
    for number in range(8):
        made = ("commit-tree", "-m", f"{number}", "-p", line[-1], "main^{tree}")
        line.append(world.git(*made, at=f"@{1_700_000_000 - number} +0000"))
    parents = [word for oid in (base, *line[1:]) for word in ("-p", oid)]
    merge = world.git("commit-tree", "-m", "all of them", *parents, "main^{tree}")
    newest_first = line[:0:-1]
    repository = world.repository()
    assert ids(commits_between(repository, base, merge)) == [merge, *newest_first]
    ((step, brought),) = landed_history(repository, base, merge)
    assert ids(brought) == ids(brought_by(repository, step)) == newest_first


def test_old_commits_do_not_pass_as_new_ones_when_dates_are_forged(world: GitWorld) -> None:
    """Ten commits dated 1970 make git forget that the base holds `approval`; then its author would be an actor."""

    def made(message: str, second: int, *parents: str) -> str:
        options = [word for parent in parents for word in ("-p", parent)]
        return world.git("commit-tree", "-m", message, *options, "main^{tree}", at=f"@{second} +0000")

    root = made("root", 1_700_000_000)
    approval = made("approval", 1_700_000_050, root)
    line = approval
    for number in range(10):
        line = made(f"{number}", 2_000_000, line)
    base = made("base", 1_700_000_100, line, root)
    head = made("head", 1_700_000_200, approval)
    assert approval in world.git("rev-list", head, f"^{base}").split()
    assert ids(commits_between(world.repository(), base, head)) == [head]
    merge = made("merge", 1_700_000_300, base, head)
    assert ids(brought_by(world.repository(), only(world.repository(), base, merge))) == [head]


def test_a_missing_commit_ends_the_reading_with_an_error(world: GitWorld) -> None:
    middle = world.commit({"b": "1"})
    world.commit({"b": "2"})
    (world.top / ".git/objects" / middle[:2] / middle[2:]).unlink()
    with pytest.raises(GitFailed):
        list(first_parent_steps(world.repository(), None, "main"))
    with pytest.raises(GitFailed):
        list(landed_history(world.repository(), None, "main"))


def stand_in_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Puts a program before git that does something else when it is asked for first parents; `$real` is git itself."""
    folder.mkdir()
    real = GitWorld.new(folder / "any").git("--exec-path")
    program = folder / "git"
    text = f'#!/bin/sh\nreal="{real}/git"\ncase "$*" in *--first-parent*) {script};; esac\nexec "$real" "$@"\n'
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_whoever_stops_reading_ends_git(world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world.commit({"b": "1"})
    stand_in_git(tmp_path / "bin", monkeypatch, '"$real" "$@"; exec sleep 30')
    started: list[subprocess.Popen[bytes]] = []
    start = Repository.start

    def watched(repository: Repository, *args: str) -> subprocess.Popen[bytes]:
        started.append(start(repository, *args))
        return started[-1]

    monkeypatch.setattr(Repository, "start", watched)
    steps = first_parent_steps(world.repository(), None, "main")
    assert isinstance(steps, Generator)
    next(steps)
    steps.close()
    assert [process.returncode for process in started] == [-signal.SIGKILL]


def test_a_git_that_says_nothing_is_ended(world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in_git(tmp_path / "bin", monkeypatch, "exec sleep 30")
    monkeypatch.setattr("farm_gitops.git.stream.PATIENCE", 0.05)
    with pytest.raises(GitFailed, match="no answer within"):
        list(first_parent_steps(world.repository(), None, "main"))


def test_a_git_that_complains_at_length_does_not_stand_still(
    world: GitWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in_git(tmp_path / "bin", monkeypatch, "head -c 1000000 /dev/zero >&2")
    monkeypatch.setattr("farm_gitops.git.stream.PATIENCE", 20)
    end = world.git("rev-parse", "HEAD")
    assert [step.after for step in first_parent_steps(world.repository(), None, end)] == [end]


@given(text=st.lists(st.text(st.characters(exclude_characters="\0"), max_size=5), min_size=1), size=st.integers(1, 7))
def test_words_are_the_same_in_whatever_pieces_they_come(text: list[str], size: int) -> None:
    whole = "".join(f"{word}\0" for word in text).encode("utf-8", "surrogatepass")
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert list(split(pieces)) == whole.decode("utf-8", "surrogateescape").split("\0")[:-1]


class Drawn(NamedTuple):
    """Commits as numbers: the parents of each (all of them smaller), and when it claims to be made."""

    parents: tuple[tuple[int, ...], ...]
    seconds: tuple[int, ...]

    def reach(self, tips: tuple[int, ...]) -> set[int]:
        return set(tips).union(*(self.reach(self.parents[tip]) for tip in tips)) if tips else set()

    def line(self, tip: int) -> list[int]:
        return [*(self.line(self.parents[tip][0]) if self.parents[tip] else []), tip]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    count = draw(st.integers(2, 12))
    parents = tuple(
        tuple(draw(st.lists(st.integers(max(0, number - 5), number - 1), max_size=3, unique=True))) if number else ()
        for number in range(count)
    )
    return Drawn(parents, tuple(draw(st.sampled_from((1, 2_000, 3_000, 9_000))) for _ in range(count)))


def written(world: GitWorld, history: Drawn) -> list[str]:
    """The ids of the commits in a repository, each with a file of its own."""
    stream = "".join(
        f"commit refs/drawn/{number}\nmark :{number + 1}\ncommitter A <a@x> {second} +0000\ndata 0\n"
        + "".join(f"{verb} :{each + 1}\n" for verb, each in zip(("from", "merge", "merge"), parents, strict=False))
        + f"M 644 inline {number}\ndata 1\n{number % 10}\n\n"
        for number, (parents, second) in enumerate(zip(*history, strict=True))
    )
    for oid in world.git("for-each-ref", "--format=delete %(refname)", "refs/drawn/").splitlines():
        world.git("update-ref", "--stdin", stdin=f"{oid}\n".encode())
    world.git("fast-import", "--quiet", "--force", stdin=stream.encode())
    names = [f"refs/drawn/{number}" for number in range(len(history.parents))]
    return world.git("rev-parse", *names).split()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    return GitWorld.new(tmp_path_factory.mktemp("drawn") / "acme")


@settings(max_examples=40)
@given(history=drawn(), data=st.data())
def test_in_any_history_with_any_dates_new_commits_and_lines_are_what_parents_say(
    store: GitWorld, history: Drawn, data: st.DataObject
) -> None:
    oids = written(store, history)
    numbers = {oid: number for number, oid in enumerate(oids)}
    repository = store.repository()
    one, tip = data.draw(st.integers(0, len(oids) - 1)), len(oids) - 1

    between = [numbers[oid] for oid in ids(commits_between(repository, oids[one], oids[tip]))]
    assert sorted(between) == sorted(history.reach((tip,)) - history.reach((one,)))
    assert all(parent not in between[: between.index(each)] for each in between for parent in history.parents[each])

    line = history.line(tip)
    assert is_on_first_parent_chain(repository, oids[one], oids[tip]) == (one in line)
    landed = list(landed_history(repository, None, oids[tip]))
    assert [numbers[step.after] for step, _ in landed] == line
    for step, brought in landed:
        others = history.parents[numbers[step.after]][1:]
        first = history.parents[numbers[step.after]][:1]
        assert {numbers[oid] for oid in ids(brought)} == history.reach(others) - history.reach(first)
        assert set(brought) == set(brought_by(repository, step))
