"""Runs the jobs of a workflow on this machine: the very lines of its steps, and stand-ins for the actions it uses.

What pip installs is the wheel of this tree; an action without a stand-in, an expression within a `run:` and a right
that the job does not have fail.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from workflow_expressions import condition, filled_in

ROOT = Path(__file__).resolve().parents[1]
GH = ROOT / "tests" / "forge_client.py"


_RUNS = count(1)


@dataclass
class Event:
    """What a forge tells a workflow: the event, the ref that it is about, and whether it comes from a fork."""

    name: str
    payload: Mapping[str, Any]
    sha: str
    ref: str
    base: str = ""
    is_from_fork: bool = False
    run_id: int = field(default_factory=_RUNS.__next__)


@dataclass
class Job:
    """How a job ended, and what it left: log, job summary, outcome of each named step, what was handed on."""

    result: str = "success"
    log: str = ""
    summary: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)


@dataclass
class Machine:
    """A runner with nothing but git, bash, Python and a client of the forge (`gh`)."""

    folder: Path
    forge: Path
    wheels: Path
    secrets: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, workflow: Path, event: Event, *, depth: str | None = None) -> dict[str, Job]:
        """Run every job that the event asks for; `depth` has checkouts fetch so much of history in place of all."""
        definition = YAML(typ="safe").load(workflow.read_text())
        assert event.name in definition["on"], f"{workflow.name} does not listen to {event.name}"
        done: dict[str, Job] = {}
        for name, job in definition["jobs"].items():
            done[name] = _JobRun(self, definition, job, event, done, depth).run(name)
        return done

    def run_at_once(self, workflow: Path, events: Sequence[Event]) -> list[dict[str, Job] | None]:
        """Run it for events that all come while the first run of their group is under way: None for a dropped one.

        Of the runs that wait in a group, forges keep the newest alone.
        """
        definition = YAML(typ="safe").load(workflow.read_text())
        groups: dict[str, list[Event]] = {}
        for event in events:
            run = _JobRun(self, definition, {}, event, {}, None)
            group = filled_in(definition["concurrency"]["group"], run.context(), run.functions())
            groups.setdefault(group, []).append(event)
        kept = [event for first, *waiting in groups.values() for event in (first, *waiting[-1:])]
        return [self.run(workflow, event) if event in kept else None for event in events]


def installed(wheels: Path, lines: str) -> Path | None:
    """What the lines that install this tree made the first time: anew for each job, it would take most of the time."""
    record = _record(wheels, lines)
    return record.resolve() if record.is_symlink() else None


def remember_installed(wheels: Path, lines: str, made: Path) -> None:
    """For the jobs of this run of the tests, those of its other processes included."""
    _record(wheels, lines).parent.mkdir(exist_ok=True)
    with suppress(FileExistsError):  # another process made the same meanwhile
        _record(wheels, lines).symlink_to(made.resolve())


def _record(wheels: Path, lines: str) -> Path:
    return wheels / "installed" / hashlib.sha256(lines.encode()).hexdigest()


ACTIONS: dict[str, Callable[[_JobRun, dict[str, str]], None]] = {}


@dataclass
class _JobRun:
    """One job on a clean machine."""

    machine: Machine
    workflow: Mapping[str, Any]
    job: Mapping[str, Any]
    event: Event
    before: Mapping[str, Job]
    depth: str | None
    done: Job = field(default_factory=Job)
    is_well: bool = True
    inputs: dict[str, str] = field(default_factory=dict)

    def run(self, name: str) -> Job:
        """The job's steps one after the other; those after a failure only where they ask for it."""
        needed = self.job.get("needs", [])
        self.is_well = all(self.before[each].result == "success" for each in needed)
        if not condition(str(self.job.get("if", "true")), self.context(), self.functions()):
            return Job("skipped")
        self.is_well = True
        number = sum(1 for _ in self.machine.folder.iterdir()) if self.machine.folder.exists() else 0
        self.place = self.machine.folder / f"{number}-{name}"
        self.workspace = self.place / "workspace"
        self.temporary = self.place / "temp"
        for folder in (self.workspace, self.temporary, self.place / "bin"):
            folder.mkdir(parents=True)
        self._put_on_path("python3", Path(sys._base_executable))  # type: ignore[attr-defined]
        self._put_on_path("gh", GH)
        for name_of_file in ("summary", "path", "output", "env", "script"):
            (self.place / name_of_file).touch()
        (self.place / "event.json").write_text(json.dumps(self.event.payload))
        for step in self.job["steps"]:
            self._step(step)
        self.done.result = "success" if self.is_well else "failure"
        self.done.summary = (self.place / "summary").read_text()
        return self.done

    def token(self) -> str:
        """A token that says what it may do; a fork's pull request gets one that may write nothing."""
        rights = self.job.get("permissions", self.workflow.get("permissions", {}))
        return ",".join(key for key, right in rights.items() if right == "write" and not self.event.is_from_fork)

    def context(self) -> dict[str, Any]:
        """What expressions may look at."""
        github = {
            "event": self.event.payload,
            "event_name": self.event.name,
            "sha": self.event.sha,
            "ref": self.event.ref,
            "ref_name": self.event.ref.removeprefix("refs/heads/"),
            "base_ref": self.event.base,
            "repository": "acme/incidents",
            "server_url": self.machine.forge.as_uri(),
            "workflow": self.workflow["name"],
            "run_id": self.event.run_id,
            "token": f"rights:{self.token()}",
        }
        steps = {name: {"outcome": outcome, "outputs": {}} for name, outcome in self.done.outcomes.items()}
        needs = {name: {"result": job.result} for name, job in self.before.items()}
        runner = {"temp": str(getattr(self, "temporary", ""))}
        return {
            "github": github,
            "steps": steps,
            "needs": needs,
            "runner": runner,
            "secrets": {} if self.event.is_from_fork else self.machine.secrets,
            "vars": self.machine.variables,
            "inputs": self.inputs,
            "true": True,
        }

    def functions(self) -> dict[str, Callable[..., Any]]:
        """What expressions may call."""
        return {
            "always": lambda: True,
            "cancelled": lambda: False,
            "success": lambda: self.is_well,
            "failure": lambda: not self.is_well,
            "contains": lambda text, part: part in (text or ""),
            "format": lambda text, *values: text.format(*values),
        }

    def _put_on_path(self, name: str, program: Path) -> None:
        (self.place / "bin" / name).symlink_to(program)

    def _step(self, step: Mapping[str, Any]) -> None:
        if not condition(str(step.get("if", "true")), self.context(), self.functions()):
            return
        ended = self._used(step) if "uses" in step else self._ran(step)
        self.is_well = self.is_well and ended
        if "id" in step:
            self.done.outcomes[step["id"]] = "success" if ended else "failure"

    def _used(self, step: Mapping[str, Any]) -> bool:
        values = {key: self._filled_in(_text(value)) for key, value in step.get("with", {}).items()}
        if step["uses"] == "$/":  # this repository, at the commit of the workflow
            return self._composed(values)
        action, _, commit = step["uses"].partition("@")
        assert len(commit) == 40, f"{action} is not pinned by the full id of a commit"
        assert action in ACTIONS, f"no stand-in for {action}"
        ACTIONS[action](self, values)
        return True

    def _composed(self, values: dict[str, str]) -> bool:
        """The steps of the action that lies in the workspace; the first failure ends it."""
        action = YAML(typ="safe").load((self.workspace / "action.yml").read_text())
        assert values.keys() <= action["inputs"].keys()
        self.inputs = {name: each.get("default", "") for name, each in action["inputs"].items()} | values
        assert all(step["shell"] == "bash" for step in action["runs"]["steps"])
        tool = self.temporary / "farm-gitops-action"
        known = installed(self.machine.wheels, self._sources())
        if known and not tool.exists():
            tool.symlink_to(known)  # its own lines look whether it is there
        is_well = all(self._ran(step) for step in action["runs"]["steps"])
        if (tool / "bin" / "farm-gitops").exists():
            remember_installed(self.machine.wheels, self._sources(), tool)
        return is_well

    def _sources(self) -> str:
        """The lines of the action, and the code that they install."""
        parts = [f"HEAD:{part}" for part in ("action.yml", "src", "templates", "forges", "requirements")]
        command = ["git", "rev-parse", *parts]
        return subprocess.run(command, cwd=self.workspace, check=True, capture_output=True, text=True).stdout

    def _filled_in(self, text: str) -> str:
        return filled_in(text, self.context(), self.functions())

    def _ran(self, step: Mapping[str, Any]) -> bool:
        assert "${{" not in step["run"], "data goes through the environment, never into a command"
        assert self.workflow["defaults"]["run"]["shell"] == "bash" or step.get("shell") == "bash"
        is_to_install = step.get("name") == "Install farm-gitops" and not self.inputs
        if is_to_install and self._is_installed(step["run"]):
            return True
        (self.place / "script").write_text(step["run"])
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.place / "script")]
        done = subprocess.run(
            command, cwd=self.workspace, env=self._environment(step), capture_output=True, text=True, check=False,
            timeout=300,
        )  # fmt: skip
        self.done.log += done.stdout + done.stderr
        if is_to_install and done.returncode == 0:
            remember_installed(self.machine.wheels, step["run"], self.temporary / "farm-gitops")
        return done.returncode == 0

    def _is_installed(self, lines: str) -> bool:
        """Whether the same lines made it for a job before; then it is put in its place."""
        known = installed(self.machine.wheels, lines)
        if known is None:
            return False
        place = self.temporary / "farm-gitops"
        place.symlink_to(known)
        (self.place / "path").write_text(f"{place}/bin\n")
        return True

    def _environment(self, step: Mapping[str, Any]) -> dict[str, str]:
        paths = [*reversed((self.place / "path").read_text().splitlines()), str(self.place / "bin")]
        stated = {key: self._filled_in(_text(value)) for key, value in step.get("env", {}).items()}
        return {
            **machine_environment(self.machine.wheels, self.place),
            "PATH": ":".join([*paths, "/usr/local/bin", "/usr/bin", "/bin"]),
            "FORGE": str(self.machine.forge),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(self.workspace),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_EVENT_PATH": str(self.place / "event.json"),
            "GITHUB_STEP_SUMMARY": str(self.place / "summary"),
            "GITHUB_PATH": str(self.place / "path"),
            "GITHUB_SHA": self.event.sha,
            "GITHUB_REF_NAME": self.event.ref.removeprefix("refs/heads/"),
            "GITHUB_BASE_REF": self.event.base,
            "GITHUB_REPOSITORY": "acme/incidents",
            "GITHUB_SERVER_URL": self.machine.forge.as_uri(),
            **stated,
        }


