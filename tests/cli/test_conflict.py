"""A conflict between edits of different keys: it cannot be judged, names both, and its recipe keeps both."""

from __future__ import annotations

import re
import subprocess

import pytest
from command import Farm
from git_world import GitWorld, hermetic_environment
from test_validate_base import BASE, BOB, LIVE, LIVE_FACTS

PATH = f"{LIVE}/incident.yaml"
ON_MAIN = LIVE_FACTS.replace("severity: P3", "severity: P2")
HERE = LIVE_FACTS.replace("status: investigating\n", "status: identified\ncommander: bob\n")


@pytest.fixture
def world(farm: Farm) -> GitWorld:
    """`main` and `change` left a common past."""
    made = GitWorld(farm.root)
    made.commit(BASE, BOB)
    made.git("switch", "-qc", "change")
    return made


def conflicting(world: GitWorld, ours: str | None, theirs: str) -> None:
    """What `main` and `change` make of the live incident."""
    world.commit({PATH: theirs}, BOB)
    world.git("switch", "-q", "main")
    world.commit({PATH: ours}, BOB)
    world.git("switch", "-q", "change")


def told(farm: Farm) -> dict[str, str]:
    """The error."""
    answer = farm("validate", "--base", "main", "--json")
    assert (answer.code, answer.json["verdict"]) == (3, "error")
    error: dict[str, str] = answer.json["error"]
    return error


def test_both_changes_are_named(farm: Farm, world: GitWorld) -> None:
    conflicting(world, ON_MAIN, HERE)
    assert told(farm)["message"] == (
        "HEAD conflicts with main, so it cannot be merged or judged, and both can be kept; "
        f"'{PATH}': main changed `severity` from P3 to P2, "
        "HEAD added `commander: bob` and changed `status` from investigating to identified"
    )


def test_the_recipe_keeps_both(farm: Farm, world: GitWorld) -> None:
    conflicting(world, ON_MAIN, HERE)
    rebase, mend, proceed, push = told(farm)["cure"].split(", ")
    environment = {**hermetic_environment(), "GIT_EDITOR": ":"}
    assert subprocess.run(rebase, shell=True, cwd=world.top, env=environment, check=False).returncode == 1
    wanted = re.findall(r"`(\w+: \w+)`", mend)
    assert wanted == ["severity: P2", "commander: bob", "status: identified"]
    marked = re.compile(r"^<<<<<<< .*?^>>>>>>> .*?\n", re.MULTILINE | re.DOTALL)
    text, marks = marked.subn("".join(f"{line}\n" for line in wanted), farm.read(PATH))
    assert marks == 1
    farm.write(PATH, text)
    subprocess.run(proceed, shell=True, cwd=world.top, env=environment, check=True)
    assert push == "git push --force-with-lease"
    farm.ok("validate", "--base", "main")
    assert world.git("log", "--format=%an", "main..HEAD") == "Bob Roth"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (ON_MAIN, LIVE_FACTS.replace("severity: P3", "severity: P1")),
        (ON_MAIN.replace("P2", "P9"), HERE),
        (f"# one\n{LIVE_FACTS}", f"# two\n{HERE}"),
        (None, HERE),
    ],
    ids=["the same key", "facts that cannot be read", "nothing but a comment", "a file that is gone"],
)
def test_any_other_conflict_is_left_to_the_reader(farm: Farm, world: GitWorld, ours: str | None, theirs: str) -> None:
    conflicting(world, ours, theirs)
    assert "mend these files" in told(farm)["cure"]


def test_a_conflict_beside_it_is_not_explained_away(farm: Farm, world: GitWorld) -> None:
    world.commit({"notes.txt": "here\n"}, BOB)
    world.git("switch", "-q", "main")
    world.commit({"notes.txt": "there\n"}, BOB)
    world.git("switch", "-q", "change")
    conflicting(world, ON_MAIN, HERE)
    assert f"'{PATH}', 'notes.txt'" in told(farm)["message"]


def test_what_a_side_removed_stays_away(farm: Farm, world: GitWorld) -> None:
    conflicting(world, ON_MAIN, HERE.replace("affected_components: [checkout]\n", ""))
    error = told(farm)
    assert "removed `affected_components: [checkout]`" in error["message"]
    assert "no `affected_components`" in error["cure"]
