"""The workflow of pull requests on GitHub, its steps run: what is let through, what is refused, what is said."""

from __future__ import annotations

import pytest
from forge_world import ALICE, NEWS, ForgeWorld
from workflow_runner import Event


def results(github: ForgeWorld, event: Event, depth: str | None = None) -> dict[str, str]:
    return {name: job.result for name, job in github.run("incidents.yml", event, depth=depth).items()}


def test_a_good_change_passes_and_is_told_in_a_comment_that_is_replaced(github: ForgeWorld) -> None:
    event = github.pull_request(github.news)
    done = github.run("incidents.yml", event)
    assert {name: job.result for name, job in done.items()} == dict.fromkeys(["validate", "comment", "gate"], "success")
    assert "**PASS" in done["validate"].summary
    assert "The database answers again" in done["validate"].summary
    [comment] = github.told("comments")
    assert comment["body"].startswith("<!-- farm-gitops summary -->\n")
    github.desk.git("switch", "--quiet", "change-1")
    more = {f"{github.incident}/timeline/20261123T123000Z-bob.md": NEWS.replace("answers", "is quick")}
    head = github.desk.commit(more, author="Bob <bob@acme.example>")
    github.desk.git("push", "--quiet", "origin", "change-1", "change-1:refs/pull/1/head")
    assert set(results(github, github.pull_request_event(1, head)).values()) == {"success"}
    [again] = github.told("comments")
    assert again["id"] == comment["id"]
    assert "The database is quick again" in again["body"]


def test_a_rewritten_timeline_is_refused_with_annotations_and_the_gate_is_shut(github: ForgeWorld) -> None:
    event = github.pull_request({github.entry: "---\nauthor: alice\n---\nAll was well.\n"})
    done = github.run("incidents.yml", event)
    assert (done["validate"].result, done["gate"].result) == ("failure", "failure")
    assert "::error file=incidents/acme/" in done["validate"].log
    assert "timeline-rewritten" in done["validate"].summary


def test_the_policy_of_the_base_judges_and_not_the_one_that_comes_along(github: ForgeWorld) -> None:
    policy = github.farm.read("farm.yaml").replace("admins: [alice]", "admins: [alice, bob]")
    assert results(github, github.pull_request({"farm.yaml": policy}))["gate"] == "failure"


def test_nothing_that_lies_in_the_pull_request_is_run_in_place_of_the_judge(github: ForgeWorld) -> None:
    trap = "import os\nos._exit(0)\n"
    traps = dict.fromkeys(("venv.py", "pip.py", "farm_gitops/__init__.py", "sitecustomize.py", "click.py"), trap)
    event = github.pull_request({**traps, github.entry: "rewritten"}, author=ALICE)
    assert results(github, event)["gate"] == "failure"


def test_the_change_of_a_fork_is_judged_and_told_in_the_job_summary_alone(github: ForgeWorld) -> None:
    done = github.run("incidents.yml", github.pull_request(github.news, fork=True))
    assert {name: job.result for name, job in done.items()} == {
        "validate": "success",
        "comment": "skipped",
        "gate": "success",
    }
    assert "The database answers again" in done["validate"].summary
    assert github.told("comments") == []


def test_a_token_that_may_not_write_cannot_comment(github: ForgeWorld) -> None:
    workflow = github.workflow("incidents.yml")
    workflow.write_text(workflow.read_text().replace("pull-requests: write # the comment", "pull-requests: read"))
    assert results(github, github.pull_request(github.news))["comment"] == "failure"


def test_without_the_whole_history_the_gate_stays_shut(github: ForgeWorld) -> None:
    done = github.run("incidents.yml", github.pull_request(github.news), depth="1")
    assert (done["validate"].result, done["gate"].result) == ("failure", "failure")
    assert "git fetch --unshallow" in done["validate"].log


@pytest.mark.parametrize("is_good", [True, False])
def test_the_queue_is_judged_from_the_commit_below_to_the_one_that_would_land(
    github: ForgeWorld, *, is_good: bool
) -> None:
    base = github.desk.git("rev-parse", "main")
    event = github.pull_request(github.news if is_good else {github.entry: "rewritten"})
    github.origin.git("update-ref", "refs/heads/gh-readonly-queue/main/pr-1", event.sha)
    group = {"merge_group": {"base_sha": base, "head_sha": event.sha}}
    done = github.run("incidents.yml", Event("merge_group", group, event.sha, "refs/heads/gh-readonly-queue/main/pr-1"))
    assert done["gate"].result == ("success" if is_good else "failure")
    assert done["comment"].result == "skipped"