def machine_environment(wheels: Path, home: Path) -> dict[str, str]:
    """Where programs find what they need without a network: pip takes the wheel of this tree, and what that needs is
    installed already as far as pip can see.
    """
    return {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheels),
        "PYTHONPATH": str(wheels / "dependencies"),
    }


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checkout(run: _JobRun, values: dict[str, str]) -> None:
    """As actions/checkout: all branches and tags, or the one commit with so much of history as is asked for."""
    assert values["persist-credentials"] == "false", "the token stays with those who need it"
    wanted = values.get("ref") or run.event.sha
    depth = run.depth or values.get("fetch-depth", "1")

    def git(*arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=run.workspace, check=True, capture_output=True, timeout=60)

    git("init", "--quiet")
    git("remote", "add", "origin", f"{run.machine.forge.as_uri()}/acme/incidents.git")
    if depth == "0":
        git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
        git("fetch", "--quiet", "origin", wanted)
    else:
        base = [f"+refs/heads/{run.event.base}:refs/remotes/origin/{run.event.base}"] if run.event.base else []
        git("fetch", "--quiet", f"--depth={depth}", "origin", wanted, *base)
    git("checkout", "--quiet", "--force", "--detach", wanted)
    if run.event.ref.startswith("refs/heads/"):
        git("checkout", "--quiet", "--force", "-B", run.event.ref.removeprefix("refs/heads/"), wanted)


