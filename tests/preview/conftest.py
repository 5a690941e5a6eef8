"""A repository with a browser before its forms, and its twin with a command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import Farm
from form_world import Somebody, Twins


@pytest.fixture
def twins(farm: Farm, tmp_path: Path) -> Twins:
    """Two projects of Acme, where git names Alice."""
    shutil.copytree(farm.root, tmp_path / "twin", symlinks=True)
    return Twins(farm, Somebody(tmp_path / "twin"))


@pytest.fixture
def somebody(farm: Farm) -> Somebody:
    """A browser before the project of `farm`."""
    return Somebody(farm.root)
