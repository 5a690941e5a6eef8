"""The workflows of Gitea and Forgejo, their steps run: pull requests, and the branch that shows the site."""

from __future__ import annotations

import pytest
from forge_world import ZEROS, ForgeWorld
from workflow_runner import Event


@pytest.mark.parametrize("is_good", [True, False])
def test_a_pull_request_is_judged(gitea: ForgeWorld, *, is_good: bool) -> None:
    done = gitea.run("incidents.yml", gitea.pull_request(gitea.news if is_good else {gitea.entry: "All was well.\n"}))
    assert done["validate"].result == ("success" if is_good else "failure")
    assert ("timeline-rewritten" in done["validate"].log) is not is_good


def test_what_landed_is_pushed_as_the_branch_of_pages_and_stays_where_the_audit_refuses(gitea: ForgeWorld) -> None:
    done = gitea.run("incidents-publish.yml", gitea.push(before=ZEROS))
    assert done["publish"].result == "success", done["publish"].log
    assert "Checkout is down" in gitea.origin.git("show", "pages:index.html")
    assert gitea.origin.git("log", "--format=%an %ae", "pages") == "farm-gitops farm-gitops@noreply.invalid"
    good = gitea.origin.git("rev-parse", "pages")
    gitea.desk.commit({gitea.entry: "All was well.\n"})
    assert gitea.run("incidents-publish.yml", gitea.push())["publish"].result == "failure"
    assert gitea.origin.git("rev-parse", "pages") == good


def test_the_daily_look_warns_of_what_is_late(gitea: ForgeWorld) -> None:
    done = gitea.run(
        "incidents-daily.yml", Event("schedule", {}, gitea.desk.git("rev-parse", "main"), "refs/heads/main")
    )
    assert (done["late"].result, "stale-timeline" in done["late"].log) == ("success", True)
