"""An import that is killed (SIGKILL) at any touch of the disk leaves nothing that is in the way of the next one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from command import Farm
from git_world import GitWorld
from killed import kill_at, touches
from test_import_history import page, update

from farm_gitops.store.unfinished import NAME

Command = tuple[str, ...]
POINTS: Final = 12
"""So many of the touches of a command, evenly spread, does the daily run try; the soak tries each."""


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A page with an incident of three updates."""
    return page(tmp_path, update("investigating", 10), update("identified", 11), update("resolved", 12))


def state(farm: Farm, *, ids: bool) -> Mapping[str, Any]:
    """Every file of the work tree, every ref, where one stands and what git sees of the files."""
    world = GitWorld(farm.root)
    files = {
        path.relative_to(farm.root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in farm.root.rglob("*")
        if ".git" not in path.relative_to(farm.root).parts
    }
    form = "%(refname) %(objectname)" if ids else "%(refname) %(tree)"
    return {
        "files": files,
        "refs": world.git("for-each-ref", f"--format={form}"),
        "log": world.git("log", "--all", "--format=%T %an %s"),
        "branch": world.git("symbolic-ref", "HEAD"),
        "status": world.git("status", "--porcelain", "--untracked-files=all"),
        "noted": (farm.root / ".git" / NAME).exists(),
    }


def spread(number: int, every: bool) -> Iterator[int]:
    """The touches at which to kill."""
    step = 1 if every else max(number // POINTS, 1)
    yield from range(0, number, step)


def try_kills(farm: Farm, command: Command, *, every: bool) -> int:
    """Kill a command at touches and give it again: it ends where one that goes undisturbed does; how many kills."""
    start, kills = farm.root, 0
    fresh = start.with_name("undisturbed")
    shutil.copytree(start, fresh)
    ids = "--commit" not in command  # those of a plain commit tell the time of day
    farm.root = fresh
    number = touches(lambda: farm(*command))
    wanted = state(farm, ids=ids)
    for at in spread(number, every):
        farm.root = start.with_name(f"killed-{at}")
        shutil.copytree(start, farm.root)
        kills += kill_at(at, lambda: farm(*command))
        answer = farm.ok(*command)
        assert state(farm, ids=ids) == wanted, (at, answer)
        assert farm.ok("validate").code == 0
    return kills


ALL: Final = pytest.mark.parametrize("how", [(), ("--commit",), ("--history",)], ids=["plain", "commit", "history"])


@ALL
def test_an_import_that_was_killed_and_is_given_again_ends_as_one_that_was_not(
    farm: Farm, source: str, how: Command
) -> None:
    assert try_kills(farm, ("import", "statuspage", source, *how), every=False) >= POINTS


@pytest.mark.soak
@ALL
def test_an_import_killed_at_any_touch_of_the_disk_ends_as_one_that_was_not(
    farm: Farm, source: str, how: Command
) -> None:
    assert try_kills(farm, ("import", "statuspage", source, *how), every=True) > POINTS


def test_a_branch_of_a_killed_import_of_history_is_not_there_or_whole(farm: Farm, source: str) -> None:
    command = ("import", "statuspage", source, "--history", "--branch")
    start = farm.root
    farm.root = start.with_name("undisturbed")
    shutil.copytree(start, farm.root)
    number = touches(lambda: farm(*command))
    whole = {*refs(farm)} - {*refs(farm, start)}
    for at in range(number - 30, number, 3):  # before that nothing leads to its commits
        farm.root = start.with_name(f"killed-{at}")
        shutil.copytree(start, farm.root)
        assert kill_at(at, lambda: farm(*command))
        assert {*refs(farm)} - {*refs(farm, start)} <= whole
        farm.ok(*command)
        assert farm.ok("validate").code == 0
        assert len([*(farm.root / "incidents/acme").iterdir()]) == 1


def refs(farm: Farm, root: Path | None = None) -> list[str]:
    """The branches with their commits, in the farm or another folder."""
    return (
        GitWorld(root or farm.root).git("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads").split("\n")
    )
