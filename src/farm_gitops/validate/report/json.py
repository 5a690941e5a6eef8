"""Findings for programs: one JSON object whose shape is fixed by its version."""

from __future__ import annotations

import json
from typing import Final

from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding

_KEYS: Final = ("rule", "level", "path", "line", "column", "message", "cure")


def report_json(report: Report) -> str:
    """`{"version": 1, "verdict": "pass|reject", "findings": […], "existing": […], "notes": […]}`.

    Lines and columns count from 1; `existing` are findings that the base of a step had already.
    """
    document = {
        "version": 1,
        "verdict": "reject" if report.errors else "pass",
        "findings": [_finding(finding) for finding in report.findings if not finding.is_existing],
        "existing": [_finding(finding) for finding in report.findings if finding.is_existing],
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=True)


def _finding(finding: PlacedFinding) -> dict[str, object]:
    return {key: getattr(finding, key) for key in _KEYS}
