"""Findings for a person at a terminal: the line with a caret under it, what is wrong, why it matters, the cure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding

_WIDEST: Final = 160


def report_text(report: Report) -> Iterator[tuple[str, str]]:
    """Lines as (style, text); style is `error`, `warning`, `path`, `cure`, `quiet` or empty."""
    for finding in report.findings:
        if not finding.is_existing:
            yield from _finding(finding)
            yield "", ""
    for finding in report.findings:
        if finding.is_existing:
            place = f"{shown(finding.path)}:{finding.line}"
            yield "quiet", f"already in the base: {place} {shown(finding.message)} [{finding.rule}]"
    for note in report.notes:
        yield "warning", f"note: {note}"
    yield _verdict(report)


def _finding(finding: PlacedFinding) -> Iterator[tuple[str, str]]:
    yield "path", f"{shown(finding.path)}:{finding.line}:{finding.column}"
    yield finding.level, f"{finding.level}[{finding.rule}] {shown(finding.message)}"
    if finding.source_line.strip():
        yield from _source(finding)
    yield "quiet", f"  why: {finding.why}"
    if finding.cure:
        yield "cure", f"  cure: {shown(finding.cure)}"


def _source(finding: PlacedFinding) -> Iterator[tuple[str, str]]:
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


def _verdict(report: Report) -> tuple[str, str]:
    looked = f"{_count(report.incidents, 'incident')}, {_count(report.files, 'file')}"
    if not report.errors and not report.warnings:
        return "good", f"PASS: {looked}, nothing to say"
    counts = f"{_count(report.errors, 'error')}, {_count(report.warnings, 'warning')}"
    return ("error", f"REJECT: {counts} in {looked}") if report.errors else ("good", f"PASS: {counts} in {looked}")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
