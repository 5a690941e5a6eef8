"""A wheel of this tree, built once, and a forge for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command import Farm
from forge_world import ForgeWorld
from workflow_runner import built_wheel


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pip finds this tree's wheel."""
    return built_wheel(tmp_path_factory.mktemp("wheels"))


@pytest.fixture
def found(empty_farm: Farm, tmp_path: Path, wheels: Path) -> Callable[[str], ForgeWorld]:
    """Founds a repository on a forge of this kind."""
    return lambda forge: ForgeWorld.new(empty_farm, tmp_path, wheels, forge)


@pytest.fixture
def github(found: Callable[[str], ForgeWorld]) -> ForgeWorld:
    """A repository on GitHub, with one incident."""
    world = found("github")
    world.declare()
    return world
