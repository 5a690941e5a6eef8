"""Whether what records name exists: every place that can name something, what was meant, and the key to add."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import BASE, NOW, OUTAGE, SEARCH, found, judged, lay_out

from farm_gitops.store.history import no_origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree
from farm_gitops.validate.judge import Question, judge
from farm_gitops.validate.placed import PlacedFinding

FACTS = "title: Database outage\nseverity: P2\nstatus: resolved\ndescription: Nothing works.\n"
ENTRY = "timeline/20261123T101500Z-x.md"
POLICY = (BASE / "farm.yaml").read_text()
REDACTED = "redacted: {by: nobody, at: '2026-11-23T12:00:00Z', reason: A secret.}\n"
DRAFT = "---\nstatus: draft\nroot_cause: x\n"
APPROVED = "---\nstatus: approved\nroot_cause: x\napproved_at: 2026-11-24T09:00:00Z\napproved_by: "


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("incident.yaml", FACTS + "commander: nobody\n", (5, 12)),
        ("incident.yaml", FACTS + "reported_by: nobody\n", (5, 14)),
        ("incident.yaml", FACTS + REDACTED, (5, 16)),
        (ENTRY, "---\nauthor: nobody\n---\nWell.\n", (2, 9)),
        (ENTRY, f"---\n{REDACTED}---\n", (2, 16)),
        ("postmortem.md", APPROVED + "nobody\n---\n", (5, 14)),
        ("postmortem.md", DRAFT + "action_items:\n  - title: a\n    assignee: nobody\n---\n", (6, 15)),
        ("farm.yaml", POLICY.replace("maintainers: [alice]", "maintainers: [nobody]"), (1, 15)),
        ("farm.yaml", POLICY.replace("admins: [alice, dora]", "admins: [alice, dora, nobody]"), (3, 56)),
        ("farm.yaml", POLICY.replace("members: [bob, zoe]", "members: [nobody, bob, zoe]"), (3, 67)),
    ],
)
def test_a_person_is_known_wherever_one_is_named(tmp_path: Path, path: str, text: str, place: tuple[int, int]) -> None:
    (finding,) = found(tmp_path, {path: text}, rule="unknown-person")
    assert (finding.line, finding.column) == place
    assert "nobody is called `nobody`" in finding.message
    assert finding.cure == "add `nobody: {}` under `people:` in farm.yaml"


def test_a_user_of_the_catalog_is_known_but_no_member(tmp_path: Path) -> None:
    findings = judged(lay_out(tmp_path, {"incident.yaml": FACTS + "commander: frank\n"})).findings
    assert "not-a-member" in {finding.rule for finding in findings}
    assert "unknown-person" not in {finding.rule for finding in findings}


@pytest.mark.parametrize(
    ("line", "rule", "cure"),
    [
        (
            "commander: alcie",
            "unknown-person",
            "did you mean `alice`? Else add `alcie: {}` under `people:` in farm.yaml",
        ),
        ("affected_components: [payments-bd]", "unknown-component", "did you mean `payments-db`? Else add"),
        ("affected_components: ['component:default/till']", "unknown-component", "add `till: {}` under `components:`"),
        ("affected_environments: [Production]", "unknown-environment", "did you mean `production`? Else add"),
        ("affected_environments: [moon]", "unknown-environment", "add `moon: {}` under `environments:` in farm.yaml"),
        ("follows: slow-search", "unknown-incident", "did you mean `acme/2026-11-23-slow-search`?"),
        ("follows: 2026-11-24-slow-search", "unknown-incident", "did you mean `acme/2026-11-23-slow-search`?"),
        ("related: [acmee/2026-11-23-slow-search]", "unknown-incident", "did you mean `acme/2026-11-23-slow-search`?"),
        ("related: [zzz]", "unknown-incident", "farm-gitops list"),
    ],
)
def test_an_unknown_name_comes_with_what_was_meant_and_the_key_to_add(
    tmp_path: Path, line: str, rule: str, cure: str
) -> None:
    (finding,) = found(tmp_path, {"incident.yaml": f"{FACTS}{line}\n"}, rule=rule)
    assert cure in finding.cure
    assert finding.line == 5


def test_a_name_taken_out_of_the_policy_is_found_where_records_use_it(tmp_path: Path) -> None:
    policy = POLICY.replace("production: {}, ", "").replace(
        "  payments-db: {name: Payments database, formerly: [pay-db]}\n", ""
    )
    findings = judged(lay_out(tmp_path, {"farm.yaml": policy})).findings
    cures = {finding.rule: finding.cure for finding in findings}
    assert "`production: {}` under `environments:`" in cures["unknown-environment"]
    assert "`payments-db: {}` under `components:`" in cures["unknown-component"]


def test_an_objective_of_an_unknown_component_is_found_in_the_policy(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path, {"farm.yaml": POLICY.replace("component: checkout", "component: till")}, rule="unknown-component"
    )
    assert (finding.path, finding.source_line.strip()[:7]) == ("farm.yaml", "- {name")


def test_an_ambiguous_component_lists_its_candidates_in_full(tmp_path: Path) -> None:
    twins = "kind: API\nmetadata: {name: till}\n---\nkind: Component\nmetadata: {name: till}\n"
    files = {"incident.yaml": FACTS + "affected_components: [till]\n", "catalog/till.yaml": twins}
    (finding,) = found(tmp_path, files, rule="unknown-component")
    assert "api:default/till, component:default/till" in finding.message


def test_an_unknown_organization_is_told_once_an_incident_and_nobody_is_blamed_for_not_being_its_member(
    tmp_path: Path,
) -> None:
    text = (BASE / SEARCH / "incident.yaml").read_text()
    root = lay_out(tmp_path, {"incidents/acmee/2026-11-23-x/incident.yaml": text})
    (finding,) = judged(root).findings
    assert finding.rule == "unknown-organization"
    assert finding.cure == "did you mean `acme`? Else add `acmee: {}` under `organizations:` in farm.yaml"


def test_open_updates_let_everybody_post_and_nobody_command(tmp_path: Path) -> None:
    policy = POLICY.replace("members: [bob, zoe]", "members: [bob, zoe], open_updates: true")
    entry = "---\nauthor: erin\n---\nWell.\n"
    files = {"farm.yaml": policy, ENTRY: entry, "incident.yaml": FACTS + "commander: erin\n"}
    assert [finding.path for finding in found(tmp_path, files, rule="not-a-member")] == [f"{OUTAGE}/incident.yaml"]


def test_a_stranger_is_unknown_rather_than_no_member(tmp_path: Path) -> None:
    assert found(tmp_path, {"incident.yaml": FACTS + "commander: nobody\n"}, rule="not-a-member") == []


def retired(tmp_path: Path, before: str | None, after: str) -> list[PlacedFinding]:
    """What `retired-name` finds when the outage's facts change."""
    landed = lay_out(tmp_path / "landed", {"incident.yaml": before})
    now = lay_out(tmp_path / "now", {"incident.yaml": after})
    earlier = FileSnapshot(Worktree(landed), no_origins)
    report = judge(FileSnapshot(Worktree(now), no_origins), Question(NOW, earlier))
    return [finding for finding in report.findings if finding.rule == "retired-name"]


