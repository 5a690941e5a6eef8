"""How a Statuspage incident becomes ours: severity, life, names, times, texts; every repair is told."""

from __future__ import annotations

from typing import Any

import pytest
from status_page import House, document, incident, oddities, only, told, update

from farm_gitops.model.lifecycle import Status
from farm_gitops.records.decode import decode_entry


def test_an_ordinary_incident_needs_no_repair() -> None:
    life = update("investigating", 1, "Jobs fail."), update("identified", 9), update("resolved", 30)
    record, repairs = only(document(incident(*life, impact="major", components=[{"id": "c", "name": "Actions"}])))
    assert repairs == []
    assert str(record.id) == "acme/2026-11-23-errors-in-actions"
    assert (record.facts.title, record.facts.severity, record.facts.status) == ("Errors in Actions", "P2", "resolved")
    assert record.facts.description == "Jobs fail."
    assert record.facts.affected_components == ("actions",)
    assert record.facts.reported_by == "github-status-page"
    assert [(link.title, link.url) for link in record.facts.links] == [("Statuspage", "https://stspg.io/abc")]
    assert told(record) == ["investigating", "identified", "resolved"]
    assert record.resolved is not None
    assert record.resolved.text == "2026-11-23T10:30:00.000Z"


@pytest.mark.parametrize(
    ("impact", "severity", "odd"),
    [
        ("critical", "P1", []),
        ("major", "P2", []),
        ("Minor", "P3", []),
        ("none", "P4", []),
        ("huge", "P3", ["unknown-severity"]),
        (None, "P3", ["unknown-severity"]),
    ],
)
def test_the_impact_says_how_severe(impact: str | None, severity: str, odd: list[str]) -> None:
    record, repairs = only(document(incident(update("investigating", 1), impact=impact)))
    assert (record.facts.severity, oddities(repairs)) == (severity, odd)


@pytest.mark.parametrize(
    ("words", "tells", "end", "odd"),
    [
        ("investigating investigating", ["investigating", None], "investigating", []),
        ("investigating monitoring resolved", ["investigating", "identified", "resolved"], "resolved", ["monitoring"]),
        ("identified monitoring monitoring", ["identified", None, None], "identified", ["monitoring", "monitoring"]),
        (
            "monitoring investigating investigating",
            ["identified", None, None],
            "identified",
            ["monitoring", "step-back"],
        ),
        ("resolved investigating resolved", ["resolved", None, None], "resolved", ["step-back"]),
        ("resolved postmortem", ["resolved", None], "resolved", []),
        ("investigating update", ["investigating", None], "investigating", []),
        ("investigating paused", ["investigating", None], "investigating", ["unknown-status", "unknown-status"]),
        ("resolved", ["resolved"], "resolved", []),
    ],
)
def test_the_status_only_goes_forward(words: str, tells: list[str | None], end: str, odd: list[str]) -> None:
    record, repairs = only(document(incident(*[update(word, n) for n, word in enumerate(words.split(), 1)])))
    assert (told(record), record.facts.status, oddities(repairs)) == (tells, end, odd)


def test_what_cannot_be_a_status_is_said_in_words() -> None:
    words = "monitoring", "investigating", "resolved", "postmortem"
    record, _ = only(document(incident(*[update(word, n) for n, word in enumerate(words, 1)])))
    assert [entry.message.removeprefix("Something is known.").strip() for entry in record.entries] == [
        "*Status page: monitoring.*",
        "*The status page went back to investigating; here it stays identified.*",
        "",
        "*Status page: post-mortem published.*",
    ]


def test_a_resolution_that_no_update_tells_keeps_its_time() -> None:
    record, repairs = only(document(incident(update("investigating", 1), resolved_at="2026-11-23T11:00:00Z")))
    assert told(record) == ["investigating", "resolved"]
    assert record.resolved is not None
    assert record.resolved.text == "2026-11-23T11:00:00Z"
    assert oddities(repairs) == ["untold-status"]


@pytest.mark.parametrize("resolved_at", [None, "2026-11-23T09:00:00Z", "when it was over"])
def test_a_resolution_without_a_usable_time_counts_without_an_entry(resolved_at: str | None) -> None:
    given = incident(update("investigating", 1), status="resolved", resolved_at=resolved_at)
    record, repairs = only(document(given))
    assert (told(record), record.facts.status) == (["investigating"], Status.RESOLVED)
    assert oddities(repairs)[-1] == "untold-status"


