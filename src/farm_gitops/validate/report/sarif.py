"""Findings for code scanning and editors: SARIF 2.1.0.

Source of the format: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0 Plus Errata 01".
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Final
from urllib.parse import quote

from farm_gitops.records.layout import shown
from farm_gitops.rules import RULES
from farm_gitops.rules.page import rule_page
from farm_gitops.rules.rule import Rule
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.fingerprint import fingerprinted
from farm_gitops.validate.report.format import Format, whole
from farm_gitops.validate.report.json import landed_json
from farm_gitops.validate.report.log import harmless_json
from farm_gitops.validate.report.words import Failure, notes, told, where_known

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LINK: Final = re.compile(r"\](?=\()")

Json = dict[str, object]


def report_sarif(report: Report) -> str:
    """A log of one run, with the page of each rule that found something.

    What the base had already is `unchanged` and suppressed; where all of history is judged, the commit that brought a
    finding is among its properties.
    """
    found = {finding.rule for finding in report.findings}
    rules = [rule for rule in RULES if rule.id in found]
    index = {rule.id: number for number, rule in enumerate(rules)}
    compares = report.existing > 0
    results = [
        _result(finding, fingerprint, index) | (_compared(finding, where_known(report)) if compares else {})
        for fingerprint, finding in fingerprinted(report)
    ]
    remarks = [{"level": "note", "message": _message(note)} for note in notes(report)]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": remarks}
    return _log({"invocations": [invocation], "results": results}, rules)


def failure_sarif(failure: Failure) -> str:
    """A log of a run that did not succeed, and says why."""
    notification = {"level": "error", "message": _message(failure.line)}
    invocation = {"executionSuccessful": False, "toolExecutionNotifications": [notification]}
    return _log({"invocations": [invocation], "results": []}, [])


def _log(run: Json, rules: list[Rule]) -> str:
    driver = {"name": "farm-gitops", "version": version("farm-gitops"), "rules": [_rule(rule) for rule in rules]}
    whole = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", **run}
    return harmless_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [whole]})


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title} {rule.why}"},
        "help": {"text": f"{rule.why} See: farm-gitops explain {rule.id}", "markdown": rule_page(rule)},
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": [rule.group]},
    }


def _result(finding: PlacedFinding, fingerprint: str, index: dict[str, int]) -> Json:
    cure = f". Cure: {finding.cure}" if finding.cure else ""
    ruled = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    landed: Json = {"properties": {"commit": landed_json(finding.landed)}} if finding.landed else {}
    return {
        "ruleId": finding.rule,
        **ruled,
        "level": finding.level,
        "message": _message(f"{told(finding)}{cure}"),
        "locations": [{"physicalLocation": _place(finding)}],
        "partialFingerprints": {"farmGitops/v1": fingerprint},
        **landed,
    }


def _place(finding: PlacedFinding) -> Json:
    return {
        "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }


def _uri(path: str) -> str:
    """A path as a relative reference (RFC 3986), byte for byte."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _compared(finding: PlacedFinding, known: str) -> Json:
    """Once one result of a run says how it compares with the base, each of them does (section 3.27.24)."""
    if not finding.is_existing:
        return {"baselineState": "new"}
    suppression = {"kind": "external", "justification": f"It is {known}."}
    return {"baselineState": "unchanged", "suppressions": [suppression]}


def _message(text: str) -> Json:
    """A plain text; without the backslash a viewer would make a link of `[text](address)` (section 3.11.6)."""
    return {"text": _LINK.sub(r"\\]", shown(text))}


FORMAT: Final = Format(whole(report_sarif), whole(failure_sarif))
