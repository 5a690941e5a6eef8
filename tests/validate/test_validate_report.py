"""What a person and a program are shown: the caret under the right column, and a JSON object of a fixed shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_world import OUTAGE, SEARCH, judged, lay_out

from farm_gitops.rules.rule import Finding
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.json import report_json
from farm_gitops.validate.report.text import report_text

PLAIN = PlacedFinding("farm.yaml", 3, 1, "a-rule", "error", "It is wrong", "mend it", "Because.", "", Finding("f", "m"))


def lines(report: Report) -> list[str]:
    return [text for _, text in report_text(report)]


def drawn(source_line: str, column: int, path: str = "farm.yaml") -> tuple[str, str]:
    """The source line and the caret line of one finding."""
    report = Report((PLAIN._replace(source_line=source_line, column=column, path=path),), 1, 1)
    _, _, source, caret, *_ = lines(report)
    return source, caret


def test_a_finding_reads_from_place_to_cure(tmp_path: Path) -> None:
    report = judged(lay_out(tmp_path, {"timeline/a.md": "---\nauthor: alcie\n---\nWell.\n"}))
    assert "\n".join(lines(report)) == (
        f"{OUTAGE}/timeline/a.md:2:9\n"
        "error[unknown-person] `author`: nobody is called `alcie`\n"
        "  2 | author: alcie\n"
        "    |         ^\n"
        "  why: A misspelt name coordinates nothing, owns no action item and cannot be asked.\n"
        "  cure: did you mean `alice`? Else add `alcie: {}` under `people:` in farm.yaml\n"
        "\n"
        "REJECT: 1 error, 0 warnings in 2 incidents, 8 files"
    )


@pytest.mark.parametrize(
    ("source_line", "column", "source", "caret"),
    [
        ("status: no", 9, "  3 | status: no", "    |         ^"),
        ("\tstatus: no", 2, "  3 |  status: no", "    |  ^"),
        ("title: 障害 x", 11, "  3 | title: 障害 x", "    |             ^"),
        ("title: e\u0301e\u0301 x", 13, "  3 | title: e\u0301e\u0301 x", "    |           ^"),
        ("a: \u202eb c", 7, "  3 | a: \\u202eb c", "    |            ^"),
        ("end", 4, "  3 | end", "    |    ^"),
    ],
)
def test_the_caret_stands_under_the_mistake(source_line: str, column: int, source: str, caret: str) -> None:
    assert drawn(source_line, column) == (source, caret)


@pytest.mark.parametrize("column", [1, 80, 81, 5000, 9999, 10_000])
def test_a_very_long_line_is_cut_around_the_mistake(column: int) -> None:
    line = "x" * (column - 1) + "!" + "x" * (10_000 - column)
    source, caret = drawn(line, column)
    assert len(source) <= len("  3 | ") + 160 + len("……")
    assert source[caret.index("^")] == "!"
    assert (source[6] == "…") == (column > 81)
    assert source.endswith("…") == (column < 9900)


def test_nothing_in_a_repository_can_steer_the_terminal() -> None:
    report = Report((PLAIN._replace(path="a\x1b[31m\nb", message="x\x1b]0;y\x07", cure="z\r"),), 1, 1)
    assert all(character.isprintable() for line in lines(report) for character in line)


def test_a_finding_about_the_whole_file_shows_no_line() -> None:
    assert [line for line in lines(Report((PLAIN,), 1, 1)) if "|" in line or "^" in line] == []


def test_the_verdict_counts_and_nothing_to_say_is_said() -> None:
    warning = PLAIN._replace(level="warning")
    assert list(report_text(Report((), 1, 2)))[-1] == ("good", "PASS: 1 incident, 2 files, nothing to say")
    assert list(report_text(Report((warning,), 0, 1)))[-1] == (
        "good",
        "PASS: 0 errors, 1 warning in 0 incidents, 1 file",
    )
    assert list(report_text(Report((PLAIN, PLAIN), 0, 1)))[-1] == (
        "error",
        "REJECT: 2 errors, 0 warnings in 0 incidents, 1 file",
    )


def test_notes_come_before_the_verdict() -> None:
    assert lines(Report((), 1, 1, ("not all was judged",)))[-2] == "note: not all was judged"


def test_the_json_report_has_the_fixed_shape(tmp_path: Path) -> None:
    text = "title: Slow\nseverity: P1\nstatus: open\ndescription: It is.\n"
    root = lay_out(tmp_path, {f"{SEARCH}/incident.yaml": text, "timeline/b.md": "---\nstatus: no\n---\nx"})
    document = json.loads(report_json(judged(root)))
    assert (document["version"], document["verdict"], document["notes"]) == (1, "reject", [])
    assert document["findings"][0] == {
        "rule": "invalid-value",
        "level": "error",
        "path": f"{OUTAGE}/timeline/b.md",
        "line": 2,
        "column": 9,
        "message": "`status`: `no` is not one of open, investigating, identified, resolved",
        "cure": "status: one of open, investigating, identified, resolved",
    }
    assert {finding["level"] for finding in document["findings"]} == {"error", "warning"}


@pytest.mark.parametrize(("findings", "verdict"), [((), "pass"), ((PLAIN._replace(level="warning"),), "pass")])
def test_warnings_alone_are_a_pass(findings: tuple[PlacedFinding, ...], verdict: str) -> None:
    assert json.loads(report_json(Report(findings, 1, 1)))["verdict"] == verdict
