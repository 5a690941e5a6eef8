"""This project's own action and workflow, their steps run: the demo is audited, built and published."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from git_world import GitWorld
from workflow_runner import ROOT, Event, Machine

WORKFLOW = ROOT / ".github" / "workflows" / "demo.yml"


@pytest.fixture
def project(tmp_path: Path) -> GitWorld:
    """This tree as a forge would hold it."""
    origin = GitWorld.bare(tmp_path / "forge" / "acme" / "incidents.git")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    listing = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    files = [name for name in listing.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    copy = GitWorld.new(tmp_path / "copy")
    copy.commit({name: (ROOT / name).read_bytes() for name in files if not name.startswith("tests/")})
    copy.git("push", "--quiet", origin.top.as_uri(), "main")
    return copy


@pytest.mark.parametrize("event", ["push", "pull_request"])
def test_the_demo_is_audited_and_built_and_published_from_main_alone(
    project: GitWorld, tmp_path: Path, wheels: Path, event: str
) -> None:
    head = project.git("rev-parse", "main")
    base = "main" if event == "pull_request" else ""
    machine = Machine(tmp_path / "jobs", tmp_path / "forge", wheels)
    done = machine.run(WORKFLOW, Event(event, {}, head, "refs/heads/main", base))
    assert done["demo"].result == "success", done["demo"].log
    assert "**PASS" in done["demo"].summary
    assert done["publish"].result == ("success" if event == "push" else "skipped")
    assert (tmp_path / "forge" / "pages" / "index.html").exists() is (event == "push")


JUDGE = """\
name: Judge
on: {pull_request: null}
permissions: {}
defaults: {run: {shell: bash}}
jobs:
  validate:
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with: {fetch-depth: 0, persist-credentials: false}
      - uses: $/
"""


@pytest.mark.parametrize("is_good", [True, False])
def test_the_action_judges_a_pull_request_by_its_base(
    project: GitWorld, tmp_path: Path, wheels: Path, *, is_good: bool
) -> None:
    entry = min(path.relative_to(project.top) for path in project.top.glob("incidents/*/*/timeline/*.md"))
    project.git("switch", "--quiet", "--create", "change")
    head = project.commit({"README.md" if is_good else str(entry): "All was well.\n"})
    project.git("push", "--quiet", (tmp_path / "forge/acme/incidents.git").as_uri(), "change:refs/pull/1/head")
    (tmp_path / "judge.yml").write_text(JUDGE)
    machine = Machine(tmp_path / "jobs", tmp_path / "forge", wheels)
    done = machine.run(tmp_path / "judge.yml", Event("pull_request", {}, head, "refs/pull/1/merge", "main"))
    assert done["validate"].result == ("success" if is_good else "failure"), done["validate"].log
    assert ("timeline-rewritten" in done["validate"].summary) is not is_good
