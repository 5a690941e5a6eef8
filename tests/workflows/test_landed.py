"""What each push brought is audited and told, the workflows' steps run on each forge: everything once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from forge_world import ZEROS, ForgeWorld, pipeline
from receivers import Received, Receiver
from ruamel.yaml import YAML
from workflow_runner import ROOT, Event, Job

LANDED = "incidents-landed.yml"
PUBLISH = "incidents-publish.yml"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SAID = ("A full disk.", "It is cleared.", "Mended.")
JOBS = {"webhook": "incidents:tell-webhook", "people": "incidents:tell-people", "audit": "incidents:audit-push"}
"""What the jobs of the workflows are called at GitLab."""


@pytest.fixture(params=["github", "gitlab"])
def world(request: pytest.FixtureRequest) -> ForgeWorld:
    """A repository on each forge in turn; what Gitea runs is what GitHub runs."""
    known: ForgeWorld = request.getfixturevalue(request.param)
    return known


def three_pushes(world: ForgeWorld) -> list[Event]:
    """Three pushes, each with news of its own, all of which are on the forge before the first is looked at."""
    events = []
    for command in (
        ("identify", "-m", "A full disk."),
        ("update", "-m", "It is cleared."),
        ("resolve", "-m", "Mended."),
    ):
        world.farm.ok(command[0], "2026-11-23", *command[1:], "--commit")
        events.append(world.push())
    return events


def landed(world: ForgeWorld, event: Event, where: Mapping[str, str], folder: Path) -> dict[str, Job]:
    """The jobs that a push starts, by their names at GitHub; those that GitLab leaves out have not run."""
    if world.forge == "gitlab":
        done = pipeline(world, event, folder / event.sha, more=where)
        return {name: done.get(at_gitlab, Job("skipped")) for name, at_gitlab in JOBS.items()}
    world.machine.secrets = dict(where)
    world.machine.variables["FARM_GITOPS_EVENTS"] = "true"
    return world.run(LANDED, event)


def both(webhook: Receiver, people: Receiver) -> dict[str, str]:
    """Where to tell it."""
    return {
        "FARM_GITOPS_WEBHOOK": webhook.url,
        "FARM_GITOPS_WEBHOOK_SECRET": SECRET,
        "FARM_GITOPS_NOTIFY": f"json://127.0.0.1:{people.port}/people",
    }


def kinds(received: list[Received]) -> list[str]:
    return [json.loads(each.body)["type"].removeprefix("incident.") for each in received]


def test_of_three_pushes_at_once_everything_is_told_once(world: ForgeWorld, tmp_path: Path) -> None:
    events = three_pushes(world)
    with Receiver().listening() as webhook, Receiver().listening() as people:
        where = both(webhook, people)
        if world.forge == "gitlab":
            runs = [landed(world, event, where, tmp_path) for event in events]
        else:
            world.machine.secrets, world.machine.variables = where, {"FARM_GITOPS_EVENTS": "true"}
            runs = [done or {} for done in world.machine.run_at_once(world.workflow(LANDED), events)]
    assert [{name: done[name].result for name in JOBS} for done in runs] == [dict.fromkeys(JOBS, "success")] * 3
    news = [json.loads(each.body) for each in webhook.received]
    entry, status = "timeline-entry-added", "status-changed"
    assert kinds(webhook.received) == [entry, status, entry, entry, status]
    assert len({each["id"] for each in news}) == len(news)
    assert {each.headers["webhook-signature"].partition(",")[0] for each in webhook.received} == {"v1"}
    messages = [json.loads(each.body)["message"] for each in people.received]
    assert len(messages) == 3
    for said, message in zip(SAID, messages, strict=True):
        assert said in message
    assert not any("s3cret" in job.log for done in runs for job in done.values())


def test_a_workflow_with_one_group_for_all_would_lose_the_push_in_the_middle(github: ForgeWorld) -> None:
    workflow = github.workflow(LANDED)
    workflow.write_text(workflow.read_text().replace("incidents-landed-${{ github.run_id }}", "incidents-landed"))
    first, middle, last = github.machine.run_at_once(workflow, three_pushes(github))
    assert middle is None
    assert [done and done["audit"].result for done in (first, last)] == ["success", "success"]


def test_gitea_runs_the_lines_of_github_on_machines_that_may_have_no_python() -> None:
    github, gitea = (ROOT / "forges" / forge / f".{forge}" / "workflows" / LANDED for forge in ("github", "gitea"))
    found = "command -v python3 >/dev/null || { apt-get update -qq && apt-get install -qq --yes python3 python3-venv; }"
    own = f"          {found}\n"
    there = gitea.read_text()
    assert there.count(own) == 3
    assert there.replace(own, "").replace("ubuntu-latest", "ubuntu-24.04") == github.read_text()


def test_gitlab_ends_no_pipeline_of_a_push_for_a_newer_one(gitlab: ForgeWorld) -> None:
    *_, push = YAML(typ="safe").load(gitlab.farm.read(".gitlab-ci.yml"))["workflow"]["rules"]
    assert '"push"' in push["if"]
    assert push["auto_cancel"] == {"on_new_commit": "none"}


@pytest.mark.parametrize(("forge", "deaf"), [("github", "webhook"), ("github", "people"), ("gitlab", "webhook")])
def test_who_cannot_be_told_keeps_nobody_else_from_being_told_and_is_named(
    request: pytest.FixtureRequest, tmp_path: Path, forge: str, deaf: str
) -> None:
    world: ForgeWorld = request.getfixturevalue(forge)
    world.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    replies = {name: 404 if name == deaf else 204 for name in ("webhook", "people")}
    with Receiver(replies["webhook"]).listening() as webhook, Receiver(replies["people"]).listening() as people:
        done = landed(world, world.push(), both(webhook, people), tmp_path)
    assert {name: done[name].result for name in replies} == {
        name: "failure" if reply == 404 else "success" for name, reply in replies.items()
    }
    assert webhook.received
    assert people.received
    for name, reply in replies.items():
        assert ("did not get to" in done[name].log) is (reply == 404), done[name].log


def test_what_an_audit_of_the_push_refuses_is_not_told(world: ForgeWorld, tmp_path: Path) -> None:
    world.desk.commit({world.entry: "All was well.\n"})
    world.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    with Receiver().listening() as receiver:
        done = landed(world, world.push(), both(receiver, receiver), tmp_path)
    assert {name: done[name].result for name in JOBS} == {
        "audit": "failure",
        "webhook": "skipped",
        "people": "skipped",
    }
    assert receiver.received == []


def test_what_is_pushed_after_a_refused_push_is_told_though_nothing_is_published(github: ForgeWorld) -> None:
    github.desk.commit({github.entry: "All was well.\n"})
    github.push()
    github.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    event = github.push()
    with Receiver().listening() as webhook, Receiver().listening() as people:
        done = landed(github, event, both(webhook, people), Path())
    assert done["webhook"].result == "success", done["webhook"].log
    assert kinds(webhook.received) == ["timeline-entry-added", "status-changed"]
    assert github.run(PUBLISH, event)["publish"].result == "skipped"


def test_a_push_by_force_is_seen_also_where_publishing_takes_up_only_the_one_after_it(github: ForgeWorld) -> None:
    github.desk.git("reset", "--hard", "HEAD~1")
    github.farm.ok("open", "Another outage", "--severity", "P4", "--description", "x", "--commit")
    forced = github.push("--force")
    done = github.run(LANDED, forced)
    assert done["audit"].result == "failure"
    assert {done[name].result for name in ("webhook", "people")} == {"skipped"}


def test_a_new_branch_and_a_secret_that_is_missing_are_no_news(world: ForgeWorld, tmp_path: Path) -> None:
    world.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    event = world.push()
    with Receiver().listening() as receiver:
        new = Event("push", {"before": ZEROS}, event.sha, event.ref)
        begun = landed(world, new, both(receiver, receiver), tmp_path / "new")
        quiet = landed(world, event, {}, tmp_path / "quiet")
    assert {job.result for job in begun.values()} == {"success"}
    assert {job.result for job in quiet.values()} <= {"success", "skipped"}
    assert receiver.received == []


def test_telling_nobody_is_what_is_done_until_somebody_asks_for_it(github: ForgeWorld) -> None:
    github.farm.ok("resolve", "2026-11-23", "-m", "Mended.", "--commit")
    done = github.run(LANDED, github.push())
    assert {name: job.result for name, job in done.items()} == {
        "audit": "success",
        "webhook": "skipped",
        "people": "skipped",
    }
