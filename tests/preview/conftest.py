"""Repositories that are previewed, previews of them, and people before their forms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Farm
from form_world import Somebody, Twins
from git_world import GitWorld
from preview_world import OneForm, Served, serving
from site_world import acme


def _committed(root: Path) -> GitWorld:
    world = GitWorld.new(acme(root))
    world.git("add", "--all")
    world.commit({})
    return world


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """A repository with one of everything, all of it committed by Alice."""
    return _committed(tmp_path / "acme")


@pytest.fixture
def served(world: GitWorld) -> Iterator[Served]:
    """A preview of it that has built its first site."""
    with serving(world.top, forms=OneForm(world.top)) as preview:
        preview.until_built()
        yield preview


@pytest.fixture
def twins(farm: Farm, tmp_path: Path) -> Twins:
    """Two projects of Acme, where git names Alice: one with a command line, one with somebody before its forms."""
    shutil.copytree(farm.root, tmp_path / "twin", symlinks=True)
    return Twins(farm, Somebody(tmp_path / "twin"))


@pytest.fixture
def somebody(farm: Farm) -> Somebody:
    """Somebody before the forms of the project of `farm`."""
    return Somebody(farm.root)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The same for tests that change nothing."""
    folder = tmp_path_factory.mktemp("calm")
    world = _committed(folder / "acme")
    with serving(world.top, forms=OneForm(world.top)) as preview:
        preview.until_built()
        yield preview
        assert world.git("status", "--porcelain") == ""
