"""Runs the jobs of a `.gitlab-ci.yml` on this machine: which jobs a pipeline has, and the very lines of each.

Source: GitLab's documentation, "CI/CD YAML syntax reference"; what is not known here fails the test.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from workflow_runner import Job, installed, machine_environment, remember_installed

_NO_JOBS = {"workflow", "default", "variables", "stages"}
_CLAUSE = re.compile(r'\$(?P<left>\w+)(?: == (?:"(?P<text>[^"]*)"|\$(?P<right>\w+)))?')


@dataclass(frozen=True)
class Pipeline:
    """A pipeline of a clone: its variables (`CI_…`), and where its jobs find what they need."""

    folder: Path
    clone: Path
    wheels: Path
    variables: Mapping[str, str]

    def run(self) -> dict[str, Job]:
        """Every job that the pipeline has, in the order of the file, which is that of its stages."""
        definition = YAML(typ="safe").load((self.clone / ".gitlab-ci.yml").read_text())
        assert _is_wanted(definition["workflow"], self.variables), "this makes no pipeline"
        done: dict[str, Job] = {}
        for name, job in definition.items():
            if name in _NO_JOBS or not _is_wanted(job, self.variables):
                continue
            before = [done[each] for each in job.get("needs", [])]
            is_well = all(each.result == "success" for each in before)
            done[name] = self._ran(definition, name, job) if is_well else Job("skipped")
        return done

    def _ran(self, definition: Mapping[str, Any], name: str, job: Mapping[str, Any]) -> Job:
        home = self.folder / name.replace(":", "-")
        home.mkdir(parents=True)
        (home / "bin").mkdir()
        (home / "bin" / "python3").symlink_to(Path(sys._base_executable))  # type: ignore[attr-defined]
        lines = [*self._still_to_install(definition["default"]["before_script"]), *job["script"]]
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", "\n".join(lines)],
            cwd=self.clone,
            env={
                **machine_environment(self.wheels, home),
                "PATH": f"{home / 'bin'}:/usr/bin:/bin",
                "CI_PROJECT_DIR": str(self.clone),
                **self.variables,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode == 0:
            remember_installed(self.wheels, str(definition["default"]["before_script"]), self._environment)
        return Job("failure" if done.returncode else "success", done.stdout + done.stderr)

    def _still_to_install(self, before: list[str]) -> list[str]:
        """The lines to run before a job: of those that install, none where the same ones did for a job before."""
        known = installed(self.wheels, str(before))
        if known is None:
            return before
        *_, path = before
        assert path.startswith("export PATH=")
        if not self._environment.exists():
            self._environment.symlink_to(known)
        return [path]

    @property
    def _environment(self) -> Path:
        return self.clone.with_name(f"{self.clone.name}.farm-gitops")


def _is_wanted(part: Mapping[str, Any], variables: Mapping[str, str]) -> bool:
    return any(all(_clauses(rule["if"], variables)) for rule in part["rules"])


def _clauses(condition: str, variables: Mapping[str, str]) -> Iterator[bool]:
    for clause in condition.split(" && "):
        found = _CLAUSE.fullmatch(clause)
        assert found, f"cannot read the rule {clause!r}"
        value = variables.get(found["left"])
        if found["text"] is None and found["right"] is None:
            yield bool(value)  # a variable by itself: whether it is set
        else:
            yield value == (found["text"] if found["right"] is None else variables.get(found["right"]))
