"""Exports as JSON Lines: both shapes of record, the words of many sources, and lines that are none."""

from __future__ import annotations

from typing import Any

import pytest
from status_page import House, document, feed, incident, lines, normalised, oddities, only, told, update

from farm_gitops.errors import UsageError


def test_a_whole_life_of_a_feed_needs_no_repair() -> None:
    record, repairs = only(lines(feed(("Investigating", 1), ("Update", 5), ("Resolved", 9), components=["Actions"])))
    assert repairs == []
    assert (told(record), record.facts.status) == (["investigating", None, "resolved"], "resolved")
    assert (str(record.facts.created_at), record.facts.affected_components) == ("2026-11-23T10:01:00Z", ("actions",))
    assert (record.facts.severity, record.facts.reported_by) == ("P3", "githubstatus-com-status-page")
    assert record.facts.links[0].url == "https://www.githubstatus.com/incidents/5jfkz8q1mlql"


def test_a_record_of_another_source_is_told_in_its_name() -> None:
    house = House()
    data = lines(normalised(("SERVICE_OUTAGE", 1), ("AVAILABLE", 9), url="https://status.cloud.google.com/incidents/x"))
    record, repairs = only(data, house)
    assert (repairs, told(record)) == ([], ["investigating", "resolved"])
    assert (record.facts.reported_by, record.facts.links[0].title) == ("gcp-status-page", "Status page")
    assert any("\nx-imported-from: export:gcp/20008\n" in text for text in house.files.values())


@pytest.mark.parametrize(
    ("words", "tells", "odd"),
    [
        (["opened", "resolved"], [None, "resolved"], []),
        (["ongoing", "resolved"], ["investigating", "resolved"], []),
        (["down", "up"], [None, "resolved"], []),
        (["SERVICE_INFORMATION", "SERVICE_DISRUPTION", None], [None, "investigating", None], []),
        (["Investigating", "Update", "Postmortem"], ["investigating", None, None], []),
        (["AVAILABLE", "SERVICE_OUTAGE", "AVAILABLE"], ["resolved", None, None], ["step-back"]),
        (["  Monitoring "], ["identified"], ["monitoring"]),
        (["identified", "Watching closely"], ["identified", None], ["unknown-status"]),
    ],
)
def test_words_of_other_sources_tell_what_they_mean(
    words: list[str | None], tells: list[str | None], odd: list[str]
) -> None:
    record, repairs = only(lines(normalised(*[(word, n) for n, word in enumerate(words, 1)])))
    assert (told(record), oddities(repairs)) == (tells, odd)


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        *[("critical", "P1"), ("major", "P2"), ("minor", "P3"), ("none", "P4"), ("impact-critical", "P1")],
        *[("impact-none", "P4"), ("high", "P2"), ("high/SERVICE_OUTAGE", "P1"), ("medium/SERVICE_DISRUPTION", "P3")],
        *[("low/SERVICE_INFORMATION", "P4"), ("medium", "P3"), (3, "P1"), ("2", "P3"), ("1", "P4"), (0, "P4")],
        *[("down", "P1"), ("disrupted", "P2"), ("notice", "P4"), ("major-outage", "P1"), ("partial-outage", "P2")],
        ("degraded-performance", "P3"),
    ],
)
def test_every_known_word_for_a_severity_is_taken(word: str | int, severity: str) -> None:
    record, repairs = only(lines(normalised(("opened", 1), severity_raw=word)))
    assert (record.facts.severity, repairs) == (severity, [])


@pytest.mark.parametrize("word", ["huge", None, "4", "impact-", "high/outage", "SERVICE_OUTAGE"])
def test_an_unknown_severity_is_p3_and_said(word: str | None) -> None:
    record, repairs = only(lines(normalised(("opened", 1), severity_raw=word)))
    assert (record.facts.severity, oddities(repairs)) == ("P3", ["unknown-severity"])


def test_a_source_without_words_ends_with_its_last_update() -> None:
    record, repairs = only(lines(normalised((None, 1), (None, 9), status_final="resolved")))
    assert told(record) == [None, "resolved"]
    assert repairs == [("untold-status", "the last one does now")]


