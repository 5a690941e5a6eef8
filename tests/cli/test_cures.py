"""Refusals as a reviewer meets them: each names who, what and a command, and typing that command mends it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld, hermetic_environment
from test_validate_base import APPROVED, BASE, BOB, ENTRY, EVE, LIVE, LIVE_FACTS, OLD, POST_MORTEM

Change = Callable[[GitWorld], object]
DONE = "incidents/acme/2026-11-19-done"
DONE_FACTS = BASE[f"{OLD}/incident.yaml"].replace("20T", "19T")
LANDED = {**BASE, f"{DONE}/incident.yaml": DONE_FACTS, f"{DONE}/postmortem.md": APPROVED}
REDACTED = (
    "---\nauthor: bob\nstatus: resolved\n"
    "redacted:\n  by: alice\n  at: 2026-11-23T09:00:00Z\n  reason: It held a password.\n---\n"
)
COMMAND = re.compile(r"(?:git (?:checkout|rm|mv)|farm-gitops) .*$")


def writes(path: str, text: str | None, author: str = BOB) -> Change:
    """One commit of one file; None takes it away."""
    return lambda world: world.commit({path: text}, author)


def moves_an_incident(world: GitWorld) -> None:
    world.git("mv", LIVE, "incidents/acme/2026-11-22-fine")
    world.git("commit", "-qm", "Move", author=BOB)


def deletes_an_incident(world: GitWorld) -> None:
    world.git("rm", "-rq", LIVE)
    world.git("commit", "-qm", "Delete", author=BOB)


def merges_with_something_of_its_own(world: GitWorld) -> None:
    world.git("switch", "-qc", "side")
    world.commit({"side.txt": "x\n"}, BOB)
    world.git("switch", "-q", "change")
    world.commit({"change.txt": "x\n"}, BOB)
    world.git("merge", "-q", "--no-commit", "side")
    world.commit({f"{LIVE}/timeline/20261122T120000Z-bob.md": "Hidden.\n"}, BOB)


REFUSED: dict[str, tuple[str, Change, str, str]] = {
    # the claim: its rule, the change, who did it, and what
    "an entry is edited": ("timeline-rewritten", writes(ENTRY, "Nothing happened.\n"), "bob", "of this entry"),
    "an incident is deleted": ("incident-deleted", deletes_an_incident, "bob", "deleted the incident"),
    "an incident is moved": ("incident-moved", moves_an_incident, "bob", "moved the incident"),
    "an attachment is replaced": (
        "attachment-changed",
        writes(f"{OLD}/attachments/edge.log", "GET / 200\n"),
        "bob",
        "replaced this attachment",
    ),
    "a stranger posts": (
        "forged-author",
        writes(f"{LIVE}/timeline/20261122T120000Z-eve.md", "Buy now.\n", EVE),
        "Eve <eve@evil.example>",
        "posted this entry",
    ),
    "a merge commit brings an entry": (
        "forged-author",
        merges_with_something_of_its_own,
        "only a merge commit",
        "brings this file",
    ),
    "a stranger resolves an incident": (
        "not-a-member",
        writes(f"{LIVE}/incident.yaml", LIVE_FACTS.replace("investigating", "resolved"), EVE),
        "Eve <eve@evil.example>",
        "changed the facts of this incident",
    ),
    "a member approves": (
        "unauthorized-approval",
        writes(f"{OLD}/postmortem.md", APPROVED.replace("by: alice", "by: bob")),
        "bob",
        "approved this post-mortem",
    ),
    "an approval is taken back": (
        "approval-withdrawn",
        writes(f"{DONE}/postmortem.md", POST_MORTEM),
        "bob",
        "made an approved post-mortem a draft again",
    ),
    "approved words change": (
        "approved-post-mortem-changed",
        writes(f"{DONE}/postmortem.md", APPROVED.replace("A full disk", "Somebody")),
        "bob",
        "changed `root_cause` of an approved post-mortem",
    ),
    "a post-mortem is deleted": (
        "post-mortem-deleted",
        writes(f"{OLD}/postmortem.md", None),
        "bob",
        "deleted the post-mortem",
    ),
    "a member takes text out": ("unauthorized-redaction", writes(ENTRY, REDACTED), "bob", "took text out"),
    "a member makes himself an admin": (
        "unauthorized-policy-change",
        writes("farm.yaml", FARM_YAML.replace("admins: [alice]", "admins: [alice, bob]")),
        "bob",
        "changed `organizations`",
    ),
    "farm.yaml is removed": ("unauthorized-policy-change", writes("farm.yaml", None), "bob", "removed farm.yaml"),
}


def test_there_are_at_least_ten_rules_whose_cure_is_a_command() -> None:
    assert len({rule for rule, _, _, _ in REFUSED.values()}) >= 10


@pytest.fixture
def refused(farm: Farm, request: pytest.FixtureRequest) -> Farm:
    """A branch that the rule refuses."""
    world = GitWorld(farm.root)
    world.commit({path: text for path, text in LANDED.items() if not path.startswith(DONE)}, BOB)
    world.commit(LANDED)
    world.git("switch", "-qc", "change")
    REFUSED[request.param][1](world)
    return farm


def type_in_a_shell(farm: Farm, command: str) -> None:
    """The command as it was printed, pasted into a shell in the clone."""
    environment = hermetic_environment(BOB)
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    subprocess.run(command, shell=True, cwd=farm.root, env=environment, check=True, capture_output=True)


@pytest.mark.parametrize(("claim", "refused"), [(claim, claim) for claim in REFUSED], indirect=["refused"])
def test_the_annotation_names_who_what_and_the_command_that_mends_it(claim: str, refused: Farm) -> None:
    rule, _, who, what = REFUSED[claim]
    answer = refused("validate", "--base", "main", "--format", "github")
    assert answer.code == 1
    errors = (line for line in answer.out.splitlines() if line.startswith("::error"))
    (annotation,) = [line for line in errors if f"title={rule}:" in line]
    message, cure = annotation.partition("::error")[2].partition("::")[2].split("%0Acure: ")
    assert message.startswith(who)
    assert what in message
    command = COMMAND.search(cure)
    assert command is not None
    type_in_a_shell(refused, command[0])
    GitWorld(refused.root).git("commit", "-qam", "Mend", author=BOB)
    refused.ok("validate", "--base", "main")


@pytest.mark.parametrize("refused", ["an entry is edited"], indirect=True)
def test_the_base_is_called_as_it_was_typed(refused: Farm) -> None:
    GitWorld(refused.root).git("branch", "it's;main", "main")
    for base, shown in (("refs/heads/main", "refs/heads/main"), ("it's;main", "'it'\"'\"'s;main'")):
        answer = refused("validate", "--base", base, "--json")
        assert f"git checkout {shown} -- {ENTRY}" in answer.json["findings"][0]["cure"]


@pytest.mark.parametrize("refused", ["an entry is edited"], indirect=True)
def test_where_every_commit_is_judged_the_base_is_its_parent(refused: Farm) -> None:
    world = GitWorld(refused.root)
    bad = world.git("rev-parse", "HEAD")[:10]
    world.commit({"later.txt": "x\n"}, BOB)
    (finding,) = refused("audit", "--json").json["findings"]
    assert f"git checkout '{bad}^' -- {ENTRY}" in finding["cure"]


def test_taking_farm_yaml_away_is_refused_before_it_is_committed(farm: Farm) -> None:
    GitWorld(farm.root).commit(BASE, BOB)
    (farm.root / "farm.yaml").unlink()
    answer = farm("validate", "--base", "main", "--worktree", "--json")
    assert answer.code == 1
    assert [finding["rule"] for finding in answer.json["findings"]] == ["unauthorized-policy-change"]


def test_cures_name_the_incident_that_was_meant(farm: Farm) -> None:
    farm.ok("open", "Down", "--severity", "P3", "--description", "x")
    incident = "acme/2026-11-23-down"
    assert f'update {incident} -m "what is known now"' in farm("update", "2", "-m", " ").err
    assert f'redact {incident} --reason "…"' in farm("redact", "2", "--reason", " ").err
    farm.ok("resolve", "2", "-m", "Over.")
    assert f'postmortem {incident} --root-cause "…"' in farm("postmortem", "2").err
    farm.ok("postmortem", "2", "--root-cause", "x")
    assert f"show {incident}" in farm("postmortem", "2", "--done", "3").err


@pytest.mark.parametrize("command", [("open", "x"), ("open",), ("update", "2")])
def test_outside_of_a_project_that_is_what_is_said_first(empty_farm: Farm, command: tuple[str, ...]) -> None:
    answer = empty_farm(*command)
    assert (answer.code, "there is no farm.yaml here or above" in answer.err) == (3, True)
    assert "farm-gitops init" in answer.err


def test_what_is_no_notification_is_told_what_one_holds(farm: Farm) -> None:
    answer = farm("open", "--from-alert", str(farm.write("alert.json", "{}")))
    assert "none of `version`, `groupKey`, `status` and `alerts`" in answer.err
    assert "docs/alertmanager.md" in answer.err
