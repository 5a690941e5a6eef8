"""Findings for GitHub Actions: the log, annotations beside the lines of a pull request, and a summary of the job.

Source of the formats: GitHub's documentation, "Workflow commands"; `ActionCommand.cs` of its runner, for the escapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from farm_gitops.documents.markdown_literal import literal
from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.format import Format
from farm_gitops.validate.report.log import harmless
from farm_gitops.validate.report.text import report_text
from farm_gitops.validate.report.words import (
    Failure,
    Line,
    count,
    landed_text,
    new_first,
    notes,
    on_one_line,
    place,
    told,
    verdict,
    where_known,
)

_MOST: Final = 9
"""GitHub shows ten annotations of a level for each step; the tenth says how many more there are."""

_HEAD: Final = "| | Rule | Where | What is wrong | Cure |\n|---|---|---|---|---|\n"
_REST: Final = "\n… and {} more, which the log lists.\n"


def report_github(report: Report) -> Iterator[Line]:
    """The report for the log, then one workflow command for each annotation; what the base had already has none."""
    yield from report_text(report)
    for level in ("error", "warning"):
        found = [finding for finding in report.findings if finding.level == level and not finding.is_existing]
        for finding in found[:_MOST]:
            yield "", _annotation(finding)
        if len(found) > _MOST:
            more = count(len(found) - _MOST, f"more {level}")
            yield "", f"::{level} title=farm-gitops::{more}, in the log of this step and in the job summary"


def failure_github(failure: Failure) -> Iterator[Line]:
    """One annotation of an error."""
    yield "", f"::error title=cannot judge::{_data(on_one_line(failure.message), on_one_line(failure.cure))}"


def summary_github(report: Report, limit: int) -> str:
    """The job summary in Markdown, of at most `limit` bytes of UTF-8: a table of all findings, as far as it fits."""
    parts = [f"## farm-gitops\n\n**{literal(verdict(report))}**\n\n"]
    parts += [f"> {literal(note)}\n\n" for note in notes(report)]
    if report.findings:
        parts.append(_HEAD)
    left = limit - sum(map(_size, parts)) - _size(_REST) - 20
    findings = new_first(report)
    for number, finding in enumerate(findings):
        row = _row(finding, where_known(report))
        left -= _size(row)
        if left < 0:
            return _joined([*parts, _REST.format(len(findings) - number)], limit)
        parts.append(row)
    return _joined([*parts, "\n"], limit)


def failure_summary_github(failure: Failure, limit: int) -> str:
    """The job summary where nothing could be judged."""
    cure = f"Cure: {literal(failure.cure)}\n\n" if failure.cure else ""
    return _joined([f"## farm-gitops\n\n**Cannot judge:** {literal(failure.message)}\n\n{cure}"], limit)


def _annotation(finding: PlacedFinding) -> str:
    where = {"file": shown(finding.path), "line": str(finding.line), "col": str(finding.column), "title": finding.rule}
    properties = ",".join(f"{key}={_property(value)}" for key, value in where.items())
    return f"::{finding.level} {properties}::{_data(told(finding), finding.cure)}"


def _data(message: str, cure: str) -> str:
    """A message and a cure, each on a line of its own."""
    lines = [message, f"cure: {cure}"] if cure else [message]
    return "%0A".join(harmless(shown(line)).replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return harmless(text).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _row(finding: PlacedFinding, known: str) -> str:
    level = known if finding.is_existing else finding.level
    landed = f"landed in {landed_text(finding.landed)}" if finding.landed else ""
    what = [literal(finding.message), literal(landed)] if landed else [literal(finding.message)]
    return (
        f"| {level} | `{finding.rule}` | {literal(place(finding))} | {'<br>'.join(what)} | {literal(finding.cure)} |\n"
    )


def _size(text: str) -> int:
    return len(text.encode())


def _joined(parts: list[str], limit: int) -> str:
    """Nothing at all rather than a part of a line, where not even the verdict fits."""
    text = "".join(parts)
    return text if _size(text) <= limit else ""


FORMAT: Final = Format(report_github, failure_github, summary_github, failure_summary_github)
