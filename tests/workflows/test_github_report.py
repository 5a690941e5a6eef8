"""An issue of the form becomes a pull request on GitHub, the workflow's steps run: who may report, what comes of it."""

from __future__ import annotations

from typing import Any

import pytest
from forge_world import ForgeWorld
from ruamel.yaml import YAML
from workflow_runner import Event, Job

from farm_gitops.actions.from_issue import LABELS

REPORT = "incidents-report.yml"
ALICE_ON_GITHUB: dict[str, Any] = {"login": "alice-ng", "id": 4711}
STRANGER: dict[str, Any] = {"login": "mallory", "id": 666}


def body(**answers: str) -> str:
    """An issue's text as the form writes it."""
    known = {"severity": "P2 high: major functionality degraded", "description": "Nothing can be paid.", **answers}
    return "\n\n".join(f"### {label}\n\n{known.get(key, '_No response_')}" for key, label in LABELS.items())


def issue(github: ForgeWorld, title: str, text: str, user: dict[str, Any] = ALICE_ON_GITHUB) -> Event:
    told = {
        "number": 7,
        "title": title,
        "body": text,
        "user": user,
        "created_at": "2026-11-23T12:01:00Z",
        "html_url": "https://github.com/acme/incidents/issues/7",
    }
    return Event("issues", {"issue": told}, github.desk.git("rev-parse", "main"), "refs/heads/main")


def run(github: ForgeWorld, event: Event) -> Job:
    return github.run(REPORT, event)["report"]


def test_the_form_asks_what_the_command_reads(github: ForgeWorld) -> None:
    form = YAML(typ="safe").load((github.desk.top / ".github/ISSUE_TEMPLATE/incident.yml").read_text())
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert {field["id"]: field["attributes"]["label"] for field in fields} == LABELS


def test_a_report_becomes_a_pull_request_in_the_reporters_name(github: ForgeWorld) -> None:
    done = run(github, issue(github, "Payments fail", body(components="", commander="bob")))
    assert done.result == "success", done.log
    [pull] = github.told("pulls")
    assert (pull["--title"], pull["--head"], pull["--base"]) == ("Payments fail", "incident-report-7", "main")
    assert pull["body"].endswith("\nCloses #7\n")
    branch = "refs/heads/incident-report-7"
    assert github.origin.git("log", "-1", "--format=%an <%ae> %cn", branch) == (
        "alice-ng <4711+alice-ng@users.noreply.github.com> github-actions[bot]"
    )
    assert github.origin.git("rev-list", "--count", f"main..{branch}") == "1"
    facts = github.origin.git("show", f"{branch}:incidents/acme/2026-11-23-payments-fail/incident.yaml")
    for line in ("severity: P2", "reported_by: alice", "commander: bob", "created_at: 2026-11-23T12:01:00Z"):
        assert line in facts.splitlines()


def test_what_it_makes_passes_the_check_of_pull_requests_and_the_audit_after_a_squash(github: ForgeWorld) -> None:
    assert run(github, issue(github, "Payments fail", body())).result == "success"
    head = github.origin.git("rev-parse", "incident-report-7")
    done = github.run("incidents.yml", github.pull_request_event(7, head))
    assert done["gate"].result == "success", done["validate"].log
    # As GitHub squashes what its bot opened: the bot is the author, whoever wrote the commits is a co-author.
    github.desk.git("fetch", "--quiet", "origin")
    github.desk.git("merge", "--quiet", "--squash", "origin/incident-report-7")
    github.desk.commit(
        {},
        author="github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>",
        message="Payments fail (#8)\n\nCo-authored-by: alice-ng <4711+alice-ng@users.noreply.github.com>",
    )
    assert github.run("incidents-publish.yml", github.push())["publish"].result == "success"


def test_a_stranger_is_told_why_not_and_nothing_is_pushed(github: ForgeWorld) -> None:
    done = run(github, issue(github, "I say so", body(), STRANGER))
    assert done.result == "failure"
    assert github.told("pulls") == []
    assert github.origin.git("branch", "--list", "incident-report-*") == ""
    [answer] = github.told("comments")
    assert "    error: farm.yaml knows nobody with the e-mail 666+mallory@users.noreply.github.com" in answer["body"]


@pytest.mark.parametrize(
    "text",
    [
        '$(touch "$RUNNER_TEMP/pwned")`touch pwned`; touch pwned',
        '"; touch pwned; "',
        "'; touch pwned; '",
        "${{ github.token }}",
        "--body-file=/etc/passwd",
        "@/etc/passwd",
        "::set-env name=PATH::/pwned",
    ],
)
def test_the_text_of_an_issue_is_never_part_of_a_command(github: ForgeWorld, text: str) -> None:
    done = run(github, issue(github, text, body(description=f"{text}\n\n### Where?\n\nnowhere\n")))
    assert done.result == "success", done.log
    assert not list(github.machine.folder.rglob("pwned"))
    [pull] = github.told("pulls")
    assert pull["--title"] == text
    [path] = github.origin.git("diff", "--name-only", "main...incident-report-7").splitlines()
    assert text in github.origin.git("show", f"incident-report-7:{path}")
    assert "\n::" not in f"\n{done.log}"


def test_an_answer_is_missing_and_the_reporter_is_told(github: ForgeWorld) -> None:
    assert run(github, issue(github, "Payments fail", body(description="_No response_"))).result == "failure"
    [answer] = github.told("comments")
    assert "the issue does not say: What is known?" in answer["body"]


def test_an_issue_that_is_no_report_starts_nothing(github: ForgeWorld) -> None:
    assert run(github, issue(github, "A question", "How do I report an incident?")).result == "skipped"