def _upload_pages(run: _JobRun, values: dict[str, str]) -> None:
    """As actions/upload-pages-artifact: keeps a folder for the job that publishes, without what is hidden."""
    kept = run.machine.forge / "artifact"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(values["path"], kept, ignore=shutil.ignore_patterns(".*"))


def _deploy_pages(run: _JobRun, values: dict[str, str]) -> None:
    """As actions/deploy-pages: what was kept is what everybody sees from now on."""
    assert {"pages", "id-token"} <= set(run.token().split(",")), "a job that publishes needs both rights"
    assert run.job["environment"]["name"] == "github-pages"
    shutil.rmtree(run.machine.forge / "pages", ignore_errors=True)
    (run.machine.forge / "artifact").rename(run.machine.forge / "pages")


ACTIONS |= {
    "actions/checkout": _checkout,
    "actions/upload-pages-artifact": _upload_pages,
    "actions/deploy-pages": _deploy_pages,
}


def built_wheel(folder: Path) -> Path:
    """A folder with the wheel of this tree, and in `dependencies/` what is installed here besides this tree."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=os.environ, timeout=300)
    (folder / "dependencies").mkdir()
    for place in Path(sysconfig.get_path("purelib")).iterdir():
        if "farm_gitops" not in place.name:
            (folder / "dependencies" / place.name).symlink_to(place)
    return folder
