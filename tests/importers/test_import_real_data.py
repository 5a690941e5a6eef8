"""790 real incidents of a real status page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from status_page import House

from farm_gitops.importers.result import Import


@pytest.fixture(scope="module")
def house(shared_data: Path) -> tuple[House, Import]:
    """The whole history of GitHub's status page, imported once."""
    house = House()
    return house, house.take_in((shared_data / "statuspage/github-incidents.json").read_bytes())


def test_every_real_incident_arrives_and_every_maintenance_is_listed(house: tuple[House, Import]) -> None:
    there, result = house
    assert (len(result.added), len(result.skipped), len(result.refused)) == (760, 30, 0)
    report = there.judged()
    assert (report.incidents, report.errors) == (760, 0)


def test_every_repair_of_the_real_incidents_is_counted(house: tuple[House, Import]) -> None:
    _, result = house
    assert Counter(repair.oddity.value for repair in result.repairs) == {
        "html": 140,
        "monitoring": 47,
        "late-start": 3,
        "early-update": 2,
        "step-back": 2,
    }


def test_the_real_incidents_again_add_nothing(house: tuple[House, Import], shared_data: Path) -> None:
    there, _ = house
    again = there.take_in((shared_data / "statuspage/github-incidents.json").read_bytes())
    assert (again.files, again.repairs, again.unchanged) == ({}, (), 760)


def test_a_real_summary_in_the_middle_of_an_outage_imports(shared_data: Path) -> None:
    house = House()
    result = house.take_in((shared_data / "statuspage/github-2026-08-17-summary.json").read_bytes())
    assert (len(result.added), house.judged().errors) == (1, 0)
