"""Importing again adds only what is new, and rewrites nothing that is there."""

from __future__ import annotations

import pytest
from status_page import House, document, incident, told, update

from farm_gitops.importers.existing import existing

FIRST = incident(update("investigating", 1, components=[]), impact="odd", components=[{"name": "Actions"}])
LATER = incident(
    update("investigating", 1, "Reworded."), update("identified", 5), update("resolved", 9), name="Another title"
)


def test_the_same_document_again_changes_nothing() -> None:
    house = House()
    house.take_in(document(FIRST))
    again = house.take_in(document(FIRST))
    assert (again.files, again.added, again.updated, again.unchanged, again.repairs) == ({}, (), (), 1, ())


def test_new_updates_become_entries_and_move_the_status() -> None:
    house = House()
    house.take_in(document(FIRST))
    before = dict(house.files)
    again = house.take_in(document(LATER))
    (updated,) = again.updated
    record = house.record(updated)
    assert (told(record), record.facts.status) == (["investigating", "identified", "resolved"], "resolved")
    assert record.facts.title == "Errors in Actions"
    changed = {path for path, text in before.items() if house.files[path] != text}
    assert changed == {"incidents/acme/2026-11-23-errors-in-actions/incident.yaml"}
    assert house.judged().errors == 0


def test_a_status_that_moved_here_meanwhile_is_not_told_again() -> None:
    house = House()
    house.take_in(document(FIRST))
    (path,) = (path for path in house.files if path.endswith("incident.yaml"))
    house.files[path] = house.files[path].replace("status: investigating", "status: resolved  # by hand")
    again = house.take_in(document(LATER))
    record = house.record(again.updated[0])
    assert told(record) == ["investigating", None, None]
    assert "status: resolved  # by hand" in house.files[path]


def test_an_end_that_was_entered_for_a_lack_of_updates_is_not_entered_twice() -> None:
    house = House()
    ended = incident(update("investigating", 1), resolved_at="2026-11-23T11:00:00Z")
    house.take_in(document(ended))
    assert house.take_in(document(ended)).files == {}


def test_a_redacted_incident_gets_no_new_text() -> None:
    house = House()
    house.take_in(document(FIRST))
    (path,) = (path for path in house.files if path.endswith("incident.yaml"))
    house.files[path] += "redacted: {by: alice, at: '2026-11-24T10:00:00Z', reason: names a customer}\n"
    again = house.take_in(document(LATER))
    assert again.files == {}
    assert [skipped.why for skipped in again.skipped] == ["it is redacted here"]


@pytest.mark.parametrize("broken", ["severity: P9", "severity: [P3", "severity: P3\nseverity: P3"])
def test_a_broken_incident_is_left_alone(broken: str) -> None:
    house = House()
    house.take_in(document(FIRST))
    (path,) = (path for path in house.files if path.endswith("incident.yaml"))
    house.files[path] = house.files[path].replace("severity: P3", broken)
    again = house.take_in(document(LATER))
    assert again.files == {}
    assert [skipped.why for skipped in again.skipped] == [
        "its incident.yaml has errors here; mend it, then import again"
    ]


def test_an_incident_that_is_listed_twice_is_imported_once() -> None:
    result = House().take_in(document(FIRST, LATER))
    assert (len(result.added), [skipped.why for skipped in result.skipped]) == (1, ["it is listed twice"])


def test_another_page_with_the_same_ids_is_another_source() -> None:
    house = House()
    house.take_in(document(FIRST))
    assert len(house.take_in(document(FIRST, id="other", name="Other")).added) == 1


def test_what_is_there_is_found_by_its_origin() -> None:
    house = House()
    house.take_in(document(FIRST))
    there = existing(house.snapshot, "acme")
    (origin, known) = next(iter(there.imported.items()))
    assert (origin, [entry.origin for entry in known.entries]) == ("statuspage:gh/i1", ["statuspage:gh/i1/u1"])
    assert there.names == {"2026-11-23-errors-in-actions"}
