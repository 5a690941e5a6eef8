"""A forge in a folder: a repository that was founded with `init --ci`, its pull requests, pushes and issues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command import Farm
from git_world import ALICE, GitWorld
from gitlab_runner import Pipeline
from receivers import Receiver
from workflow_runner import Event, Job, Machine

BOB = "Bob Roth <bob@acme.example>"
ZEROS = "0" * 40
NEWS = "---\nauthor: bob\n---\nThe database answers again.\n"


@dataclass
class ForgeWorld:
    """Alice's clone (`desk`), the forge's repository (`origin`), and the machine that runs workflows."""

    farm: Farm
    desk: GitWorld
    origin: GitWorld
    machine: Machine
    forge: str
    pulls: int = 0

    @classmethod
    def new(cls, farm: Farm, folder: Path, wheels: Path, forge: str) -> ForgeWorld:
        """A repository founded by Alice, of which Bob is a member, pushed."""
        place = folder / "forge"
        origin = GitWorld.bare(place / "acme" / "incidents.git")
        origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
        desk = GitWorld.new(farm.root)
        desk.git("remote", "add", "origin", f"{place.as_uri()}/acme/incidents.git")
        farm.ok("init", "--organization", "acme", "--ci", forge, "--login", "alice-ng")
        text = farm.read("farm.yaml").replace("members: [", "members: [bob, ").replace("bob, ]", "bob]")
        farm.write("farm.yaml", text.replace("people:\n", "people:\n  bob: {name: Bob, emails: [bob@acme.example]}\n"))
        desk.git("add", "--all")
        desk.commit({}, message="Begin tracking incidents")
        desk.git("push", "--quiet", "origin", "main")
        return cls(farm, desk, origin, Machine(folder / "jobs", place, wheels), forge)

    def workflow(self, name: str) -> Path:
        """A workflow as it lies in the repository."""
        return self.desk.top / f".{self.forge}" / "workflows" / name

    def declare(self, title: str = "Checkout is down") -> None:
        """An incident that lands on main as Alice's push."""
        self.farm.ok("open", title, "--severity", "P1", "--description", "No payment.", "--commander", "alice")
        self.farm.ok("update", "2026", "-m", "We look.")
        self.desk.git("add", "--all")
        self.desk.commit({}, message="Declare it")
        self.desk.git("push", "--quiet", "origin", "main")

    def pull_request(self, files: Mapping[str, str | bytes | None], author: str = BOB, *, fork: bool = False) -> Event:
        """A branch with one commit, as a pull request; a fork's is known to the forge by the request's ref alone."""
        self.pulls += 1
        branch = f"change-{self.pulls}"
        self.desk.git("switch", "--quiet", "--create", branch, "main")
        head = self.desk.commit(files, author=author)
        self.desk.git("switch", "--quiet", "main")
        refs = [f"{branch}:refs/pull/{self.pulls}/head"] if fork else [branch, f"{branch}:refs/pull/{self.pulls}/head"]
        self.desk.git("push", "--quiet", "origin", *refs)
        return self.pull_request_event(self.pulls, head, fork=fork)

    def pull_request_event(self, number: int, head: str, *, fork: bool = False) -> Event:
        """What a forge tells of a pull request."""
        source = {"sha": head, "repo": {"full_name": "mallory/incidents" if fork else "acme/incidents"}}
        payload = {"pull_request": {"number": number, "head": source, "base": {"ref": "main"}}}
        return Event("pull_request", payload, head, f"refs/pull/{number}/merge", "main", is_from_fork=fork)

    def push(self, *options: str, before: str | None = None) -> Event:
        """Push main, and what the forge tells of it."""
        old = self.origin.git("rev-parse", "main") if before is None else before
        self.desk.git("push", "--quiet", *options, "origin", "main")
        new = self.desk.git("rev-parse", "main")
        return Event("push", {"before": old, "after": new}, new, "refs/heads/main")

    def run(self, workflow: str, event: Event, *, depth: str | None = None) -> dict[str, Job]:
        """Run a workflow of the repository."""
        return self.machine.run(self.workflow(workflow), event, depth=depth)

    def told(self, name: str) -> list[dict[str, Any]]:
        """What workflows made on the forge: `comments`, `pulls`."""
        file = self.machine.forge / f"{name}.json"
        known: list[dict[str, Any]] = json.loads(file.read_text()) if file.exists() else []
        return known

    @property
    def news(self) -> dict[str, str | bytes | None]:
        """An entry that Bob may post."""
        return {f"{self.incident}/timeline/20261123T121500Z-bob.md": NEWS}

    @property
    def entry(self) -> str:
        """The path of the first timeline entry of the first incident."""
        return next(str(path.relative_to(self.desk.top)) for path in self.desk.top.glob("incidents/*/*/timeline/*.md"))

    @property
    def incident(self) -> str:
        """The folder of the first incident."""
        return self.entry.partition("/timeline/")[0]


def pipeline(
    gitlab: ForgeWorld, event: Event, folder: Path, *, depth: int = 0, more: Mapping[str, str] | None = None
) -> dict[str, Job]:
    """GitLab's pipeline of an event, in a clone as its runner makes it: one ref, with all of its history or `depth`."""
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
    return Pipeline(folder / f"jobs-{event.name}", clone, gitlab.machine.wheels, variables | dict(more or {})).run()


def results(done: Mapping[str, Job]) -> dict[str, str]:
    """How each job ended."""
    return {name: job.result for name, job in done.items()}


def told(receiver: Receiver) -> list[str]:
    """The types of the events that a webhook was sent."""
    return [json.loads(each.body)["type"] for each in receiver.received]


__all__ = ["ALICE", "BOB", "NEWS", "ZEROS", "ForgeWorld", "pipeline", "results", "told"]
