"""Findings for programs: one JSON object whose shape is fixed by its version."""

from __future__ import annotations

import json
from typing import Final

from farm_gitops.validate.judge import Report

_KEYS: Final = ("rule", "level", "path", "line", "column", "message", "cure")


def report_json(report: Report) -> str:
    """`{"version": 1, "verdict": "pass|reject", "findings": […], "notes": […]}`; lines and columns count from 1."""
    findings = [{key: getattr(finding, key) for key in _KEYS} for finding in report.findings]
    verdict = "reject" if report.errors else "pass"
    document = {"version": 1, "verdict": verdict, "findings": findings, "notes": list(report.notes)}
    return json.dumps(document, indent=2, ensure_ascii=True)


def error_json(message: str, cure: str) -> str:
    """The same shape where nothing could be judged: verdict `error`, and what stood in the way."""
    document = {"version": 1, "verdict": "error", "findings": [], "error": {"message": message, "cure": cure}}
    return json.dumps(document, indent=2, ensure_ascii=True)
