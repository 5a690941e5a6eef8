"""Real incidents of real status pages: 790 of an API, 819 whole ones of an export, 140 odd ones of many sources."""

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
    assert _counts(result) == {
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


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> bytes:
    """Every incident of GitHub's feed with its whole life."""
    return (shared_data / "statuspage/github-full-lifecycle.jsonl").read_bytes()


def test_every_whole_life_arrives_and_is_known_again(whole: bytes) -> None:
    house = House()
    result = house.take_in(whole)
    assert (len(result.added), len(result.skipped), len(result.refused)) == (801, 18, 0)
    assert _counts(result) == {"guessed-components": 86, "monitoring": 76, "step-back": 3}
    records = [house.record(added) for added in result.added]
    assert {record.facts.status for record in records} == {"resolved"}
    assert all(record.resolved for record in records)
    assert house.judged().errors == 0
    again = house.take_in(whole)
    assert (again.files, again.repairs, again.unchanged) == ({}, (), 801)


def test_an_export_after_the_api_makes_the_same_incidents_whole(house: tuple[House, Import], whole: bytes) -> None:
    there = House()
    there.files = dict(house[0].files)
    result = there.take_in(whole)
    assert (len(result.added), len(result.updated), result.unchanged) == (148, 653, 0)
    assert _counts(result) == {"monitoring": 52, "guessed-components": 26, "step-back": 1}
    report = there.judged()
    assert (report.incidents, report.errors) == (908, 0)
    assert [*there.snapshot.configuration.people] == ["alice", "github-status-page"]
    assert there.take_in(whole).files == {}


def test_the_api_after_an_export_adds_the_rest(whole: bytes, shared_data: Path) -> None:
    house = House()
    house.take_in(whole)
    result = house.take_in((shared_data / "statuspage/github-incidents.json").read_bytes())
    assert (len(result.added), len(result.updated), result.unchanged) == (107, 2, 651)
    assert house.judged().errors == 0


def test_every_odd_record_imports_or_is_refused_with_a_reason(shared_data: Path) -> None:
    house, data = House(), (shared_data / "irregular_sample.jsonl").read_bytes()
    result = house.take_in(data)
    assert (len(result.added), len(result.skipped), len(result.refused)) == (117, 22, 1)
    assert [refused.why for refused in result.refused] == ["it has no time that can be read"]
    assert Counter(skipped.why for skipped in result.skipped) == {
        "a planned maintenance is no incident": 20,
        "it is listed twice": 2,
    }
    assert _counts(result) == _OF_THE_ODD
    assert house.judged().errors == 0
    again = house.take_in(data)
    assert (again.files, again.repairs, again.unchanged) == ({}, (), 117)


def _counts(result: Import) -> Counter[str]:
    return Counter(repair.oddity.value for repair in result.repairs)


_OF_THE_ODD = {
    "time": 30,
    "empty-message": 27,
    "early-update": 19,
    "monitoring": 18,
    "untold-status": 12,
    "line-ends": 10,
    "late-start": 9,
    "step-back": 8,
    "html": 7,
    "merged-component": 4,
    "unordered-updates": 4,
    "unknown-severity": 4,
    "numbered-component": 3,
    "long-title": 3,
    "repeated-component": 3,
    "early-end": 3,
    "title-of-several-lines": 3,
    "hidden-characters": 1,
}
