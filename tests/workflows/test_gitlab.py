"""The pipelines of GitLab, their lines run: merge requests, what landed, the daily look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forge_world import ZEROS, ForgeWorld, pipeline, results
from workflow_runner import Event


def refused(folder: Path) -> list[tuple[str, str]]:
    """Rule and path of each error in the report that GitLab shows beside the change."""
    found = json.loads((folder / "pull_request/incidents/gl-code-quality-report.json").read_text())
    return [(each["check_name"], each["location"]["path"]) for each in found if each["severity"] != "minor"]


def test_a_good_merge_request_passes_and_is_told_in_words(gitlab: ForgeWorld, tmp_path: Path) -> None:
    event = gitlab.pull_request(gitlab.news)
    done = pipeline(gitlab, event, tmp_path)
    assert list(done) == ["incidents:validate"]
    assert done["incidents:validate"].result == "success", done["incidents:validate"].log
    assert "The database answers again" in done["incidents:validate"].log
    assert refused(tmp_path) == []


def test_a_bad_merge_request_is_refused_and_its_page_gets_the_report(gitlab: ForgeWorld, tmp_path: Path) -> None:
    traps = dict.fromkeys(("venv.py", "pip.py", "click.py"), "import os\nos._exit(0)\n")
    done = pipeline(gitlab, gitlab.pull_request({**traps, gitlab.entry: "All was well.\n"}), tmp_path)
    assert done["incidents:validate"].result == "failure"
    assert ("timeline-rewritten", gitlab.entry) in refused(tmp_path)


def test_a_merge_request_cannot_be_judged_in_a_shallow_clone(gitlab: ForgeWorld, tmp_path: Path) -> None:
    event = gitlab.pull_request(gitlab.news)
    done = pipeline(gitlab, event, tmp_path, depth=1)
    assert done["incidents:validate"].result == "failure"
    assert "git fetch --unshallow" in done["incidents:validate"].log


def test_what_landed_is_audited_and_built_for_pages(gitlab: ForgeWorld, tmp_path: Path) -> None:
    done = pipeline(gitlab, gitlab.push(before=ZEROS), tmp_path)
    assert results(done) == {
        "incidents:audit-push": "success",
        "incidents:audit": "success",
        "pages": "success",
    }
    assert "Checkout is down" in (tmp_path / "push/incidents/public/index.html").read_text()


@pytest.mark.parametrize("how", ["rewritten in a commit", "left out by force"])
def test_where_the_audit_refuses_nothing_is_built(gitlab: ForgeWorld, tmp_path: Path, how: str) -> None:
    if how == "left out by force":
        gitlab.desk.git("reset", "--hard", "HEAD~1")
        event = gitlab.push("--force")
    else:
        gitlab.desk.commit({gitlab.entry: "All was well.\n"})
        event = gitlab.push()
    done = results(pipeline(gitlab, event, tmp_path))
    # What is left after a push by force is sound by itself.
    whole = "success" if how == "left out by force" else "failure"
    assert done == {"incidents:audit-push": "failure", "incidents:audit": whole, "pages": "skipped"}


def test_a_schedule_looks_for_what_is_late(gitlab: ForgeWorld, tmp_path: Path) -> None:
    done = pipeline(gitlab, Event("schedule", {}, gitlab.desk.git("rev-parse", "main"), ""), tmp_path)
    assert list(done) == ["incidents:late"]
    assert (done["incidents:late"].result, "stale-timeline" in done["incidents:late"].log) == ("success", True)
