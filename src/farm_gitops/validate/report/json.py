"""Findings for programs: one JSON object whose shape is fixed by its version."""

from __future__ import annotations

from typing import Final

from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import Landed, PlacedFinding
from farm_gitops.validate.report.format import Format, whole
from farm_gitops.validate.report.log import harmless_json
from farm_gitops.validate.report.words import Failure

_KEYS: Final = ("rule", "level", "path", "line", "column", "message", "cure")


def report_json(report: Report) -> str:
    """`{"version": 1, "verdict": "pass|reject", "findings": […], "existing": […], "notes": […]}`.

    Lines and columns count from 1; `existing` are findings that the base of a step had already. Where all of history
    is judged, a finding has `commit` too, `{"id", "by", "at", "subject"}`, and the report has `history`, whose steps
    have the same keys.
    """
    document: dict[str, object] = {
        "version": 1,
        "verdict": "reject" if report.errors else "pass",
        "findings": [_finding(finding) for finding in report.findings if not finding.is_existing],
        "existing": [_finding(finding) for finding in report.findings if finding.is_existing],
        "notes": list(report.notes),
    }
    if report.history:
        document["history"] = _history(report.history)
    return harmless_json(document)


def failure_json(failure: Failure) -> str:
    """The same shape without findings, and `error` saying why."""
    error = {"message": failure.message, "cure": failure.cure}
    return harmless_json({"version": 1, "verdict": failure.verdict, "findings": [], "error": error})


def _finding(finding: PlacedFinding) -> dict[str, object]:
    commit = {"commit": landed_json(finding.landed)} if finding.landed else {}
    return {key: getattr(finding, key) for key in _KEYS} | commit


def _history(history: History) -> dict[str, object]:
    steps = {
        "start": history.start,
        "lastKnown": history.last_known,
        "lastGood": history.last_good,
        "firstBad": history.first_bad,
    }
    named = {key: landed_json(step) if step else None for key, step in steps.items()}
    return {"steps": history.steps, "isFounding": history.is_founding, **named}


def landed_json(landed: Landed) -> dict[str, str]:
    """The step that brought a finding, by its full id."""
    return {"id": landed.commit, "by": landed.by, "at": landed.at.text, "subject": landed.subject}


FORMAT: Final = Format(whole(report_json), whole(failure_json))
