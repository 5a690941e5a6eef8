"""Findings placed: routes and spans turned into line, column and source line, here and nowhere else."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.documents.position import position
from farm_gitops.documents.tree import Span, locate
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import RuleLevel
from farm_gitops.records.document import Document
from farm_gitops.rules.rule import Finding, Rule


class Landed(NamedTuple):
    """The step of history that a finding is about: its commit on the published branch, by whom and when it landed."""

    commit: str
    by: str
    at: Moment
    subject: str


class PlacedFinding(NamedTuple):
    """A finding to be shown: line and column count from 1 and are 1 where the whole file is meant.

    `is_existing` says that the base of a step had it already (or a baseline names it), so that it does not count.
    `landed` is set where all of history is judged.
    """

    path: str
    line: int
    column: int
    rule: str
    level: RuleLevel
    message: str
    cure: str
    why: str
    source_line: str
    finding: Finding
    is_existing: bool = False
    landed: Landed | None = None


def placed(rule: Rule, finding: Finding, level: RuleLevel, document: Document[object] | None) -> PlacedFinding:
    """Where in the document's text a finding stands."""
    line, column, source_line = _where(finding, document)
    return PlacedFinding(
        finding.path,
        line,
        column,
        rule.id,
        level,
        finding.message,
        finding.cure,
        rule.why,
        source_line,
        finding,
    )


def _where(finding: Finding, document: Document[object] | None) -> tuple[int, int, str]:
    if document is None or not document.text:
        return 1, 1, ""
    span = finding.place if isinstance(finding.place, Span) else _span(finding, document)
    return position(document.text, span.start) if span else (1, 1, "")


def _span(finding: Finding, document: Document[object]) -> Span | None:
    route = finding.place
    assert not isinstance(route, Span)
    return locate(document.root, route, key=finding.on_key) if route else None
