"""What workflows install: the versions that were tested and no others, by the lock that comes with the package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from empty_wheel import empty_wheel
from forge_world import ForgeWorld, pipeline
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from workflow_runner import ROOT

LOCKS = {"package": [], "notify": ["notify"]}
"""Each lock in a wheel, and the extras that it is for."""
PYTHONS = sorted(re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text()))


def locked(lock: str) -> dict[str, str]:
    """Name → version of what a lock installs."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", text, re.MULTILINE))


def needed(extras: list[str], python: str) -> Iterator[tuple[str, list[str]]]:
    """Every package that is needed on Linux with this Python, each with the extras of it that are."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    seen: set[str] = set()
    while wanted:
        requirement = Requirement(wanted.pop())
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        yield canonicalize_name(requirement.name), sorted(requirement.extras)
        for line in requires(requirement.name) or ():
            inner = Requirement(line)
            places = [{"python_version": python, "python_full_version": f"{python}.0", "extra": extra}
                      for extra in ("", *requirement.extras)]  # fmt: skip
            if inner.marker is None or any(inner.marker.evaluate(place) for place in places):
                inner.marker = None
                wanted.append(str(inner))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_all_that_is_needed_in_the_versions_that_are_tested(lock: str, python: str) -> None:
    known = locked(lock)
    names = {name for name, _ in needed(LOCKS[lock], python)}
    assert names <= known.keys()
    assert {name: known[name] for name in names} == {name: version(name) for name in names}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_everything(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(lock))
    assert all("--hash=sha256:" in entry for entry in entries)


def swapped(world: ForgeWorld, folder: Path) -> None:
    """A registry that has every version which is asked for, and under each name something else."""
    for name, number in locked("notify").items():
        empty_wheel(folder, name, number)
    (wheel,) = world.machine.wheels.glob("farm_gitops-*.whl")
    (folder / wheel.name).symlink_to(wheel)
    world.machine.wheels = folder


@pytest.mark.parametrize("file", sorted(ROOT.glob("forges/*/.*/workflows/*")), ids=lambda path: path.name)
def test_every_job_installs_in_the_same_words(file: Path) -> None:
    lines = re.findall(r'^ +"\$\{pip\[@\]\}" (.+)$', file.read_text(), re.MULTILINE)
    assert lines
    assert set(lines[::2]) == {"--no-deps 'farm-gitops==@VERSION@'"}
    share = '"$RUNNER_TEMP/farm-gitops/share/farm-gitops/'
    held = {f'--require-hashes --only-binary :all: -r {share}requirements{which}.txt"' for which in ("", "-notify")}
    assert set(lines[1::2]) <= held
    assert len(re.findall("/bin/pip", file.read_text())) == len(lines) / 2


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_what_is_not_what_was_tested_is_not_installed(
    request: pytest.FixtureRequest, tmp_path: Path, forge: str
) -> None:
    world: ForgeWorld = request.getfixturevalue(forge)
    event = world.pull_request(world.news)
    swapped(world, tmp_path / "registry")
    if forge == "gitlab":
        judged = pipeline(world, event, tmp_path)["incidents:validate"]
    else:
        judged = world.run("incidents.yml", event)["validate"]
    assert judged.result == "failure"
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in judged.log