@pytest.mark.parametrize(
    "planned",
    [
        normalised(("planned", 1), ("resolved", 9), kind="maintenance"),
        normalised(("opened", 1), severity_raw="under-maintenance"),
        normalised(("opened", 1), severity_raw="impact-maintenance"),
        normalised(("scheduled", 1), status_final="verifying"),
        normalised(("opened", 1), scheduled_for="2026-12-01T00:00:00Z"),
        feed(("Scheduled", 1), ("In progress", 5), ("Completed", 9), impact="minor"),
        feed(("Update", 1), impact="maintenance"),
    ],
)
def test_a_maintenance_in_an_export_is_listed_and_not_imported(planned: dict[str, Any]) -> None:
    result = House().take_in(lines(planned))
    assert (result.files, [skipped.why for skipped in result.skipped]) == ({}, ["a planned maintenance is no incident"])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (b'{"title": "cut off", "upd', "line 2: it is no JSON: Unterminated string"),
        (b'"\xff"', "line 2: it is no JSON: 'utf-8' codec can't decode"),
        (b"[" * 100_000, "line 2: it is no JSON: maximum recursion depth"),
        (b"7", "line 2: it is a number rather than an incident"),
        ({"name": "x"}, "line 2: it is an object of another shape, without `title` and `updates`"),
        (feed(updates=[7]), "line 2: one of its `updates` is a number rather than an update"),
        (feed(title=["x"]), "line 2: its `title` is a list rather than a text"),
        (normalised(id=None), "line 2: it has no id, by which a second import could know it again"),
        (normalised(source={}), "line 2: its `source` is an object rather than a text"),
        (feed(url="", id=" "), "line 2: it has no id, by which a second import could know it again"),
    ],
)
def test_one_wrong_line_is_refused_by_its_number_and_hides_no_other(wrong: Any, why: str) -> None:
    result = House().take_in(lines(feed(("Update", 1)), wrong, b"  ", normalised(("opened", 1))))
    (refused,) = result.refused
    assert refused.why.startswith(why)
    assert len(result.added) == 2


@pytest.mark.parametrize("data", [b"{}\n{}\n", b'{"title": "x"}\nhello', b"\n\n", b"7\n8\n"])
def test_lines_of_which_none_is_a_record_are_no_export(data: bytes) -> None:
    with pytest.raises(UsageError) as refusal:
        House().take_in(data)
    assert "JSON Lines" in refusal.value.cure


def test_a_single_line_and_a_byte_order_mark_are_read_too() -> None:
    result = House().take_in(b"\xef\xbb\xbf" + lines(feed(("Update", 1))).rstrip())
    assert (len(result.added), result.refused) == (1, ())


def test_updates_of_one_minute_are_all_kept() -> None:
    record, _ = only(lines(feed(("Investigating", 1, "A"), ("Update", 1, "B"), ("Resolved", 1, "B"))))
    assert sorted(entry.message for entry in record.entries) == ["A", "B", "B"]


def test_guessed_components_are_kept_and_said() -> None:
    record, repairs = only(lines(feed(("Update", 1), components=["Pages"], components_source="gliner2")))
    assert (record.facts.affected_components, repairs) == (("pages",), [("guessed-components", "kept")])


@pytest.mark.parametrize(("written", "odd"), [("<b>Some</b>thing is", []), ("Another text", ["untold-post-mortem"])])
def test_a_post_mortem_that_no_update_holds_is_said_to_be_left_out(written: str, odd: list[str]) -> None:
    _, repairs = only(lines(normalised(("opened", 1), postmortem_markdown=written)))
    assert oddities(repairs) == odd


def test_the_fullest_of_two_records_of_one_incident_is_taken() -> None:
    less = normalised(("investigating", 1), source="github-statuspage", same_as="statuspage:5jfkz8q1mlql")
    result = House().take_in(lines(less, feed(("Investigating", 1), ("Resolved", 9))))
    assert (len(result.added), [skipped.why for skipped in result.skipped]) == (1, ["it is listed twice"])
    assert sum("/timeline/" in path for path in result.files) == 2


def test_several_sources_in_one_file_are_several_people() -> None:
    house = House()
    house.take_in(lines(*(normalised(("opened", 1), source=source) for source in ("gcp", "aws", "oci-statuspage"))))
    assert [*house.snapshot.configuration.people] == [
        "alice",
        "gcp-status-page",
        "aws-status-page",
        "oci-status-page",
    ]
    assert house.judged().errors == 0


def test_a_document_stays_a_document_though_it_is_one_line() -> None:
    assert len(House().take_in(lines(document(incident(update("investigating", 1))))).added) == 1
