"""`import … --history`: the past lands as commits that an audit accepts, all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

INCIDENT = {
    "id": "i1",
    "name": "Errors in Actions",
    "impact": "minor",
    "created_at": "2025-03-01T10:00:00Z",
    "started_at": None,
    "shortlink": "https://stspg.io/abc",
    "components": [{"name": "Checkout"}],
}
ISSUE = """\
---
title: Search is slow
date: 2025-04-01T09:00:00Z
resolved: {resolved}
resolvedWhen: 2025-04-01T11:00:00Z
severity: down
affected: [Search]
section: issue
---
{body}
"""
BOB = "Bob Roth <bob@acme.example>"
DORA = "Dora Elf <dora@status.example>"
CAROL = "Carol Diaz <carol@acme.example>"


def update(status: str, hour: int) -> dict[str, Any]:
    """An update of a status page."""
    at = f"2025-03-01T{hour}:00:00Z"
    return {"id": f"u{hour}", "status": status, "body": f"It is {status}.", "created_at": at, "display_at": at}


def page(folder: Path, *updates: dict[str, Any]) -> str:
    """The path of a Statuspage document with one incident."""
    last = updates[-1]["status"]
    over = "2025-03-01T12:00:00Z" if last == "resolved" else None
    incident = {**INCIDENT, "status": last, "resolved_at": over, "incident_updates": [*reversed(updates)]}
    path = folder / "page.json"
    path.write_text(json.dumps({"page": {"id": "gh", "name": "GitHub"}, "incidents": [incident]}))
    return str(path)


def whole_page(folder: Path) -> str:
    """The same with three updates."""
    return page(folder, update("investigating", 10), update("identified", 11), update("resolved", 12))


@pytest.fixture
def status(tmp_path: Path) -> GitWorld:
    """A cState site of Dora, a stranger, and Bob, a member of ours."""
    site = GitWorld.new(tmp_path / "status")
    body = "[Initial]\nSlow."
    site.commit(
        {"config.yml": "title: Acme\n", "content/issues/slow.md": ISSUE.format(resolved="false", body=body)},
        author=DORA,
        at="2025-04-01T09:05:00Z",
    )
    body = f"[Final]\nOver.\n\n{body}"
    site.commit({"content/issues/slow.md": ISSUE.format(resolved="true", body=body)}, BOB, "2025-04-01T13:05:00+02:00")
    return site


def log(farm: Farm, form: str = "%an|%ad|%cn|%cd|%s", *args: str) -> list[str]:
    """The commits, newest first, with their times in their own zone."""
    printed = GitWorld(farm.root).git("log", f"--format={form}", "--date=iso-strict", *args)
    return printed.replace("+00:00", "Z").splitlines()


def test_every_update_is_a_commit_at_its_own_time(farm: Farm, tmp_path: Path) -> None:
    answer = farm.ok("import", "statuspage", whole_page(tmp_path), "--history")
    assert answer.out.startswith("1 incidents added")
    mine = "acme/2025-03-01-errors-in-actions"
    assert log(farm, "%cd|%s")[:5] == [
        "2026-11-23T12:00:00Z|Import 1 incidents from Statuspage into acme",
        f"2025-03-01T12:00:00Z|{mine}: identified → resolved",
        f"2025-03-01T11:00:00Z|{mine}: investigating → identified",
        f"2025-03-01T10:00:00Z|{mine}: opened (P3) Errors in Actions",
        "2026-11-23T12:00:00Z|Import 1 incidents from Statuspage into acme: who wrote there, and what it concerns",
    ]
    assert GitWorld(farm.root).git("status", "--porcelain") == ""
    assert farm.ok("audit").code == 0
    assert farm.ok("validate").code == 0
    assert log(farm, "%ad")[1] == "2025-03-01T12:00:00Z"


def test_the_timeline_knows_when_it_was_recorded(farm: Farm, tmp_path: Path) -> None:
    farm.ok("import", "statuspage", whole_page(tmp_path), "--history")
    told = farm.ok("show", "2025-03-01", "--json").json["timeline"]
    assert [line["recorded"] for line in told if line["kind"] == "entry"] == [
        "2025-03-01T10:00:00Z",
        "2025-03-01T11:00:00Z",
        "2025-03-01T12:00:00Z",
    ]


def test_importing_again_commits_nothing_and_a_grown_source_only_what_is_new(farm: Farm, tmp_path: Path) -> None:
    farm.ok("import", "statuspage", page(tmp_path, update("investigating", 10)), "--history")
    before = log(farm)
    again = farm.ok("import", "statuspage", page(tmp_path, update("investigating", 10)), "--history", "--json")
    assert (again.json["unchanged"], again.json["commit"], log(farm)) == (1, None, before)
    farm.ok("import", "statuspage", whole_page(tmp_path), "--history")
    assert [line.rpartition(": ")[2] for line in log(farm, "%s")[: -len(before)]] == [
        "Import 0 incidents from Statuspage into acme",
        "identified → resolved",
        "investigating → identified",
    ]
    assert farm.ok("audit").code == 0


def test_commits_of_a_clone_keep_their_authors_and_nobody_gains_a_right(farm: Farm, status: GitWorld) -> None:
    farm.ok("import", "cstate", str(status.top), "--history")
    mine = "acme/2025-04-01-search-is-slow"
    assert log(farm)[1:3] == [
        f"Bob Roth|2025-04-01T13:05:00+02:00|Alice Ng|2025-04-01T13:05:00+02:00|{mine}: open → resolved",
        f"Dora Elf|2025-04-01T09:05:00Z|Alice Ng|2025-04-01T09:05:00Z|{mine}: opened (P1) Search is slow",
    ]
    assert farm.ok("audit").code == 0
    text = farm.read("farm.yaml")
    assert "  dora-elf:\n    name: Dora Elf\n    emails:\n      - dora@status.example\n    active: false\n" in text
    assert "acme-status-page" not in text
    farm.become("Dora Elf", "dora@status.example")
    assert "has left" in farm("update", "2025-04-01", "-m", "Me again.").err


def test_who_has_left_is_back_only_while_their_commits_land(farm: Farm, status: GitWorld) -> None:
    site = ISSUE.format(resolved="true", body="[Update]\nStill over.\n\n[Final]\nOver.\n\n[Initial]\nSlow.")
    status.commit({"content/issues/slow.md": site}, CAROL, "2025-04-02T10:00:00Z")
    farm.ok("import", "cstate", str(status.top), "--history")
    assert "Carol Diaz" in log(farm, "%an")
    assert "carol: {name: Carol Diaz, emails: [carol@acme.example], active: false}" in farm.read("farm.yaml")
    assert farm.ok("audit").code == 0


def test_without_history_a_clone_comes_in_the_name_of_the_site(farm: Farm, status: GitWorld) -> None:
    farm.ok("import", "cstate", str(status.top), "--commit")
    (entry, _) = sorted((farm.root / "incidents/acme/2025-04-01-search-is-slow/timeline").iterdir())
    assert "author: acme-status-page\n" in entry.read_text()
    assert "dora" not in farm.read("farm.yaml")
    assert farm.ok("audit").code == 0


def test_what_an_audit_would_refuse_changes_nothing(farm: Farm, tmp_path: Path) -> None:
    farm.become("Bob Roth", "bob@acme.example")
    before = log(farm)
    answer = farm("import", "statuspage", whole_page(tmp_path), "--history")
    assert answer.code == 1
    assert "with this history an audit would fail: " in answer.err
    assert "[unauthorized-policy-change]" in answer.err
    assert (log(farm), GitWorld(farm.root).git("status", "--porcelain")) == (before, "")
    assert GitWorld(farm.root).git("for-each-ref", "refs/farm-gitops") == ""
    assert not (farm.root / "incidents").exists()


def test_what_is_not_committed_is_not_overwritten(farm: Farm, tmp_path: Path) -> None:
    farm.write("farm.yaml", f"{FARM_YAML}# mine\n")
    answer = farm("import", "statuspage", whole_page(tmp_path), "--history")
    assert (answer.code, "farm.yaml is changed here and not committed" in answer.err) == (1, True)
    assert farm.read("farm.yaml").endswith("# mine\n")


def test_what_else_is_changed_or_staged_stays_so(farm: Farm, tmp_path: Path) -> None:
    world = GitWorld(farm.root)
    world.commit({"notes.txt": "one", "other.txt": "one"})
    world.write({"notes.txt": "two", "other.txt": "two"})
    world.git("add", "other.txt")
    farm.ok("import", "statuspage", whole_page(tmp_path), "--history")
    assert world.git("status", "--porcelain").splitlines() == [" M notes.txt", "M  other.txt"]


def test_a_branch_of_its_own_is_possible(farm: Farm, tmp_path: Path) -> None:
    before = log(farm, "%H", "main")
    answer = farm.ok("import", "statuspage", whole_page(tmp_path), "--history", "--branch", "--json")
    assert answer.json["branch"] == "import"
    assert log(farm, "%H", "main") == before


def test_a_dry_run_writes_nothing_and_says_what_it_would(farm: Farm, tmp_path: Path) -> None:
    for mode in ((), ("--history",)):
        answer = farm.ok("import", "statuspage", whole_page(tmp_path), "--dry-run", "--json", *mode)
        assert (answer.json["added"], answer.json["dryRun"]) == (["acme/2025-03-01-errors-in-actions"], True)
    assert not (farm.root / "incidents").exists()


def test_history_needs_a_repository_with_a_commit(empty_farm: Farm, tmp_path: Path) -> None:
    empty_farm.write("farm.yaml", FARM_YAML)
    assert empty_farm("import", "statuspage", whole_page(tmp_path), "--history").code == 3
    GitWorld.new(empty_farm.root)
    assert "nothing is committed here yet" in empty_farm("import", "statuspage", whole_page(tmp_path), "--history").err


def test_a_pushed_import_is_accepted_by_a_check_of_the_push(farm: Farm, status: GitWorld, tmp_path: Path) -> None:
    origin = GitWorld.bare(tmp_path / "origin.git")
    world = GitWorld(farm.root)
    world.git("remote", "add", "origin", str(origin.top))
    world.git("push", "-q", "-u", "origin", "main")
    start = world.git("rev-parse", "HEAD")
    answer = farm.ok("import", "cstate", str(status.top), "--history", "--push", "--json")
    assert answer.json["pushedTo"] == "origin/main"
    assert origin.git("rev-parse", "main") == answer.json["commit"]
    assert farm.ok("audit", f"{start}..HEAD").code == 0


def test_all_versions_of_a_real_site_land_and_pass_an_audit(farm: Farm, shared_data: Path) -> None:
    answer = farm.ok("import", "cstate", str(shared_data / "cstate-jenkins"), "--history", "--json")
    assert (len(answer.json["added"]), answer.json["refused"]) == (297, [])
    assert len(log(farm)) == 674
    assert farm.ok("audit", "--json").json["verdict"] == "pass"
    assert farm.ok("validate", "--json").json["verdict"] == "pass"


def test_what_was_skipped_and_is_not_listed_is_counted(farm: Farm, shared_data: Path) -> None:
    said = farm.ok("import", "cstate", str(shared_data / "cstate-jenkins"), "--dry-run").out
    assert ("7 skipped" in said, said.count("  skipped "), "\n  and 2 more\n" in said) == (True, 5, True)


def test_real_post_mortems_land_and_pass_an_audit(farm: Farm, shared_data: Path) -> None:
    answer = farm("import", "postmortems", str(shared_data / "postmortems"), "--history", "--json")
    assert (answer.code, len(answer.json["added"]), len(answer.json["refused"])) == (1, 49, 1)
    assert farm.ok("audit", "--json").json["verdict"] == "pass"
    assert farm.ok("validate", "--json").json["verdict"] == "pass"


@pytest.mark.soak
def test_the_whole_history_of_a_real_page_lands_and_passes_an_audit(farm: Farm, shared_data: Path) -> None:
    answer = farm.ok(
        "import", "statuspage", str(shared_data / "statuspage/github-incidents.json"), "--history", "--json"
    )
    assert len(answer.json["added"]) == 760
    farm.ok("import", "statuspage", str(shared_data / "statuspage/github-full-lifecycle.jsonl"), "--history")
    assert farm.ok("audit", "--json").json["verdict"] == "pass"
    assert farm.ok("validate", "--json").json["verdict"] == "pass"
