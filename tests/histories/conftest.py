"""The repositories that histories begin with, once for each worker."""

from __future__ import annotations

import pytest

from histories.court import Beginnings


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory, hermetic_git: None) -> Beginnings:
    """Begins histories cheaply."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))
