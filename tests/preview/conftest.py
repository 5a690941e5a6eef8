"""Repositories that are previewed, and previews of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from git_world import GitWorld
from preview_world import OneForm, Served, serving
from site_world import acme

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"


@pytest.fixture
def world(tmp_path: Path) -> GitWorld:
    """A repository with one of everything, all of it committed by Alice."""
    world = GitWorld.new(acme(tmp_path / "acme"))
    world.git("add", "--all")
    world.commit({})
    return world


@pytest.fixture
def served(world: GitWorld, tmp_path: Path) -> Iterator[Served]:
    """A preview of it that has built its first site."""
    with serving(world.top, tmp_path / "pages", forms=OneForm(world.top)) as preview:
        preview.until_built()
        yield preview