def test_a_status_that_lags_behind_its_updates_is_told() -> None:
    record, repairs = only(document(incident(update("resolved", 1), status="identified")))
    assert (record.facts.status, oddities(repairs)) == ("resolved", ["stale-status"])


@pytest.mark.parametrize(
    ("name", "title", "odd"),
    [
        ("  Slow\n search ", "Slow search", ["title-of-several-lines"]),
        ("Sl\x00ow\u202e \ud800search\ufeff", "Slow search", ["hidden-characters"]),
        ("", "Untitled incident", ["empty-title"]),
        (None, "Untitled incident", ["empty-title"]),
        ("\u200b\x07", "Untitled incident", ["hidden-characters", "empty-title"]),
        ("DB: [down] #1 ☀️", "DB: [down] #1 ☀️", []),
    ],
)
def test_a_title_is_one_line(name: str | None, title: str, odd: list[str]) -> None:
    record, repairs = only(document(incident(update("investigating", 1), name=name)))
    assert (record.facts.title, oddities(repairs)) == (title, odd)


def test_a_long_title_is_cut_at_a_word_and_begins_the_description() -> None:
    name = "Customers see errors " * 20
    record, repairs = only(document(incident(update("investigating", 1, "It broke."), name=name)))
    assert record.facts.title.endswith("see errors Customers…")
    assert len(record.facts.title) <= 200
    assert record.facts.description == f"{name.strip()}\n\nIt broke."
    assert oddities(repairs) == ["long-title"]


@pytest.mark.parametrize(
    ("body", "message", "odd"),
    [
        ("One.<br /><br />Two &amp; three.", "One.\n\nTwo & three.", ["html"]),
        ("One.\r\nTwo.", "One.\nTwo.", ["line-ends"]),
        ("O\x1bne.\u2066", "One.", ["hidden-characters"]),
        ("", "The status page says no more than the status: investigating.", ["empty-message"]),
        (None, "The status page says no more than the status: investigating.", ["empty-message"]),
        ("<p></p>", "The status page says no more than the status: investigating.", ["html", "empty-message"]),
        ("---\nstatus: resolved\n---", "---\nstatus: resolved\n---", []),
    ],
)
def test_a_message_is_plain_markdown(body: str | None, message: str, odd: list[str]) -> None:
    record, repairs = only(document(incident({**update("investigating", 1), "body": body})))
    assert (record.entries[0].message, oddities(repairs)) == (message, odd)


def test_a_message_that_is_too_large_is_cut_with_a_link_to_the_rest() -> None:
    record, repairs = only(document(incident(update("investigating", 1, "\U0001f525 fire " * 100_000))))
    assert record.entries[0].message.endswith(
        " \U0001f525…\n\n*[The rest is on the status page](https://stspg.io/abc).*"
    )
    assert oddities(repairs) == ["long-message"]


@pytest.mark.parametrize(
    ("created_at", "kept", "odd"),
    [
        ("2026-11-23T11:00:00+01:00", "2026-11-23T11:00:00+01:00", []),
        ("2026-11-23 10:00", "2026-11-23T10:00:00Z", ["time"]),
        ("2026-11-23T8:00:00", "2026-11-23T08:00:00Z", ["time", "late-start"]),
        ("20260-11-23T10:00:00Z", "2026-11-23T10:01:00.000Z", ["time"]),
        (None, "2026-11-23T10:01:00.000Z", []),
    ],
)
def test_a_time_is_read_as_it_was_meant(created_at: str | None, kept: str, odd: list[str]) -> None:
    given = incident(update("investigating", 1), created_at=created_at)
    record, repairs = only(document(given))
    assert (str(record.facts.created_at), oddities(repairs)) == (kept, odd)


def test_an_impact_that_began_before_the_report_is_kept() -> None:
    record, repairs = only(document(incident(update("investigating", 1), started_at="2026-11-23T09:30:00Z")))
    assert (str(record.facts.started_at), repairs) == ("2026-11-23T09:30:00Z", [])


