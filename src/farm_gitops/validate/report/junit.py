"""Findings for CI systems that read test reports: every file with a finding is a test case.

Source of the format: the JUnit schema of Jenkins' xUnit plugin, of which GitLab reads a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from farm_gitops.records.layout import shown
from farm_gitops.validate.judge import Report
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.report.format import Format, whole
from farm_gitops.validate.report.log import harmless
from farm_gitops.validate.report.words import Failure, count, notes, on_one_line, place, told, verdict, where_known

_TOOL: Final = "farm-gitops"
_JUDGED: Final = "everything can be judged"


def report_junit(report: Report) -> str:
    """XML: a case that says the verdict, so that there always is one, then a case for each file with a finding.

    A case with errors fails; warnings and what the base had already are its output. The formats of JUnit know no rule,
    so none is listed as passed that was not asked.
    """
    files = _by_path(report)
    failed = sum(any(map(_counts, found)) for found in files.values())
    suite = _suite(tests=1 + len(files), failures=failed, errors=0)
    judged = SubElement(suite, "testcase", classname=_TOOL, name=_JUDGED)
    _text(SubElement(judged, "system-out"), [verdict(report), *(f"note: {note}" for note in notes(report))])
    for path, found in files.items():
        _file(suite, path, found, where_known(report))
    return _xml(suite)


def failure_junit(failure: Failure) -> str:
    """One case, with an error."""
    suite = _suite(tests=1, failures=0, errors=1)
    case = SubElement(suite, "testcase", classname=_TOOL, name=_JUDGED)
    error = SubElement(case, "error", message=harmless(on_one_line(failure.message)), type=failure.verdict)
    _text(error, [failure.line])
    return _xml(suite)


def _by_path(report: Report) -> Mapping[str, list[PlacedFinding]]:
    files: dict[str, list[PlacedFinding]] = defaultdict(list)
    for finding in report.findings:
        files[finding.path].append(finding)
    return files


def _file(suite: Element, path: str, found: list[PlacedFinding], known: str) -> None:
    name = harmless(shown(path))
    case = SubElement(suite, "testcase", classname=_TOOL, name=name, file=name)
    errors = [finding for finding in found if _counts(finding)]
    if errors:
        first = harmless(told(errors[0]))
        message = first if len(errors) == 1 else f"{count(len(errors), 'error')}, the first: {first}"
        failure = SubElement(case, "failure", message=message, type=errors[0].rule)
        _text(failure, (line for finding in errors for line in _lines(finding, known)))
    others = [finding for finding in found if not _counts(finding)]
    if others:
        _text(SubElement(case, "system-out"), (line for finding in others for line in _lines(finding, known)))


def _lines(finding: PlacedFinding, known: str) -> Iterable[str]:
    known = f"{known}: " if finding.is_existing else ""
    yield place(finding)
    yield f"  {known}{finding.level}[{finding.rule}] {told(finding)}"
    yield f"  why: {shown(finding.why)}"
    yield f"  cure: {shown(finding.cure)}"


def _counts(finding: PlacedFinding) -> bool:
    return finding.level == "error" and not finding.is_existing


def _suite(*, tests: int, failures: int, errors: int) -> Element:
    counts = {"tests": str(tests), "failures": str(failures), "errors": str(errors), "skipped": "0"}
    return Element("testsuite", {"name": _TOOL, **counts})


def _text(element: Element, lines: Iterable[str]) -> None:
    """`shown` has left nothing in the lines that XML 1.0 cannot hold."""
    element.text = "\n".join(map(harmless, lines))


def _xml(suite: Element) -> str:
    root = Element("testsuites")
    root.append(suite)
    indent(root)
    return str(tostring(root, encoding="us-ascii", xml_declaration=True), "ascii")


FORMAT: Final = Format(whole(report_junit), whole(failure_junit))
