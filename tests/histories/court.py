"""Makes a named history in a repository of its own, and asks the program what it says of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from command import Answer, Farm
from git_world import GitWorld

from histories.base import FARM, lay_down
from histories.history import History, Policy
from histories.signing import signed_policy


@dataclass
class Beginnings:
    """The repository that all histories begin with, made once for each policy and copied from then on."""

    folder: Path
    made: dict[Policy, Path] = field(default_factory=dict)

    def copy(self, policy: Policy, target: Path) -> GitWorld:
        """A repository of one's own, on `main`."""
        if policy not in self.made:
            self.made[policy] = self._make(policy)
        shutil.copytree(self.made[policy], target, symlinks=True)
        return GitWorld(target)

    def _make(self, policy: Policy) -> Path:
        world = GitWorld.new(self.folder / policy)
        shutil.rmtree(world.top / ".git/hooks")
        text = signed_policy(world) if policy == "signed" else f"{FARM}\nlanding: {policy}\n"
        lay_down(world, FARM if policy == "squash" else text)
        world.git("repack", "-adq")  # one file to copy instead of a folder for each object
        return world.top


class Scene(NamedTuple):
    """A history that was made: where to judge it, and the tip of `main` before it began."""

    world: GitWorld
    start: str


class Ruling(NamedTuple):
    """What the program said: the verdict, the rules of its errors and of all that it found."""

    verdict: str
    rules: frozenset[str]
    spoken: frozenset[str]
    answer: Answer


def make(history: History, beginnings: Beginnings, folder: Path) -> Scene:
    """The history in a new repository."""
    world = beginnings.copy(history.policy, folder / "repository")
    if history.landed:
        history.landed(world)
    start = world.git("rev-parse", "HEAD")
    if history.judged_by == "validate":
        world.git("switch", "-qc", "change")
    other = history.change(world)
    return Scene(other if isinstance(other, GitWorld) else world, start)


def judge(history: History, scene: Scene, farm: Farm) -> Ruling:
    """The command line's answer, as JSON."""
    farm.root = scene.world.top
    if history.judged_by == "validate":
        return ruling(farm("validate", f"--base={history.base}", "--json"))
    return ruling(farm("audit", "--no-cache", "--json", *([history.span] if history.span else [])))


def ruling(answer: Answer) -> Ruling:
    """What a report says."""
    codes = {0: "pass", 1: "reject", 3: "error"}
    assert answer.code in codes, answer
    assert answer.json["verdict"] == codes[answer.code]
    findings = answer.json["findings"]
    errors = frozenset(finding["rule"] for finding in findings if finding["level"] == "error")
    return Ruling(codes[answer.code], errors, frozenset(finding["rule"] for finding in findings), answer)
