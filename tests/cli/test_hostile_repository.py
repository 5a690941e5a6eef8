"""Every command in a repository whose configuration, attributes and hooks name programs: none of them runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command import Farm
from git_world import GitWorld
from histories.base import BOB, ENTRY, LIVE, OLD, UPDATE, lay_down
from histories.signing import key_of, signed_policy
from hostile_repository import ATTRIBUTES, besiege
from preview_world import serving

from farm_gitops.cli.main import COMMANDS
from farm_gitops.git import runner

SLOW, OUTAGE = LIVE.removeprefix("incidents/"), OLD.removeprefix("incidents/")
BY_BOB = ENTRY.rpartition("/")[2]
FEED = {
    "incidents": [
        {"id": "a", "name": "Imported", "status": "resolved", "impact": "minor", "created_at": "2026-11-01T10:00:00Z"}
    ]
}

ISSUE = {
    "title": "Reported",
    "body": "### How bad is it?\n\nP3 medium\n\n### Whose incident is it?\n\nacme\n\n### What is known?\n\nLittle.",
}

INVOCATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "init": (("init",), ("init", "--upgrade", "--ci", "github", "--commit")),
    "demo": (("demo", "../demo"),),
    "open": (
        ("open", "New", "--severity", "P3", "--description", "x", "--organization", "acme", "--commit"),
        ("open", "Newer", "--severity", "P3", "--description", "x", "--organization", "acme", "--branch", "--push"),
    ),
    "report": (("report", "../issue.json", "--commit"),),
    "update": (("update", SLOW, "-m", "x", "--commit"), ("update", SLOW, "-m", "y", "--push")),
    "transition": (("transition", SLOW, "identified", "-m", "x"),),
    "investigate": (("investigate", "2026-11-23-new", "--commit"),),
    "identify": (("identify", "2026-11-23-new", "--commit"),),
    "resolve": (("resolve", "2026-11-23-new", "-m", "Over.", "--commit"),),
    "edit": (("edit", SLOW, "--severity", "P2", "--commander", "bob", "--commit"),),
    "postmortem": (("postmortem", "2026-11-23-new", "--root-cause", "x", "--commit"),),
    "approve": (("approve", OUTAGE, "--commit"),),
    "redact": (("redact", OUTAGE, BY_BOB, "--reason", "x", "--commit"),),
    "sign-policy": (("sign-policy",),),
    "list": (("list",), ("list", "--json")),
    "show": (("show", SLOW), ("show", OUTAGE, "--json")),
    "validate": (
        *(("validate",), ("validate", "--now", "now", "--json"), ("validate", "--fix")),
        *(("validate", "--base", "main"), ("validate", "--base", "main~1", "--worktree", "--json")),
    ),
    "events": (("events", "--since", "main~1"), ("events", "--since", "main~1", "--worktree", "--json")),
    "hooks": (("hooks", "status"), ("hooks", "install")),
    "audit": (("audit",), ("audit", "main~1..HEAD", "--json"), ("audit", "--write-baseline")),
    "explain": (("explain", "P1"), ("explain",)),
    "summary": (("summary", "--base", "main"), ("summary", "--base", "main~1", "--worktree")),
    "build": (("build",), ("build", "--at", "HEAD", "--output", "out"), ("build", "--no-history")),
    "import": (("import", "statuspage", "../feed.json", "--organization", "acme"),),
    "export": (("export", "--output", "../out.jsonl"),),
    "doctor": (("doctor",), ("doctor", "--json")),
    "schema": (("schema", "incident"),),
    "completion": (("completion", "bash"),),
}
CODES = {0, 1, 2}
"""What a command may answer that got as far as to look; 2 is for `sign-policy`, where nothing asks for signatures."""


def besieged(folder: Path, *, partial: bool = False) -> Path:
    """A hostile repository where a branch has work to land, and main moved on meanwhile; returns the mark."""
    world = GitWorld.new(folder / "farm")
    lay_down(world)
    world.commit({".gitattributes": ATTRIBUTES})
    world.git("switch", "-qc", "change")
    world.commit({UPDATE: "---\nauthor: bob\n---\nStill slow.\n"}, BOB)
    world.git("switch", "-q", "main")
    world.commit({f"{LIVE}/timeline/other.md": "Here too.\n"}, BOB)
    world.git("switch", "-q", "change")
    (folder / "feed.json").write_text(json.dumps(FEED))
    (folder / "issue.json").write_text(json.dumps({"issue": ISSUE}))
    return besiege(world, folder, partial=partial)


@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_no_command_runs_a_program_of_the_repository(empty_farm: Farm, tmp_path: Path, partial: bool) -> None:
    mark = besieged(tmp_path, partial=partial)
    for name, lines in INVOCATIONS.items():
        for line in lines:
            answer = empty_farm(*line)
            assert answer.code in CODES | ({3} if partial or "--push" in line else set()), (line, answer)
            assert not mark.exists(), (name, line, mark.read_text())


def test_signing_runs_no_program_of_the_repository_either(empty_farm: Farm, tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "farm")
    lay_down(world, signed_policy(world))
    mark = besiege(world, tmp_path)
    key = ("--key", str(key_of(world, "alice")), "--commit")
    empty_farm.ok("approve", OUTAGE, *key)
    empty_farm.ok("redact", OUTAGE, BY_BOB, "--reason", "x", *key)
    empty_farm.write("templates/base.html", "x")
    empty_farm.ok("sign-policy", *key)
    empty_farm.ok("validate", "--base", "HEAD~3", "--json")
    assert not mark.exists(), mark.read_text()


def test_the_preview_runs_no_program_of_the_repository(tmp_path: Path) -> None:
    mark = besieged(tmp_path)
    with serving(tmp_path / "farm") as served:
        served.until_built()
        assert served.ask(f"/incidents/{SLOW}/index.html").status == 200
    assert not mark.exists(), mark.read_text()


def test_every_command_is_among_them() -> None:
    assert {*INVOCATIONS, "preview"} == set(COMMANDS)
    assert all(line[0] == name for name, lines in INVOCATIONS.items() for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        *(("status",), ("log", "-1", "-p"), ("diff",), ("commit", "--allow-empty", "-m", "x"), ("merge", "main")),
        *(
            ("switch", "main"),
            ("fetch",),
            ("push", "origin", "main"),
            ("-c", "core.fsmonitor=", "add", "."),
            ("blame", "farm.yaml"),
        ),
    ],
    ids=" ".join,
)
def test_the_programs_bite_whoever_is_less_careful(tmp_path: Path, line: tuple[str, ...]) -> None:
    mark = besieged(tmp_path)
    (tmp_path / "farm/farm.yaml").write_text("x: 1\n")
    done = GitWorld(tmp_path / "farm").git_anyway(*line)
    assert mark.exists(), done


def test_every_process_is_started_by_one_wrapper_and_every_git_is_scrubbed(tmp_path: Path) -> None:
    besieged(tmp_path)
    lines = [line for lines in INVOCATIONS.values() for line in lines]
    told = watched(tmp_path / "farm", lines)
    assert len(told) == len(lines)
    started = [each for command in told for each in command["started"]]
    assert len(started) >= 100
    # From Python 3.13 on, subprocess.Popen starts what it can by posix_spawn, which is told as well.
    assert {each["event"] for each in started} - {"os.posix_spawn"} == {"subprocess.Popen"}
    assert [each for each in started if not is_in_order(each)] == []


def watched(folder: Path, lines: list[tuple[str, ...]]) -> list[dict[str, Any]]:
    """What each command starts, seen by an audit hook in a process of its own."""
    script = Path(__file__).parents[1] / "watched_commands.py"
    done = subprocess.run(
        [sys.executable, str(script)], cwd=folder, input=json.dumps(lines), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def is_in_order(process: dict[str, Any]) -> bool:
    """Git with every option that scrubs it, started by the wrapper."""
    words = process["arguments"]
    git = next((place for place, word in enumerate(words) if Path(word).name == "git"), None)
    options = [*runner._OPTIONS]
    return process["wrapped"] and git is not None and words[git + 1 : git + 1 + len(options)] == options
