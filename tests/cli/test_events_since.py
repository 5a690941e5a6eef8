"""`events`: real histories in real repositories, and what is told of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from command import FARM_YAML, Farm
from git_world import GitWorld

ALICE = "Alice Ng <alice@acme.example>"
BOB = "Bob Roth <bob@acme.example>"
EVE = "Eve <eve@evil.example>"
LIVE = "incidents/acme/2026-11-22-slow"
FACTS = "title: Slow\nseverity: P3\nstatus: open\ndescription: x\n"
ENTRY = f"{LIVE}/timeline/20261122T101500Z-bob.md"


def landed(farm: Farm, files: dict[str, str | None], author: str = BOB, at: str = "2026-11-22T10:00:00Z") -> str:
    return GitWorld(farm.root).commit(dict(files), author=author, at=at)


def told(farm: Farm, *args: str) -> list[dict[str, Any]]:
    document = farm.ok("events", "--json", *args).json
    assert document["version"] == 1
    events: list[dict[str, Any]] = document["events"]
    return events


def ids(farm: Farm, *args: str) -> list[str]:
    return [event["id"].replace(":acme/2026-11-22-slow", "") for event in told(farm, *args)]


@pytest.fixture
def base(farm: Farm) -> str:
    """The commit that founded the farm; one that declares an incident has followed."""
    founding = GitWorld(farm.root).git("rev-parse", "HEAD")
    landed(farm, {f"{LIVE}/incident.yaml": FACTS})
    return founding


def test_each_step_has_its_own_actor_and_time(farm: Farm, base: str) -> None:
    landed(farm, {f"{LIVE}/incident.yaml": FACTS.replace("open", "investigating")}, ALICE, "2026-11-22T11:00:00Z")
    landed(farm, {f"{LIVE}/incident.yaml": FACTS.replace("open", "resolved")}, BOB, "2026-11-22T12:00:00+01:00")
    assert [(e["type"], e["time"], e["data"]["actor"]) for e in told(farm, "--since", base)] == [
        ("incident.created", "2026-11-22T10:00:00Z", "bob"),
        ("incident.status-changed", "2026-11-22T11:00:00Z", "alice"),
        ("incident.status-changed", "2026-11-22T11:00:00Z", "bob"),
    ]
    assert ids(farm, "--since", "HEAD~1") == ["incident.status-changed:resolved"]
    assert ids(farm, "--since", base, "--until", "HEAD~2") == ["incident.created"]
    assert ids(farm, "--since", "HEAD") == []


def test_every_event_is_a_cloud_event(farm: Farm, base: str) -> None:
    text = "---\nstatus: resolved\n---\nFixed: it was DNS.\n"
    resolved = FACTS.replace("open", "resolved").replace("P3", "P1")
    landed(farm, {ENTRY: text, f"{LIVE}/incident.yaml": resolved})
    landed(farm, {f"{LIVE}/postmortem.md": "---\nstatus: draft\nroot_cause: DNS\n---\n"})
    approved = "---\nstatus: approved\nroot_cause: DNS\napproved_by: alice\napproved_at: 2026-11-24T10:00:00Z\n---\n"
    landed(farm, {f"{LIVE}/postmortem.md": approved}, ALICE)
    found = told(farm, "--since", base)
    events = [JSONFormat().read(CloudEvent, json.dumps(event)) for event in found]
    assert [event.get_type() for event in events] == [
        "incident.created",
        "incident.updated",
        "incident.timeline-entry-added",
        "incident.status-changed",
        "post-mortem.created",
        "post-mortem.approved",
    ]
    assert {event.get_source() for event in events} == {"urn:farm-gitops:acme"}
    assert {event.get_subject() for event in events} == {"acme/2026-11-22-slow"}
    assert all(isinstance(event.get_time(), datetime) for event in events)
    data = events[2].get_data()
    assert isinstance(data, dict)
    assert (data["message"], data["timestamp"]) == ("Fixed: it was DNS.", "2026-11-22T10:15:00Z")


def test_the_site_is_the_source_where_there_is_one(farm: Farm, base: str) -> None:
    landed(farm, {"farm.yaml": FARM_YAML + "site: {url: 'https://incidents.acme.example/'}\n"}, ALICE)
    assert {event["source"] for event in told(farm, "--since", base)} == {"https://incidents.acme.example/"}


def test_an_event_has_the_same_id_before_and_after_its_commit(farm: Farm, base: str) -> None:
    files = {f"{LIVE}/incident.yaml": FACTS.replace("open", "resolved").replace("P3", "P1"), ENTRY: "Done.\n"}
    other = {"incidents/acme/2026-11-23-new/incident.yaml": FACTS}
    for path, text in {**files, **other}.items():
        farm.write(path, text)
    before = told(farm, "--since", "HEAD", "--worktree")
    assert {event["data"]["actor"] for event in before} == {"alice"}
    assert {event["time"] for event in before} == {farm.now, "2026-11-22T10:15:00Z"}
    landed(farm, {**files, **other}, BOB)
    after = told(farm, "--since", "HEAD~1")
    assert len(after) == 4
    assert [event["id"] for event in after] == [event["id"] for event in before]
    assert ids(farm, "--since", "HEAD", "--worktree") == []
    assert [event["id"] for event in told(farm, "--since", "HEAD~1", "--worktree")] == [event["id"] for event in after]


def test_what_a_pull_request_brought_is_told_of_its_authors_and_not_of_who_merged_it(farm: Farm, base: str) -> None:
    world = GitWorld(farm.root)
    world.git("switch", "-qc", "change")
    landed(farm, {ENTRY: "We look.\n"}, BOB, "2026-11-22T11:00:00Z")
    landed(farm, {f"{LIVE}/incident.yaml": FACTS.replace("open", "identified")}, EVE, "2026-11-22T12:00:00Z")
    world.git("switch", "-q", "main")
    world.merge("change", author=ALICE, at="2026-11-23T09:00:00Z")
    entry, changed = told(farm, "--since", "HEAD~1")
    assert (entry["data"]["actor"], entry["time"]) == ("bob", "2026-11-22T10:15:00Z")
    assert (changed["data"]["actor"], changed["data"]["statedBy"]) == (None, "Eve")
    assert changed["time"] == "2026-11-22T12:00:00Z"


def test_only_what_is_asked_for_is_told(farm: Farm, base: str) -> None:
    landed(farm, {"farm.yaml": FARM_YAML.replace("people:", "  globex: {admins: [alice]}\npeople:")}, ALICE)
    landed(farm, {"incidents/globex/2026-11-23-x/incident.yaml": FACTS.replace("open", "resolved")})
    assert {e["subject"] for e in told(farm, "--since", base, "--organization", "globex")} == {"globex/2026-11-23-x"}
    assert [e["subject"] for e in told(farm, "--since", base, "--type", "incident.status-changed")] == [
        "globex/2026-11-23-x"
    ]
    answer = farm("events", "--since", base, "--organization", "globx")
    assert (answer.code, "did you mean globex?" in answer.err) == (2, True)
    answer = farm("events", "--since", base, "--type", "incident.status")
    assert (answer.code, "incident.status-changed" in answer.err) == (2, True)


def test_text_says_it_in_a_line_each(farm: Farm, base: str) -> None:
    landed(farm, {ENTRY: "We look.\n\nMore.\n", f"{LIVE}/incident.yaml": FACTS.replace("open", "identified")})
    assert farm.ok("events", "--since", base).out.splitlines() == [
        "2026-11-22 10:00Z  acme/2026-11-22-slow  declared, P3  Slow  (bob)",
        "2026-11-22 10:15Z  acme/2026-11-22-slow  update: We look.  Slow  (bob)",
        "2026-11-22 10:00Z  acme/2026-11-22-slow  open → identified  Slow  (bob)",
    ]
    assert farm.ok("events", "--since", "HEAD").out == ""


def test_a_title_gives_no_command_to_the_runner_that_shows_the_log(farm: Farm, base: str) -> None:
    title = "##[error]no"
    landed(farm, {f"{LIVE}/incident.yaml": FACTS.replace("Slow", f"'{title}'")})
    assert told(farm, "--since", "HEAD~1")[0]["data"]["title"] == title
    assert "##[" not in farm.ok("events", "--since", base, "--json").out + farm.ok("events", "--since", base).out


def test_a_file_that_broke_and_was_mended_is_no_second_incident(farm: Farm, base: str) -> None:
    landed(farm, {f"{LIVE}/incident.yaml": "title: [\n"})
    broken = GitWorld(farm.root).git("rev-parse", "HEAD")
    landed(farm, {f"{LIVE}/incident.yaml": FACTS.replace("open", "resolved")})
    assert ids(farm, "--since", base) == ["incident.created", "incident.status-changed:resolved"]
    assert ids(farm, "--since", broken) == []


def test_nothing_is_told_of_an_incident_that_is_gone(farm: Farm, base: str) -> None:
    landed(farm, {ENTRY: "A secret.\n"})
    landed(farm, {ENTRY: None, f"{LIVE}/incident.yaml": None})
    assert ids(farm, "--since", base) == []
    assert ids(farm, "--since", base, "--worktree") == []


def test_what_was_redacted_since_is_told_without_its_text(farm: Farm, base: str) -> None:
    landed(farm, {ENTRY: "A secret.\n"})
    redacted = "---\nredacted: {by: alice, at: 2026-11-23T10:00:00Z, reason: a name}\n---\n"
    landed(farm, {ENTRY: redacted}, ALICE)
    assert ids(farm, "--since", base) == ["incident.created", "incident.timeline-entry-added:20261122T101500Z-bob.md"]
    assert "secret" not in farm.ok("events", "--since", base, "--json").out
    assert "(taken out)" in farm.ok("events", "--since", base).out


def test_the_founding_is_told_as_well(farm: Farm) -> None:
    world = GitWorld(farm.root)
    world.git("switch", "-q", "--orphan", "again")
    first = world.commit({"README.md": "x"})
    world.commit({"farm.yaml": FARM_YAML, f"{LIVE}/incident.yaml": FACTS})
    assert ids(farm, "--since", first) == ["incident.created"]


def test_a_bare_repository_tells_as_well(farm: Farm, base: str, tmp_path: Path) -> None:
    farm.root = GitWorld(farm.root).clone(tmp_path / "bare.git", "--bare").top
    assert ids(farm, "--since", base) == ["incident.created"]


@pytest.mark.parametrize(
    ("since", "cure"), [("0" * 40, "--since origin/main"), ("side", "git log --first-parent"), ("nowhere", "git fetch")]
)
def test_what_is_not_on_the_line_of_the_branch_is_no_beginning(farm: Farm, base: str, since: str, cure: str) -> None:
    world = GitWorld(farm.root)
    world.git("branch", "side", base)
    world.git("switch", "-q", "side")
    landed(farm, {ENTRY: "Aside.\n"})
    world.git("switch", "-q", "main")
    world.merge("side")
    answer = farm("events", "--since", since)
    assert (answer.code, cure in answer.err) == (3, True)


def test_a_shallow_clone_cannot_tell(farm: Farm, base: str, tmp_path: Path) -> None:
    farm.root = GitWorld(farm.root).clone(tmp_path / "shallow", "--depth", "1").top
    answer = farm("events", "--since", "HEAD")
    assert (answer.code, "git fetch --unshallow" in answer.err) == (3, True)


def test_two_ends_are_one_too_many(farm: Farm, base: str) -> None:
    assert farm("events", "--since", base, "--until", "HEAD", "--worktree").code == 2


def test_an_entry_without_text_is_not_said_to_be_taken_out(farm: Farm) -> None:
    farm.ok("open", "Slow", "--severity", "P3", "--description", "Slow.", "--commit")
    farm.ok("resolve", "2026-11-23-slow", "--commit")
    assert "update: (no text)" in farm.ok("events", "--since", "HEAD~1", "--format", "text").out
    farm.ok("update", "2026-11-23-slow", "-m", "The password is hunter2.", "--commit")
    entry = next((farm.root / "incidents/acme/2026-11-23-slow/timeline").glob("*alice-2.md")).name
    farm.ok("redact", "2026-11-23-slow", entry, "--reason", "A password.", "--commit")
    told = farm.ok("events", "--since", "HEAD~2", "--format", "text").out
    assert ("(taken out)" in told, "hunter2" in told) == (True, False)
