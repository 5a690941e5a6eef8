"""What every format says in the same words: the verdict, where a finding stands, and the step that brought it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from farm_gitops.records.layout import shown
from farm_gitops.rules import RULES
from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import Landed, PlacedFinding

_OF_THE_STEP: Final = frozenset(rule.id for rule in RULES if rule.group == "step")

Line = tuple[str, str]
"""A line of a report and its style: `error`, `warning`, `path`, `cure`, `good`, `quiet` or empty."""


class Failure(NamedTuple):
    """Why there is no report: nothing could be judged (`error`, exit codes 3 and 70), or an act was refused (1)."""

    message: str
    cure: str
    verdict: Literal["error", "reject"]

    @property
    def line(self) -> str:
        """Why, and the cure, on one line, printable."""
        why, cure = on_one_line(self.message), on_one_line(self.cure)
        return f"{why}. Cure: {cure}" if cure else why


def verdict(report: Report) -> str:
    """`PASS` or `REJECT`, and how much was found in how much."""
    if report.history:
        looked = f"{count(report.history.steps, 'step')} of history"
    else:
        looked = f"{count(report.incidents, 'incident')}, {count(report.files, 'file')}"
    if not report.errors and not report.warnings:
        return f"PASS: {looked}, nothing to say"
    counts = f"{count(report.errors, 'error')}, {count(report.warnings, 'warning')}"
    return f"{'REJECT' if report.errors else 'PASS'}: {counts} in {looked}"


def notes(report: Report) -> tuple[str, ...]:
    """What else is to be said, printable: for what history vouches, and how it was judged."""
    return (*_vouched(report.history), *map(shown, report.notes)) if report.history else tuple(map(shown, report.notes))


def _vouched(history: History) -> Iterator[str]:
    if history.start:
        first = "the founding step" if history.is_founding else "the first step judged"
        yield f"the guarantee begins with {first}, {landed_text(history.start)}"
    if history.last_known:
        yield f"up to {landed_text(history.last_known)} the baseline names findings, which do not count"
    if history.first_bad and history.last_good:
        yield f"it holds up to {landed_text(history.last_good)}"
    if history.first_bad:
        yield f"it is broken by {landed_text(history.first_bad)}"


def where_known(report: Report) -> str:
    """Where a finding that does not count is known from."""
    return "in the baseline" if report.history else "already in the base"


def place(finding: PlacedFinding) -> str:
    """`path:line:column`, printable."""
    return f"{shown(finding.path)}:{finding.line}:{finding.column}"


def landed_text(landed: Landed) -> str:
    """`1a2b3c4d5e by Bob Roth, 2026-11-23T10:04:00Z (subject)`, printable."""
    return shown(f"{landed.commit[:10]} by {landed.by}, {landed.at.utc} ({landed.subject})")


def told(finding: PlacedFinding) -> str:
    """What is wrong and, where all of history is judged, which commit brought it; one line, printable."""
    landed = f" (landed in {landed_text(finding.landed)})" if finding.landed else ""
    return f"{shown(finding.message)}{landed}"


def on_one_line(text: str) -> str:
    """A text without its line ends, printable."""
    return shown(" ".join(text.split()))


def count(number: int, what: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def new_first(report: Report) -> list[PlacedFinding]:
    """What counts, errors before warnings and what a step does to the past before all else; then what the base had."""
    return sorted(report.findings, key=lambda each: (each.is_existing, each.level, each.rule not in _OF_THE_STEP))
