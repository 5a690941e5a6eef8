"""GitHub: annotations that the runner reads back as they were meant, and a job summary without anybody's markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_strategies import ERROR, EXISTING, FAILURE, LANDED, REPORT, WARNING, reports

from farm_gitops.cli.report import SUMMARY_LIMIT
from farm_gitops.documents.markdown_engine import markdown_to_html
from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.report.github import (
    failure_github,
    failure_summary_github,
    report_github,
    summary_github,
)
from farm_gitops.validate.report.text import report_text


def annotated(report: Report) -> list[str]:
    """The lines that come after those of the log."""
    return [line for _, line in list(report_github(report))[len(list(report_text(report))) :]]


def read_back(annotation: str) -> tuple[str, dict[str, str], str]:
    """Level, properties and message, as `ActionCommand.cs` of GitHub's runner takes a command apart."""
    end = annotation.index("::", 2)
    level, _, properties = annotation[2:end].partition(" ")
    pairs = [pair.split("=", 1) for pair in properties.split(",")]
    named = {key: unescaped(value, ("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")) for key, value in pairs}
    return level, named, unescaped(annotation[end + 2 :], ("%0D", "\r"), ("%0A", "\n"))


def unescaped(text: str, *escapes: tuple[str, str]) -> str:
    for written, meant in (*escapes, ("%25", "%")):
        text = text.replace(written, meant)
    return text


def without_blanks(text: str) -> str:
    """A blank may part what a runner could take for a command."""
    return text.replace(" ", "")


def test_an_annotation_names_place_rule_fault_and_cure() -> None:
    assert annotated(REPORT)[0] == (
        "::error file=incidents/acme/2026-11-23-outage/incident.yaml,line=3,col=9,title=invalid-value::"
        "`status`: `no` is not one of open, resolved%0Acure: status: one of open, resolved"
    )


def test_the_log_comes_first_and_what_the_base_had_is_not_annotated() -> None:
    assert list(report_github(REPORT))[: len(list(report_text(REPORT)))] == list(report_text(REPORT))
    assert [read_back(line)[0] for line in annotated(REPORT)] == ["error", "warning"]


@given(reports)
def test_the_runner_reads_back_what_was_meant(report: Report) -> None:
    meant = [finding for finding in report.findings if not finding.is_existing and finding.level == "error"][:9]
    for finding, annotation in zip(meant, annotated(report), strict=False):
        level, properties, message = read_back(annotation)
        assert (level, properties["title"], properties["line"]) == ("error", finding.rule, str(finding.line))
        assert without_blanks(properties["file"]) == without_blanks(shown(finding.path))
        assert len(message.split("\n")) == 1 + bool(finding.cure)


@pytest.mark.parametrize(("number", "shown_lines"), [(9, 9), (10, 10), (500, 10)])
def test_of_many_findings_nine_are_annotated_and_one_line_says_how_many_more(number: int, shown_lines: int) -> None:
    report = Report((*[ERROR] * number, *[WARNING] * number), 1, 1)
    lines = annotated(report)
    assert [sum(line.startswith(f"::{level}") for line in lines) for level in ("error", "warning")] == [shown_lines] * 2
    if number > 9:
        word = "1 more error," if number == 10 else f"{number - 9} more errors,"
        assert word in lines[9]


def test_a_commit_of_history_is_named() -> None:
    report = Report((LANDED,), 1, 1)
    named = "landed in ababababab by bob, 2026-11-23T11:00:00Z (Tidy up)"
    assert named in annotated(report)[0]
    assert "landed in ababababab by bob" in summary_github(report, SUMMARY_LIMIT)
    assert f"  {named}" in [line for _, line in report_text(report)]


def test_a_failure_is_an_annotation_and_a_summary() -> None:
    (line,) = (line for _, line in failure_github(FAILURE))
    assert line == "::error title=cannot judge::this clone is cut off%0Acure: git fetch --unshallow"
    assert "**Cannot judge:** this clone is cut off" in failure_summary_github(FAILURE, SUMMARY_LIMIT)


def test_the_summary_has_a_row_for_every_finding() -> None:
    text = summary_github(REPORT, SUMMARY_LIMIT)
    assert text.startswith("## farm-gitops\n\n**REJECT: 1 error, 1 warning in 2 incidents, 7 files**\n\n> not all was")
    rows = [line.split(" | ")[:2] for line in text.splitlines() if line.startswith("| ") and "Rule" not in line]
    assert rows == [
        ["| error", "`invalid-value`"],
        ["| warning", "`missing-commander`"],
        ["| already in the base", "`unknown-field`"],
    ]


@given(reports)
def test_the_summary_is_a_table_of_plain_text_whatever_the_findings_hold(report: Report) -> None:
    page = markdown_to_html(summary_github(report, SUMMARY_LIMIT))
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {"h2", "p", "strong", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "code", "br"} - (
        {"br"} if all(finding.landed is None for finding in report.findings) else set()
    )
    assert page.count("<tr>") == (1 + len(report.findings) if report.findings else 0)
    assert not re.search(r"[@#]\w", html.unescape(re.sub(r"<code>.*?</code>", "", page)))


@given(reports, st.integers(0, 3000))
def test_the_summary_keeps_its_limit_and_says_how_many_are_left_out(report: Report, limit: int) -> None:
    text = summary_github(report, limit)
    assert len(text.encode()) <= limit
    rows = text.count("\n|") - 2 if report.findings else 0
    left_out = re.search(r"… and (\d+) more", text)
    if text:
        assert max(rows, 0) + int(left_out[1] if left_out else 0) == len(report.findings)


def test_a_thousand_times_too_many_findings_fit_into_a_mebibyte() -> None:
    report = Report((ERROR._replace(message="x" * 1000),) * 3000 + (EXISTING,), 1, 1)
    text = summary_github(report, SUMMARY_LIMIT)
    assert SUMMARY_LIMIT * 0.99 < len(text.encode()) <= SUMMARY_LIMIT
    assert text.rstrip().endswith("more, which the log lists.")
