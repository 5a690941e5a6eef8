"""`show`: one incident in words and as JSON, from its history where there is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

ID = "acme/2026-11-23-outage"
FACTS = f"incidents/{ID}/incident.yaml"
OPEN = "title: Outage\nseverity: P3\nstatus: open\ndescription: Down.\n"
WITHOUT = "told from the files alone, without git's history"


@pytest.fixture
def edited(farm: Farm) -> Farm:
    """Bob reported it; Eve, whom nobody knows, edited the file in a web editor, and it was merged two hours later."""
    world = GitWorld(farm.root)
    world.commit({FACTS: OPEN}, "Bob <bob@acme.example>", "2026-11-23T10:00:00Z")
    world.git("switch", "-qc", "side")
    worse = OPEN.replace("P3", "P1").replace("open", "resolved") + "commander: alice\n"
    world.commit({FACTS: worse}, "Eve <eve@else.example>", "2026-11-23T10:05:00Z", "Update incident.yaml")
    world.git("switch", "-q", "main")
    world.merge("side", at="2026-11-23T12:05:00Z")
    return farm


def test_what_nobody_wrote_down_is_told_with_who_when_and_the_commit(edited: Farm) -> None:
    commit = GitWorld(edited.root).git("rev-parse", "side")[:10]
    clocks = f"recorded 2 h later  {commit}"
    lines = edited.ok("show", ID).out.splitlines()
    told = lines[lines.index("Timeline") + 2 :]
    assert told == [
        f"2026-11-23 10:05Z  Eve (not in farm.yaml)  severity set  P3 → P1  {clocks}",
        f"2026-11-23 10:05Z  Eve (not in farm.yaml)  commander set  nobody → Alice Ng  {clocks}",
        f"2026-11-23 10:05Z  Eve (not in farm.yaml)  status set  open → resolved  {clocks}",
        "    Update incident.yaml",
    ]
    assert WITHOUT not in "".join(lines)
    assert "resolved 2026-11-23 10:05Z" in "".join(lines)


def test_an_entry_in_anothers_name_says_who_committed_it(edited: Farm) -> None:
    edited.ok("update", ID, "-m", "Bob telephoned.", "--author", "bob", "--commit")
    assert "Bob Roth (committed by Alice Ng)" in edited.ok("show", ID).out


def test_what_is_not_committed_says_so_instead_of_a_time(edited: Farm) -> None:
    edited.write(FACTS, (edited.root / FACTS).read_text().replace("P1", "P2"))
    assert edited.ok("show", ID).out.splitlines()[-1] == "not committed yet  severity set  P1 → P2"


def test_json_has_the_timeline_with_how_surely_each_author_is_known(edited: Farm) -> None:
    answer = edited.ok("show", ID, "--json")
    told = answer.json
    assert told["hasHistory"] is True
    assert [(line["id"], line["author"]["surety"]) for line in told["timeline"]] == [
        ("reported", "commit"),
        ("severity-P1", "unknown"),
        ("commander-alice", "unknown"),
        ("derived-resolved", "unknown"),
    ]
    assert told["incident"]["resolvedAt"] == "2026-11-23T10:05:00Z"
    assert "@" not in answer.out


def test_a_shallow_clone_says_once_that_history_is_missing_and_tells_the_files(edited: Farm, tmp_path: Path) -> None:
    edited.root = GitWorld(edited.root).clone(tmp_path / "shallow", "--depth", "1").top
    answer = edited.ok("show", ID)
    assert answer.out.count(f"({WITHOUT}: this clone does not hold the whole history)") == 1
    assert "(time unknown)  status set  open → resolved" in answer.out
    assert edited.ok("show", ID, "--json").json["hasHistory"] is False


def test_a_plain_folder_says_why_there_is_no_history(empty_farm: Farm) -> None:
    empty_farm.write("farm.yaml", FARM_YAML)
    empty_farm.write(FACTS, OPEN)
    assert f"({WITHOUT}: this folder is no git repository)" in empty_farm.ok("show", ID).out


def test_before_the_first_commit_nothing_is_known(empty_farm: Farm) -> None:
    GitWorld.new(empty_farm.root)
    empty_farm.write("farm.yaml", FARM_YAML)
    empty_farm.write(FACTS, OPEN)
    assert f"({WITHOUT}: nothing is committed yet)" in empty_farm.ok("show", ID).out


def test_nothing_that_a_commit_says_steers_the_terminal(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.commit({FACTS: OPEN}, "Eve \x1b[31m <eve@else.example>")
    world.commit({FACTS: OPEN.replace("open", "resolved")}, message="red \x1b[31m \u202e")
    answer = farm.ok("show", ID)
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out
