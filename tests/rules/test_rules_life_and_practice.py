"""Whether the life of an incident makes sense in its files, and is as good teams do it; with the clock at the edge."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import OUTAGE, SEARCH, found, judge_example, judged, lay_out

from farm_gitops.model.moment import Moment
from farm_gitops.rules.page import Example, ExampleFile
from farm_gitops.validate.judge import Question

FACTS = "title: Search is slow\ndescription: It is.\naffected_components: [checkout]\ncommander: bob\n"
REDACTED = "redacted: {by: alice, at: '2026-11-23T12:00:00Z', reason: A secret.}\n"


def search(**keys: str) -> dict[str, str | bytes | None]:
    """The slow search with these keys, P2 and open if they do not say otherwise."""
    values = {"severity": "P2", "status": "open", "created_at": "2026-11-20T09:00:00Z", **keys}
    return {f"{SEARCH}/incident.yaml": FACTS + "".join(f"{key}: {value}\n" for key, value in values.items())}


def entry(name: str, **keys: str) -> dict[str, str | bytes | None]:
    """An entry of the slow search."""
    front = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return {f"{SEARCH}/timeline/{name}.md": f"---\n{front}---\nWell.\n"}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"resolution": "fixed"}, "the incident is `open`, so it has no `resolution` yet"),
        ({"status": "resolved", "resolution": "duplicate"}, "a duplicate says which incident it repeats"),
        (
            {"status": "resolved", "duplicate_of": "2026-11-23-database-outage"},
            "`duplicate_of` belongs to an incident that was resolved as a duplicate",
        ),
    ],
)
def test_only_a_resolved_incident_has_an_end(tmp_path: Path, keys: dict[str, str], message: str) -> None:
    (finding,) = found(tmp_path, search(**keys), rule="illegal-path")
    assert (finding.message, finding.level) == (message, "error")


def test_an_entry_may_tell_less_than_the_facts_but_not_more(tmp_path: Path) -> None:
    files = search(status="identified") | entry("20261123T100000Z-a", status="investigating")
    assert found(tmp_path / "less", files, rule="illegal-path") == []
    more = files | entry("20261123T110000Z-a", author="bob", status="resolved")
    (finding,) = found(tmp_path / "more", more, rule="illegal-path")
    assert (finding.path, finding.line, finding.column) == (f"{SEARCH}/timeline/20261123T110000Z-a.md", 3, 9)


def test_an_impact_after_the_report_is_an_error(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, search(started_at="2026-11-20T09:00:01Z"), rule="unordered-times")
    assert (finding.level, finding.source_line) == ("error", "started_at: 2026-11-20T09:00:01Z")


def test_times_with_different_offsets_are_compared_as_instants(tmp_path: Path) -> None:
    assert found(tmp_path, search(started_at="2026-11-20T11:00:00+02:00"), rule="unordered-times") == []


def test_transitions_against_the_clock_are_a_warning(tmp_path: Path) -> None:
    files = search(status="identified")
    files |= entry("20261123T100000Z-a", status="identified") | entry("20261123T110000Z-a", status="investigating")
    (finding,) = found(tmp_path, files, rule="unordered-times")
    assert finding.level == "warning"
    assert finding.path.endswith("20261123T110000Z-a.md")


@pytest.mark.parametrize(("at", "findings"), [("2026-11-19T09:00:00Z", 0), ("2026-11-19T08:59:59Z", 1)])
def test_a_transition_may_happen_a_day_before_the_report_and_no_more(tmp_path: Path, at: str, findings: int) -> None:
    files = search(status="investigating") | entry("a", at=at, status="investigating")
    assert len(found(tmp_path, files, rule="unordered-times")) == findings


def test_an_old_update_that_tells_no_transition_is_no_matter_of_order(tmp_path: Path) -> None:
    assert found(tmp_path, search() | entry("a", at="2020-01-01T00:00:00Z"), rule="unordered-times") == []


APPROVER, MOMENT = "approved_by: dora\n", "approved_at: 2026-11-24T09:00:00Z\n"


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("status: approved\n", {"needs `approved_by`", "needs `approved_at`"}),
        (f"status: approved\n{APPROVER}", {"needs `approved_at`"}),
        (f"status: approved\n{MOMENT}", {"needs `approved_by`"}),
        (f"status: approved\n{APPROVER}{MOMENT}", set()),
        (f"status: draft\n{APPROVER}{MOMENT}", {"has no `approved_by`", "has no `approved_at`"}),
        ("status: draft\nsignature: x\n", {"has no `signature`"}),
        ("status: draft\n", set()),
    ],
)
def test_an_approval_is_whole_or_absent(tmp_path: Path, lines: str, messages: set[str]) -> None:
    findings = found(tmp_path, {"postmortem.md": f"---\nroot_cause: x\n{lines}---\n"}, rule="incomplete-approval")
    said = {finding.message.removeprefix("an approved post-mortem ").removeprefix("a draft ") for finding in findings}
    assert said == messages


@pytest.mark.parametrize(
    ("status", "findings"), [("open", 1), ("investigating", 1), ("identified", 1), ("resolved", 0)]
)
def test_a_post_mortem_waits_for_the_resolution(tmp_path: Path, status: str, findings: int) -> None:
    files = search(status=status) | {f"{SEARCH}/postmortem.md": "---\nstatus: draft\nroot_cause: x\n---\n"}
    assert len(found(tmp_path, files, rule="post-mortem-before-resolution")) == findings


@pytest.mark.parametrize(("severity", "findings"), [("P1", 1), ("P2", 1), ("P3", 0), ("P4", 0)])
def test_only_grave_incidents_need_a_commander(tmp_path: Path, severity: str, findings: int) -> None:
    text = f"title: Slow\ndescription: It is.\nstatus: resolved\nseverity: {severity}\n"
    places = [
        (finding.line, finding.column, finding.level)
        for finding in found(tmp_path, {f"{SEARCH}/incident.yaml": text}, rule="missing-commander")
    ]
    assert places == [(4, 11, "warning")] * findings


def test_an_entry_that_says_open_repeats_what_the_report_said(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, search() | entry("20261123T100000Z-a", status="open"), rule="repeated-transition")
    assert finding.level == "warning"


def test_the_second_of_two_who_resolve_at_once_only_posts_an_update(tmp_path: Path) -> None:
    files = search(status="resolved")
    files |= entry("20261123T100000Z-a", status="resolved") | entry("20261123T100000Z-b", status="resolved")
    (finding,) = found(tmp_path, files, rule="repeated-transition")
    assert finding.path.endswith("-b.md")


@pytest.mark.parametrize(
    ("severity", "last", "just", "late"),
    [
        ("P1", "2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z", "2026-11-23T11:00:01Z"),
        ("P2", "2026-11-23T10:00:00Z", "2026-11-23T14:00:00Z", "2026-11-23T14:00:01Z"),
        ("P3", "2026-11-23T10:00:00Z", "2026-11-26T10:00:00Z", "2026-11-26T10:00:01Z"),
        ("P4", "2026-11-23T10:00:00Z", "2026-12-07T10:00:00Z", "2026-12-07T10:00:01Z"),
    ],
)
def test_a_timeline_is_stale_once_its_severity_asks_for_news(
    tmp_path: Path, severity: str, last: str, just: str, late: str
) -> None:
    root = lay_out(tmp_path, search(severity=severity) | entry("a", at=last))
    assert stale(root, just) == []
    assert stale(root, late) == [f"{SEARCH}/incident.yaml"]


def stale(root: Path, now: str) -> list[str]:
    """Where `stale-timeline` finds something at a time."""
    report = judged(root, Question(Moment.parse(now)))
    return [finding.path for finding in report.findings if finding.rule == "stale-timeline"]


@pytest.mark.parametrize(
    ("keys", "now", "findings"),
    [
        ({}, "2026-11-28T09:59:59Z", 0),
        ({}, "2026-11-28T10:00:00Z", 1),
        ({"severity": "P3"}, "2027-11-28T10:00:00Z", 0),
        ({"resolution": "false-alarm"}, "2027-11-28T10:00:00Z", 0),
    ],
)
def test_a_grave_incident_has_a_post_mortem_after_five_days(
    tmp_path: Path, keys: dict[str, str], now: str, findings: int
) -> None:
    files = search(**{"status": "resolved", **keys}) | entry("a", at="2026-11-23T10:00:00Z", status="resolved")
    report = judged(lay_out(tmp_path, files), Question(Moment.parse(now)))
    assert sum(finding.rule == "missing-post-mortem" for finding in report.findings) == findings


@pytest.mark.parametrize(("now", "findings"), [("2026-12-01T23:59:59Z", 0), ("2026-12-02T00:00:00Z", 1)])
def test_an_action_item_is_overdue_on_the_day_after(tmp_path: Path, now: str, findings: int) -> None:
    report = judged(lay_out(tmp_path), Question(Moment.parse(now)))
    overdue = [finding for finding in report.findings if finding.rule == "overdue-action-item"]
    assert [(finding.path, finding.source_line) for finding in overdue] == [
        (f"{OUTAGE}/postmortem.md", "    due: 2026-12-01")
    ] * findings


@pytest.mark.parametrize(
    ("files", "findings"),
    [
        (search(created_at="2026-11-24T12:05:00Z"), 0),
        (search(created_at="2026-11-24T12:05:01Z"), 1),
        (entry("a", at="2027-01-01T00:00:00Z"), 1),
        (entry("20270101T000000Z-a"), 1),
        ({f"{SEARCH}/incident.yaml": FACTS + "severity: P4\nstatus: open\n" + REDACTED.replace("2026", "2027")}, 1),
    ],
)
def test_no_time_is_more_than_five_minutes_ahead(
    tmp_path: Path, files: dict[str, str | bytes | None], findings: int
) -> None:
    assert len(found(tmp_path, files, rule="future-time")) == findings


def test_without_the_clock_nothing_is_late(tmp_path: Path) -> None:
    root = lay_out(tmp_path, search(created_at="2030-01-01T00:00:00Z"))
    rules = {finding.rule for finding in judged(root, Question()).findings}
    assert rules.isdisjoint({"missing-post-mortem", "stale-timeline", "overdue-action-item", "future-time"})


def test_redacted_facts_are_asked_for_no_more(tmp_path: Path) -> None:
    text = f"title: R\ndescription: R\nseverity: P1\nstatus: open\ncreated_at: 2026-11-20T09:00:00Z\n{REDACTED}"
    assert judged(lay_out(tmp_path, {f"{SEARCH}/incident.yaml": text})).findings == ()


@pytest.mark.parametrize(
    ("front", "committed", "findings"),
    [
        ("at: 2026-11-23T10:00:00Z\n", "2026-11-24T10:00:00Z", 0),
        ("at: 2026-11-23T10:00:00Z\n", "2026-11-24T10:00:01Z", 1),
        (f"at: 2026-11-23T10:00:00Z\n{REDACTED}", "2026-11-25T10:00:00Z", 0),
    ],
)
def test_an_update_is_late_a_day_after_it_happened(tmp_path: Path, front: str, committed: str, findings: int) -> None:
    file = ExampleFile("timeline/a.md", f"---\n{front}---\nWell.\n", (f"committed {committed}",), had_landed=False)
    report = judge_example(tmp_path, Example(passes=not findings, files=(file,)))
    assert [(finding.rule, finding.line) for finding in report.findings] == [("recorded-late", 2)] * findings
