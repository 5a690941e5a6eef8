"""Findings for a person at a terminal: the line with a caret under it, what is wrong, why it matters, the cure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.format import Format
from farm_gitops.validate.report.log import harmless
from farm_gitops.validate.report.words import Failure, Line, landed_text, notes, place, verdict, where_known

_WIDEST: Final = 160


def report_text(report: Report) -> Iterator[Line]:
    """Lines for a terminal or a log, whose runner obeys none of them."""
    return ((style, harmless(line)) for style, line in _lines(report))


def _lines(report: Report) -> Iterator[Line]:
    for finding in report.findings:
        if not finding.is_existing:
            yield from _finding(finding)
            yield "", ""
    for finding in report.findings:
        if finding.is_existing:
            known = f"{shown(finding.path)}:{finding.line} {shown(finding.message)} [{finding.rule}]"
            yield "quiet", f"{where_known(report)}: {known}"
    for note in notes(report):
        yield "warning", f"note: {note}"
    yield "error" if report.errors else "good", verdict(report)


def _finding(finding: PlacedFinding) -> Iterator[Line]:
    yield "path", place(finding)
    yield finding.level, f"{finding.level}[{finding.rule}] {shown(finding.message)}"
    if finding.source_line.strip():
        yield from _source(finding)
    if finding.landed:
        yield "path", f"  landed in {landed_text(finding.landed)}"
    yield "quiet", f"  why: {finding.why}"
    if finding.cure:
        yield "cure", f"  cure: {shown(finding.cure)}"


def _source(finding: PlacedFinding) -> Iterator[Line]:
    """The source line with a caret, cut around the place where it is long."""
    line, place = finding.source_line.replace("\t", " "), finding.column - 1
    start = max(0, place - _WIDEST // 2) if len(line) > _WIDEST else 0
    before = ("…" if start else "") + shown(line[start:place])
    after = shown(line[place : start + _WIDEST]) + ("…" if len(line) > start + _WIDEST else "")
    number = str(finding.line)
    yield "quiet", f"  {number} | {before}{after}"
    yield finding.level, f"  {' ' * len(number)} | {' ' * _columns(before)}^"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: East Asian wide characters take two, combining ones none."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _nothing(_: Failure) -> Iterator[Line]:
    """Standard error has said it all."""
    return iter(())


FORMAT: Final = Format(report_text, _nothing)
