"""Findings for GitLab's merge requests.

Source of the format: GitLab's documentation, "Code Quality report format".
"""

from __future__ import annotations

import hashlib
from typing import Final

from farm_gitops.records import layout
from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.fingerprint import fingerprinted
from farm_gitops.validate.report.format import Format, whole
from farm_gitops.validate.report.log import harmless_json
from farm_gitops.validate.report.words import Failure, told

_SEVERITIES: Final = {"error": "critical", "warning": "minor"}


def report_gitlab(report: Report) -> str:
    """A list of issues, also of those that the base has: GitLab compares it with the list of the base, and tells both.

    Paths are printable, for a lone byte in one would make GitLab refuse it all.
    """
    return harmless_json([_issue(finding, fingerprint) for fingerprint, finding in fingerprinted(report)])


def failure_gitlab(failure: Failure) -> str:
    """One issue, so that an empty list is never taken for a pass."""
    issue = {
        "description": f"Cannot judge: {failure.line}",
        "check_name": "cannot-judge",
        "fingerprint": hashlib.sha256(b"cannot-judge").hexdigest(),
        "severity": "blocker",
        "location": {"path": layout.CONFIGURATION, "lines": {"begin": 1}},
    }
    return harmless_json([issue])


def _issue(finding: PlacedFinding, fingerprint: str) -> dict[str, object]:
    cure = f". Cure: {shown(finding.cure)}" if finding.cure else ""
    return {
        "description": f"{told(finding)}{cure}",
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.level],
        "location": {"path": shown(finding.path), "lines": {"begin": finding.line}},
    }


FORMAT: Final = Format(whole(report_gitlab), whole(failure_gitlab))
