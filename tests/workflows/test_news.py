"""The jobs that tell what landed, their lines run against a real receiver: where a secret says so, and it is sound."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from forge_world import ZEROS, ForgeWorld
from gitlab_runner import Pipeline
from receivers import Receiver
from workflow_runner import Event, Job

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FORGES = ("github", "gitea", "gitlab")


def declared(world: ForgeWorld) -> Event:
    """A further incident, pushed."""
    world.farm.ok("open", "Search is slow", "--severity", "P3", "--description", "x", "--commit")
    return world.push()


def told(world: ForgeWorld, event: Event, where: dict[str, str], folder: Path) -> Job | None:
    """How the job that tells ended; None where the pipeline has none."""
    if world.forge != "gitlab":
        world.machine.secrets = where
        return world.run("incidents-news.yml", event)["tell"]
    clone = world.origin.clone(folder / "clone" / "incidents").top
    variables = {
        "CI_PIPELINE_SOURCE": "push",
        "CI_COMMIT_BRANCH": "main",
        "CI_DEFAULT_BRANCH": "main",
        "CI_COMMIT_SHA": event.sha,
        "CI_COMMIT_BEFORE_SHA": str(event.payload["before"]),
    }
    return Pipeline(folder / "jobs", clone, world.machine.wheels, {**variables, **where}).run().get("incidents:news")


def secrets(receiver: Receiver) -> dict[str, str]:
    people = f"json://127.0.0.1:{receiver.port}/people"
    return {
        "FARM_GITOPS_WEBHOOK": receiver.url,
        "FARM_GITOPS_WEBHOOK_SECRET": SECRET,
        "FARM_GITOPS_NOTIFY": f"{people}\n{people}",
    }


@pytest.mark.parametrize("forge", FORGES)
def test_what_landed_is_told_to_the_webhook_and_to_people(
    request: pytest.FixtureRequest, tmp_path: Path, forge: str
) -> None:
    world: ForgeWorld = request.getfixturevalue(forge)
    event = declared(world)
    with Receiver(200).listening() as receiver:
        job = told(world, event, secrets(receiver), tmp_path)
    assert job is not None
    assert job.result == "success", job.log
    webhook, *people = receiver.received
    assert json.loads(webhook.body)["id"].startswith("incident.created:acme/")
    assert webhook.headers["webhook-signature"].startswith("v1,")
    assert [json.loads(each.body)["title"] for each in people] == ["P3 Search is slow"] * 2
    assert "s3cret" not in job.log


@pytest.mark.parametrize("forge", FORGES)
def test_without_a_secret_and_on_a_new_branch_nothing_is_told(
    request: pytest.FixtureRequest, tmp_path: Path, forge: str
) -> None:
    world: ForgeWorld = request.getfixturevalue(forge)
    event = declared(world)
    with Receiver(200).listening() as receiver:
        quiet = told(world, event, {}, tmp_path / "quiet")
        new = told(world, Event("push", {"before": ZEROS}, event.sha, event.ref), secrets(receiver), tmp_path / "new")
    assert quiet is None if forge == "gitlab" else quiet and quiet.result == "success"
    assert new is not None
    assert (new.result, receiver.received) == ("success", []), new.log


@pytest.mark.parametrize("forge", FORGES)
def test_what_an_audit_refuses_is_not_told(request: pytest.FixtureRequest, tmp_path: Path, forge: str) -> None:
    world: ForgeWorld = request.getfixturevalue(forge)
    world.desk.commit({world.entry: "---\nauthor: alice\n---\nAll was well.\n"})
    event = declared(world)
    with Receiver(200).listening() as receiver:
        job = told(world, event, secrets(receiver), tmp_path)
    assert job is not None
    assert (job.result in {"failure", "skipped"}, receiver.received) == (True, []), job.log


def test_what_did_not_arrive_fails_the_job(github: ForgeWorld, tmp_path: Path) -> None:
    event = declared(github)
    with Receiver(404).listening() as receiver:
        job = told(github, event, {"FARM_GITOPS_WEBHOOK": receiver.url}, tmp_path)
    assert job is not None
    assert (job.result, "did not get to" in job.log) == ("failure", True)