def test_an_impact_that_began_after_the_report_is_dropped() -> None:
    record, repairs = only(document(incident(update("investigating", 1), started_at="2026-11-23T10:30:00Z")))
    assert (record.facts.started_at, oddities(repairs)) == (None, ["late-start"])


def test_an_update_before_the_report_moves_the_report() -> None:
    given = incident(update("investigating", 1), created_at="2026-11-23T12:00:00Z", started_at=None)
    record, repairs = only(document(given))
    assert (str(record.facts.created_at), oddities(repairs)) == ("2026-11-23T10:01:00.000Z", ["early-update"])


def test_the_time_that_is_shown_counts_before_the_time_of_writing() -> None:
    shown = update("investigating", 1, created_at="2026-11-23T18:00:00Z")
    record, _ = only(document(incident(shown)))
    assert record.entries[0].name == "20261123T100100Z-github-status-page.md"


def test_updates_out_of_order_are_sorted() -> None:
    given = incident(update("resolved", 30), update("investigating", 1), status="resolved")
    record, repairs = only(document(given))
    assert (told(record), oddities(repairs)) == (["investigating", "resolved"], ["unordered-updates"])


def test_two_updates_in_one_second_get_different_names() -> None:
    at = "2026-11-23T10:01:00.500Z"
    record, _ = only(document(incident(update("investigating", 1), update("investigating", 2, display_at=at))))
    names = sorted(entry.name for entry in record.entries)
    assert names == ["20261123T100100Z-github-status-page-2.md", "20261123T100100Z-github-status-page.md"]


def test_an_update_whose_time_cannot_be_read_is_placed_at_the_report() -> None:
    timeless = {"id": "u", "status": "investigating", "body": "Hm.", "display_at": "soon"}
    record, repairs = only(document(incident(timeless)))
    assert record.entries[0].name == "20261123T100000Z-github-status-page.md"
    assert set(oddities(repairs)) == {"time"}


def test_an_update_that_is_listed_twice_is_kept_once() -> None:
    record, repairs = only(document(incident(update("investigating", 1), update("investigating", 1))))
    assert (len(record.entries), oddities(repairs)) == (1, ["repeated-update"])


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    record, repairs = only(document(incident(update("investigating", 1), shortlink="javascript:alert(1)")))
    assert (record.facts.links, oddities(repairs)) == ((), ["bad-link"])


def test_a_maintenance_is_listed_and_not_imported() -> None:
    planned: list[dict[str, Any]] = [
        incident(id="m1", impact="maintenance"),
        incident(id="m2", status="in_progress"),
        incident(id="m3", scheduled_for="2026-12-01T00:00:00Z"),
    ]
    house = House()
    result = house.take_in({**document(*planned), "scheduled_maintenances": [incident(id="m4")]})
    assert [skipped.source for skipped in result.skipped] == ["m1", "m2", "m3", "m4"]
    assert (result.added, result.files) == ((), {})


def test_incidents_of_one_day_and_title_are_numbered() -> None:
    result = House().take_in(document(*(incident(update("investigating", 1), id=f"i{n}") for n in range(3))))
    assert [added.name.removeprefix("2026-11-23-errors-in-actions") for added in result.added] == ["", "-2", "-3"]


def test_an_incident_without_updates_says_where_it_came_from() -> None:
    record, repairs = only(document(incident(status="identified")))
    assert record.facts.description == "Imported from the GitHub status page, which says nothing more."
    assert (record.facts.status, oddities(repairs)) == ("identified", ["untold-status"])


def test_a_repair_names_the_record_and_the_rule_that_it_would_have_broken() -> None:
    result = House().take_in(document(incident(update("investigating", 1), impact="huge")))
    (repair,) = result.repairs
    assert (repair.source, repair.title, repair.found, repair.made, repair.rule) == (
        "i1",
        "Errors in Actions",
        "impact `huge`",
        "P3",
        "invalid-value",
    )


def test_every_record_says_where_it_came_from() -> None:
    house = House()
    result = house.take_in(document(incident(update("investigating", 1))))
    facts, entry = (text for path, text in result.files.items() if path.startswith("incidents/"))
    assert "\nx-imported-from: statuspage:gh/i1\n" in facts
    assert "\nx-imported-from: statuspage:gh/i1/u1\n" in entry
    assert decode_entry("x.md", entry.encode()).problems == ()
