"""A wheel of this tree, built once, and a forge for each test."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Farm
from filelock import FileLock
from forge_world import ForgeWorld
from workflow_runner import built_wheel


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip finds this tree's wheel; one place for all processes that share the tests."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with FileLock(shared / "wheels.lock"):
        is_made = (shared / "wheels" / "dependencies").is_dir()
        return shared / "wheels" if is_made else built_wheel(shared / "wheels")


@pytest.fixture
def founded(empty_farm: Farm, tmp_path: Path, wheels: Path) -> Callable[[str], ForgeWorld]:
    """Founds a repository on a forge of this kind, with one incident."""

    def found(forge: str) -> ForgeWorld:
        world = ForgeWorld.new(empty_farm, tmp_path, wheels, forge)
        world.declare()
        return world

    return found


@pytest.fixture
def github(founded: Callable[[str], ForgeWorld]) -> ForgeWorld:
    """On GitHub."""
    return founded("github")


@pytest.fixture
def gitlab(founded: Callable[[str], ForgeWorld]) -> ForgeWorld:
    """On GitLab."""
    return founded("gitlab")


@pytest.fixture
def gitea(founded: Callable[[str], ForgeWorld]) -> ForgeWorld:
    """On Gitea or Forgejo."""
    return founded("gitea")
