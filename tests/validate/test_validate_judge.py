"""One run judges everything: levels, what a broken file hides (nothing), and what was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import AT_NOW, BASE, NOW, OUTAGE, SEARCH, Files, judged, lay_out

from farm_gitops.rules import RULES
from farm_gitops.validate.judge import Question

POLICY = (BASE / "farm.yaml").read_text()
FACTS = "title: Slow\nseverity: P1\nstatus: open\ndescription: It is.\n"
STRANGER = {f"{SEARCH}/incident.yaml": FACTS + "commander: erin\n"}


def seen(root: Path, question: Question = AT_NOW) -> set[tuple[str, str, str]]:
    """Rule, level and path of every finding."""
    return {(finding.rule, finding.level, finding.path) for finding in judged(root, question).findings}


@pytest.mark.parametrize("level", ["error", "warning"])
def test_the_policy_sets_the_level_of_references_and_practice(tmp_path: Path, level: str) -> None:
    policy = f"{POLICY}rules: {{not-a-member: {level}, stale-timeline: {level}, missing-blast-radius: {level}}}\n"
    created = {f"{SEARCH}/incident.yaml": FACTS + "commander: erin\ncreated_at: 2026-11-23T09:00:00Z\n"}
    report = judged(lay_out(tmp_path, {**created, "farm.yaml": policy}))
    assert {finding.rule for finding in report.findings} == {"not-a-member", "stale-timeline", "missing-blast-radius"}
    assert {finding.level for finding in report.findings} == {level}
    assert (report.errors, report.warnings) == ((3, 0) if level == "error" else (0, 3))


def test_a_rule_that_is_off_says_nothing(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {**STRANGER, "farm.yaml": f"{POLICY}rules: {{not-a-member: off}}\n"})
    assert "not-a-member" not in {rule for rule, _, _ in seen(root)}


def test_a_warning_of_an_error_rule_stays_a_warning(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"catalog/odd.yaml": "kind: Component\nmetadata: &m {name: odd}\n"})
    (finding,) = judged(root).findings
    assert (finding.rule, finding.level, finding.path, finding.line) == (
        "invalid-yaml",
        "warning",
        "catalog/odd.yaml",
        2,
    )
    assert finding.message.startswith("this catalog file is skipped: ")


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.is_adjustable], ids=lambda rule: rule.id)
def test_the_level_of_what_makes_a_record_readable_cannot_be_set(tmp_path: Path, rule: object) -> None:
    name = getattr(rule, "id", "")
    (finding,) = judged(lay_out(tmp_path, {"farm.yaml": f"{POLICY}rules:\n  {name}: off\n"})).findings
    assert (finding.rule, finding.level, finding.column) == ("invalid-value", "error", 3)
    assert finding.message == f"the level of `{name}` cannot be set; it is always an error"


def test_a_misspelt_rule_is_told_what_was_meant(tmp_path: Path) -> None:
    (finding,) = judged(lay_out(tmp_path, {"farm.yaml": f"{POLICY}rules: {{stale-timelin: off}}\n"})).findings
    assert (finding.rule, finding.cure) == ("invalid-value", "write stale-timeline")


BROKEN: Files = {
    "incident.yaml": b"title: \xff\n",
    "timeline/20261123T100500Z-alice.md": "---\nstatus: [\n",
    "postmortem.md": "no front matter",
    "attachments/new.png": "no picture",
    "catalog/broken.yaml": "a: b: c\n",
}


@pytest.mark.parametrize("path", [*BROKEN, "farm.yaml"])
def test_a_broken_file_hides_no_other_files_findings(tmp_path: Path, path: str) -> None:
    others: Files = {
        f"{SEARCH}/incident.yaml": FACTS + "resolution: fixed\n",
        f"{SEARCH}/timeline/wrong.md": "---\nstatus: closed\n---\nx\n",
        f"{SEARCH}/notes.md": "x",
    }
    expected = {
        ("illegal-path", "error", f"{SEARCH}/incident.yaml"),
        ("invalid-value", "error", f"{SEARCH}/timeline/wrong.md"),
        ("unexpected-file", "error", f"{SEARCH}/notes.md"),
    }
    assert expected <= seen(lay_out(tmp_path, {**others, path: BROKEN.get(path, "organizations: [")}))


def test_every_broken_file_is_found_in_one_run(tmp_path: Path) -> None:
    found_paths = {path for _, _, path in seen(lay_out(tmp_path, BROKEN))}
    assert {path if path.startswith("catalog") else f"{OUTAGE}/{path}" for path in BROKEN} <= found_paths


def test_without_a_readable_policy_the_report_says_what_was_not_judged(tmp_path: Path) -> None:
    report = judged(lay_out(tmp_path, {**STRANGER, "farm.yaml": "organizations: {}\n"}))
    assert [finding.path for finding in report.findings] == ["farm.yaml"]
    assert report.notes == ("farm.yaml has errors, so references and practice were not judged",)


@pytest.mark.parametrize(
    ("only", "paths"),
    [
        ((SEARCH,), {f"{SEARCH}/incident.yaml", f"{SEARCH}/timeline/wrong.md"}),
        ((f"{SEARCH}/timeline/wrong.md",), {f"{SEARCH}/timeline/wrong.md"}),
        ((OUTAGE,), {f"{OUTAGE}/incident.yaml"}),
        (("incidents/acme/2026-11-23-slow",), set()),
        (("farm.yaml",), {"farm.yaml"}),
        ((".",), {f"{SEARCH}/incident.yaml", f"{SEARCH}/timeline/wrong.md", f"{OUTAGE}/incident.yaml", "farm.yaml"}),
    ],
)
def test_only_the_paths_that_were_asked_for_are_judged(tmp_path: Path, only: tuple[str, ...], paths: set[str]) -> None:
    wrong: Files = {
        **STRANGER,
        f"{SEARCH}/timeline/wrong.md": "---\nstatus: closed\n---\nx\n",
        "incident.yaml": "title: x\n",
        "farm.yaml": POLICY.replace("maintainers: [alice]", "maintainers: [mallory]"),
    }
    root = lay_out(tmp_path, wrong)
    assert {path for _, _, path in seen(root, Question(NOW, only=only))} == paths


def test_findings_are_told_by_path_and_place(tmp_path: Path) -> None:
    report = judged(lay_out(tmp_path, {**BROKEN, **STRANGER}))
    places = [(finding.path, finding.line, finding.column) for finding in report.findings]
    assert places == sorted(places)


def test_the_report_counts_what_was_looked_at(tmp_path: Path) -> None:
    report = judged(lay_out(tmp_path))
    assert (report.incidents, report.files) == (2, 7)
