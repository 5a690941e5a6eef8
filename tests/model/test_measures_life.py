"""What measures take from a record: which incidents count, and which of its times mean what."""

from __future__ import annotations

import pytest
from views_world import entry, record

from farm_gitops.model.lifecycle import Status
from farm_gitops.model.measures.life import Life, life
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord


def life_of(kept: IncidentRecord) -> Life:
    """The life of an incident that counts."""
    found = life(kept)
    assert found
    return found


@pytest.mark.parametrize(
    ("resolution", "counted"), [(None, True), ("fixed", True), ("false-alarm", False), ("duplicate", False)]
)
def test_what_was_no_incident_of_its_own_is_left_out(resolution: str | None, counted: bool) -> None:
    assert (life(record("a", status="resolved", resolution=resolution)) is not None) == counted


def test_it_is_taken_up_by_the_first_status_after_open_however_many_follow() -> None:
    told = (
        entry("20261124T101000Z-bob.md", status="identified"),
        entry("20261124T103000Z-bob.md", status="resolved"),
    )
    found = life_of(record("a", *told, status="resolved", created_at="2026-11-24T10:00:00Z"))
    assert (found.acknowledged, found.resolved) == (
        Moment.parse("2026-11-24T10:10:00Z"),
        Moment.parse("2026-11-24T10:30:00Z"),
    )


def test_an_incident_that_jumps_to_its_end_is_taken_up_there() -> None:
    told = entry("20261124T103000Z-bob.md", status="resolved")
    found = life_of(record("a", told, status="resolved", created_at="2026-11-24T10:00:00Z"))
    assert found.acknowledged == found.resolved == Moment.parse("2026-11-24T10:30:00Z")


def test_a_first_step_that_nobody_dated_is_not_replaced_by_a_later_one() -> None:
    told = (entry("x.md", status="investigating"), entry("20261124T103000Z-bob.md", status="resolved"))
    found = life_of(record("a", *told[:1], status="investigating", created_at="2026-11-24T10:00:00Z"))
    assert (found.is_acknowledged, found.acknowledged) == (True, None)


def test_the_impact_begins_before_the_report_where_the_facts_say_so() -> None:
    known = {"started_at": "2026-11-24T09:00:00Z", "created_at": "2026-11-24T10:00:00Z"}
    found = life_of(record("a", **known))
    assert (found.began, found.created) == (Moment.parse(known["started_at"]), Moment.parse(known["created_at"]))
    assert (found.status, found.is_acknowledged, found.is_resolved) == (Status.OPEN, False, False)