@pytest.mark.parametrize(
    "line",
    [
        "commander: zoe",
        "reported_by: zoe",
        "affected_environments: [production, lab]",
        "affected_components: [printing]",
        "affected_components: [pay-db]",
        "affected_components: ['component:default/printing']",
    ],
)
def test_what_is_gone_is_refused_only_in_what_is_new(tmp_path: Path, line: str) -> None:
    text = f"{FACTS}{line}\n"
    assert len(retired(tmp_path / "new-use", FACTS, text)) == 1
    assert len(retired(tmp_path / "new-incident", None, text)) == 1
    assert retired(tmp_path / "old-use", text, text.replace("Database", "Data base")) == []


def test_another_purpose_is_a_new_use(tmp_path: Path) -> None:
    assert len(retired(tmp_path, FACTS + "reported_by: zoe\n", FACTS + "reported_by: zoe\ncommander: zoe\n")) == 1


def test_an_old_name_that_moves_within_its_list_is_no_new_use(tmp_path: Path) -> None:
    before = FACTS + "affected_environments: [lab]\n"
    assert retired(tmp_path, before, FACTS + "affected_environments: [production, lab]\n") == []


def test_a_renamed_component_can_be_put_right_without_asking(tmp_path: Path) -> None:
    (finding,) = retired(tmp_path, FACTS, FACTS + "affected_components: [pay-db]\n")
    assert finding.finding.replacement == "payments-db"
    assert "is called `payments-db` by now" in finding.message


def test_without_a_landed_state_all_that_there_is_counts_as_old(tmp_path: Path) -> None:
    assert found(tmp_path, {"incident.yaml": FACTS + "commander: zoe\n"}, rule="retired-name") == []
