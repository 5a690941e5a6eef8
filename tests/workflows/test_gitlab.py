"""The pipelines of GitLab, their lines run: merge requests, what landed, the daily look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forge_world import ZEROS, ForgeWorld, told
from gitlab_runner import Pipeline
from receivers import Receiver
from workflow_runner import Event, Job


def run(gitlab: ForgeWorld, event: Event, folder: Path, *, depth: int = 0, **more: str) -> dict[str, Job]:
    """The pipeline of an event, in a clone as GitLab's runner makes it: one ref, with all of its history or `depth`."""
    clone = folder / event.name / "incidents"
    clone.mkdir(parents=True)

    def git(*arguments: str) -> None:
        gitlab.desk.git("-C", str(clone), *arguments)

    git("init", "--quiet")
    git("remote", "add", "origin", gitlab.origin.top.as_uri())
    git("fetch", "--quiet", *([f"--depth={depth}"] if depth else []), "origin", event.sha)
    git("checkout", "--quiet", "--detach", event.sha)
    kind = {"pull_request": "merge_request_event"}.get(event.name, event.name)
    variables = {"CI_PIPELINE_SOURCE": kind, "CI_DEFAULT_BRANCH": "main", "CI_COMMIT_SHA": event.sha}
    if kind == "merge_request_event":
        variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main"
    else:
        variables |= {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": str(event.payload.get("before", ZEROS))}
    return Pipeline(folder / f"jobs-{event.name}", clone, gitlab.machine.wheels, {**variables, **more}).run()


def refused(folder: Path) -> list[tuple[str, str]]:
    """Rule and path of each error in the report that GitLab shows beside the change."""
    found = json.loads((folder / "pull_request/incidents/gl-code-quality-report.json").read_text())
    return [(each["check_name"], each["location"]["path"]) for each in found if each["severity"] != "minor"]


def test_a_good_merge_request_passes_and_is_told_in_words(gitlab: ForgeWorld, tmp_path: Path) -> None:
    event = gitlab.pull_request(gitlab.news)
    done = run(gitlab, event, tmp_path)
    assert list(done) == ["incidents:validate"]
    assert done["incidents:validate"].result == "success", done["incidents:validate"].log
    assert "The database answers again" in done["incidents:validate"].log
    assert refused(tmp_path) == []


def test_a_bad_merge_request_is_refused_and_its_page_gets_the_report(gitlab: ForgeWorld, tmp_path: Path) -> None:
    traps = dict.fromkeys(("venv.py", "pip.py", "click.py"), "import os\nos._exit(0)\n")
    done = run(gitlab, gitlab.pull_request({**traps, gitlab.entry: "All was well.\n"}), tmp_path)
    assert done["incidents:validate"].result == "failure"
    assert ("timeline-rewritten", gitlab.entry) in refused(tmp_path)


def test_a_merge_request_cannot_be_judged_in_a_shallow_clone(gitlab: ForgeWorld, tmp_path: Path) -> None:
    event = gitlab.pull_request(gitlab.news)
    done = run(gitlab, event, tmp_path, depth=1)
    assert done["incidents:validate"].result == "failure"
    assert "git fetch --unshallow" in done["incidents:validate"].log


def test_what_landed_is_audited_and_built_for_pages(gitlab: ForgeWorld, tmp_path: Path) -> None:
    done = run(gitlab, gitlab.push(before=ZEROS), tmp_path)
    assert {name: job.result for name, job in done.items()} == {"incidents:audit": "success", "pages": "success"}
    assert "Checkout is down" in (tmp_path / "push/incidents/public/index.html").read_text()


@pytest.mark.parametrize("how", ["rewritten in a commit", "left out by force"])
def test_where_the_audit_refuses_nothing_is_built(gitlab: ForgeWorld, tmp_path: Path, how: str) -> None:
    if how == "left out by force":
        gitlab.desk.git("reset", "--hard", "HEAD~1")
        event = gitlab.push("--force")
    else:
        gitlab.desk.commit({gitlab.entry: "All was well.\n"})
        event = gitlab.push()
    done = run(gitlab, event, tmp_path)
    assert {name: job.result for name, job in done.items()} == {"incidents:audit": "failure", "pages": "skipped"}


def test_a_schedule_looks_for_what_is_late(gitlab: ForgeWorld, tmp_path: Path) -> None:
    done = run(gitlab, Event("schedule", {}, gitlab.desk.git("rev-parse", "main"), ""), tmp_path)
    assert list(done) == ["incidents:late"]
    assert (done["incidents:late"].result, "stale-timeline" in done["incidents:late"].log) == ("success", True)


def test_what_landed_is_told_to_a_webhook_where_one_is_set(gitlab: ForgeWorld, tmp_path: Path) -> None:
    gitlab.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    with Receiver().listening() as receiver:
        done = run(gitlab, gitlab.push(), tmp_path, FARM_GITOPS_WEBHOOK=receiver.url)
    assert done["incidents:tell"].result == "success", done["incidents:tell"].log
    assert told(receiver) == ["incident.timeline-entry-added", "incident.status-changed"]
