"""A page that comes from its API once and from an export another time is known again, whichever came first."""

from __future__ import annotations

from typing import Any

import pytest
from status_page import House, document, feed, incident, lines, normalised, told, update

KEY = "5jfkz8q1mlql"
FROM_API = document(
    incident(
        update("investigating", 1, "Jobs <b>fail</b>.", display_at="2026-11-23T10:01:42.123Z"),
        update("monitoring", 5, "A fix is out."),
        id=KEY,
    )
)
WHOLE = feed(("Investigating", 1, "Jobs fail."), ("Monitoring", 5, "A fix is out."), ("Resolved", 9, "Over."))
"""The same incident as the export has it, whole; times end at the minute."""


def test_an_export_adds_to_what_the_api_brought_only_what_is_new() -> None:
    house = House()
    (known,) = house.take_in(FROM_API).added
    before = dict(house.files)
    result = house.take_in(lines(WHOLE))
    record = house.record(known)
    assert (result.added, result.updated) == ((), (known,))
    assert (told(record), record.facts.status) == (["investigating", "identified", "resolved"], "resolved")
    assert {path for path, text in before.items() if house.files[path] != text} == {
        "incidents/acme/2026-11-23-errors-in-actions/incident.yaml"
    }
    (new,) = house.files.keys() - before.keys()
    assert f"\nx-imported-from: statuspage:gh/{KEY}/at-2026-11-23T10:09:00Z\n" in house.files[new]
    assert {entry.facts.author for entry in record.entries} == {"github-status-page"}
    assert house.judged().errors == 0


@pytest.mark.parametrize(
    "order",
    [
        [FROM_API, lines(WHOLE), lines(WHOLE), FROM_API],
        [lines(WHOLE), lines(WHOLE), FROM_API, FROM_API, lines(WHOLE)],
        [FROM_API, lines(WHOLE), FROM_API],
    ],
)
def test_every_order_of_importing_ends_with_one_entry_an_update(order: list[Any]) -> None:
    house = House()
    results = [house.take_in(data) for data in order]
    (known,) = (added for result in results for added in result.added)
    assert told(house.record(known)) == ["investigating", "identified", "resolved"]
    assert results[-1].files == {}


def test_an_update_that_the_page_reworded_is_not_doubled() -> None:
    house = House()
    house.take_in(FROM_API)
    reworded = feed(("Investigating", 1, "Some jobs have failed."), ("Monitoring", 5, "A fix is out."))
    assert (house.take_in(lines(reworded)).files, house.take_in(lines(reworded)).unchanged) == ({}, 1)


def test_a_further_update_of_the_same_minute_is_new() -> None:
    house = House()
    house.take_in(FROM_API)
    further = feed(("Investigating", 1, "Jobs fail."), ("Monitoring", 5, "A fix is out."), ("Resolved", 5, "Over."))
    result = house.take_in(lines(further))
    assert [text.rpartition("---\n")[2] for path, text in result.files.items() if "/timeline/" in path] == ["Over.\n"]


def test_an_earlier_update_that_comes_to_light_is_no_step_back() -> None:
    house = House()
    house.take_in(FROM_API)
    earlier = feed(
        ("Investigating", 1, "Jobs fail."), ("Investigating", 3, "Half."), ("Monitoring", 5, "A fix is out.")
    )
    result = house.take_in(lines(earlier))
    assert (len(result.files), result.repairs) == (1, ())


def test_the_end_that_an_import_had_to_add_is_told_by_an_update_that_comes_later() -> None:
    house = House()
    (known,) = house.take_in(document(incident(update("investigating", 1), id=KEY, resolved_at=_AT_NINE))).added
    house.take_in(lines(feed(("Investigating", 1), ("Resolved", 9, "Over."))))
    record = house.record(known)
    assert sorted(map(str, told(record))) == ["None", "investigating", "resolved"]
    assert "Over." in {entry.message.strip() for entry in record.entries}


def test_new_incidents_of_a_page_that_is_known_are_of_that_page() -> None:
    house = House()
    house.take_in(FROM_API)
    other = feed(("Update", 1), title="Other", url="https://www.githubstatus.com/incidents/aaaabbbbcccc")
    (added,) = house.take_in(lines(WHOLE, other)).added
    assert house.record(added).facts.reported_by == "github-status-page"
    path = "incidents/acme/2026-11-23-other/incident.yaml"
    assert "\nx-imported-from: statuspage:gh/aaaabbbbcccc\n" in house.files[path]


def test_a_normalised_record_names_the_incident_of_a_page_too() -> None:
    house = House()
    house.take_in(FROM_API)
    same = {"source": "github-statuspage", "id": KEY, "same_as": f"statuspage:{KEY}", "url": "https://stspg.io/abc"}
    result = house.take_in(lines(normalised(("Investigating", 1, "Jobs fail."), ("Resolved", 9), **same)))
    assert (len(result.added), len(result.updated)) == (0, 1)


def test_an_id_that_two_incidents_here_have_is_no_evidence() -> None:
    house = House()
    house.take_in(FROM_API)
    copies = {path.replace("errors", "copied"): text.replace(":gh/", ":other/") for path, text in house.files.items()}
    house.files = copies | house.files
    assert len(house.take_in(lines(WHOLE)).added) == 1


def test_an_unfinished_source_is_followed_until_its_end() -> None:
    house = House()
    (known,) = house.take_in(lines(normalised(("SERVICE_OUTAGE", 1)))).added
    result = house.take_in(lines(normalised(("SERVICE_OUTAGE", 1), ("AVAILABLE", 9))))
    assert (result.updated, house.record(known).facts.status) == ((known,), "resolved")


_AT_NINE = "2026-11-23T10:09:00Z"
