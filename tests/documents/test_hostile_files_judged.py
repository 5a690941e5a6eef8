"""Every hostile file lies in a repository: its rule finds it, and what is wrong elsewhere is found as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_bytes import HOSTILE, Hostile
from small_world import OUTAGE, SEARCH, judged, lay_out


@pytest.fixture(scope="module")
def hostile_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository for all hostile files, since each is written over the one before."""
    return lay_out(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_file_is_a_finding_and_hides_no_other(hostile_world: Path, case: Hostile) -> None:
    path = f"{SEARCH}/incident.yaml" if case.extension == "yaml" else f"{SEARCH}/timeline/20261123T091500Z-bob.md"
    other = f"{OUTAGE}/timeline/wrong.md"
    before = (hostile_world / path).read_bytes() if (hostile_world / path).exists() else None
    lay_out(hostile_world, {path: case.data, other: "---\nstatus: no\n---\n"})
    try:
        report = judged(hostile_world)
    finally:
        lay_out(hostile_world, {path: before, other: None})
    found_here = {finding.rule for finding in report.findings if finding.path == path}
    assert case.rule is None or case.rule in found_here
    assert "invalid-value" in {finding.rule for finding in report.findings if finding.path == other}
