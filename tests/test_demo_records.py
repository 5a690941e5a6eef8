"""The demo world at the root of this repository: it is sound, and it shows what the program can show."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from farm_gitops.model.incident import Resolution
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment, moment_in_name
from farm_gitops.model.post_mortem import PostMortemStatus
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.records import layout
from farm_gitops.records.schema import KINDS, schema_text
from farm_gitops.store.history import no_origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree
from farm_gitops.validate.judge import Question, judge

ROOT = Path(__file__).resolve().parents[1]
EVENING = Moment.parse("2026-11-23T18:00:00Z")
"""When the demo's three active incidents are told as still burning."""
RELATIVE_LINK = re.compile(r"\]\((\.\./[^)\s]+)\)")

Records = tuple[IncidentRecord, ...]
Written = tuple[tuple[IncidentRecord, Entry], ...]


@pytest.fixture(scope="module")
def demo() -> FileSnapshot:
    return FileSnapshot(Worktree(ROOT), no_origins)


@pytest.fixture(scope="module")
def records(demo: FileSnapshot) -> Records:
    found = tuple(demo.records())
    assert len(found) == len(demo.ids())
    return found


@pytest.fixture(scope="module")
def written(records: Records) -> Written:
    return tuple((record, entry) for record in records for entry in record.entries)


def named(records: Records, name: str) -> IncidentRecord:
    (found,) = [record for record in records if record.id.name == name]
    return found


def test_it_has_no_error_and_no_warning(demo: FileSnapshot) -> None:
    assert judge(demo, Question()).findings == ()


def test_on_its_last_evening_only_what_is_meant_to_be_late_is_late(demo: FileSnapshot) -> None:
    late = Counter(finding.rule for finding in judge(demo, Question(EVENING)).findings)
    assert late == {"overdue-action-item": 3, "stale-timeline": 1}


def test_two_organizations_have_a_dozen_incidents_and_more_over_two_months(records: Records) -> None:
    assert len(records) >= 12
    assert min(Counter(record.id.organization for record in records).values()) >= 4
    days = [record.facts.created_at.utc[:10] for record in records if record.facts.created_at]
    assert (min(days), max(days)) == ("2026-09-28", "2026-11-23")


def test_every_severity_status_and_resolution_occurs(records: Records) -> None:
    assert {record.facts.severity for record in records} == set(Severity)
    assert {record.facts.status for record in records} == set(Status)
    assert {record.facts.resolution or Resolution.FIXED for record in records} == set(Resolution)


def test_three_incidents_are_active(records: Records) -> None:
    active = {(r.facts.severity.value, r.facts.status.value) for r in records if r.facts.status is not Status.RESOLVED}
    assert active == {("P1", "investigating"), ("P2", "identified"), ("P3", "open")}


def test_incidents_follow_repeat_and_relate_to_others_also_across_organizations(records: Records) -> None:
    assert any(record.facts.follows for record in records)
    assert any(record.facts.duplicate_of for record in records)
    related = {(record.id.organization, record.id.refer(name)) for record in records for name in record.facts.related}
    assert {here == there.organization for here, there in related} == {True, False}


def test_plain_files_say_all_that_git_could_say(records: Records, written: Written) -> None:
    assert all(record.facts.created_at and record.facts.reported_by for record in records)
    assert all(entry.happened for _, entry in written)
    assert all(record.resolved for record in records if record.facts.status is Status.RESOLVED)


def test_every_timeline_has_three_to_twelve_entries_and_none_before_the_impact(records: Records) -> None:
    for record in records:
        assert 3 <= len(record.entries) <= 12, record.id
        began = record.began
        assert began is not None
        assert all(entry.happened and entry.happened >= began for entry in record.entries), record.id


def test_entries_are_written_in_every_way_that_is_accepted(written: Written) -> None:
    entries = [entry for _, entry in written]
    assert any(entry.facts == EntryFrontMatter() for entry in entries)  # nothing but text
    assert any(moment_in_name(entry.name) is None for entry in entries)  # named by hand, in a web editor
    assert any(entry.facts.at and entry.facts.at.text.endswith("+01:00") for entry in entries)
    markdown = "\n".join(entry.message for entry in entries)
    assert all(part in markdown for part in ("\n```", "|---|", "\n- ", "\n1. ", "- [x]", "![", "]("))


def test_an_entry_of_nothing_but_text_names_a_member_in_its_file_name(demo: FileSnapshot, written: Written) -> None:
    for record, entry in written:
        organization = demo.configuration.organizations[record.id.organization]
        author = entry.facts.author or entry.name.removesuffix(".md").rpartition("-")[2]
        assert organization.has_member(author), (record.id, entry.name)


def test_corrections_replace_an_earlier_entry_of_the_same_incident(written: Written) -> None:
    corrections = [(record, entry) for record, entry in written if entry.facts.corrects]
    assert len(corrections) >= 2
    for record, entry in corrections:
        (earlier,) = [each for each in record.entries if each.name == entry.facts.corrects]
        assert earlier.happened
        assert entry.happened
        assert earlier.happened < entry.happened


def test_a_redaction_leaves_who_when_and_why_and_no_text(demo: FileSnapshot, written: Written) -> None:
    ((record, entry),) = [(record, entry) for record, entry in written if entry.facts.redacted]
    assert entry.message == ""
    assert entry.facts.redacted
    assert entry.happened
    assert entry.facts.redacted.by in demo.configuration.organizations[record.id.organization].admins
    assert timedelta(0) < entry.facts.redacted.at.instant - entry.happened.instant < timedelta(hours=1)


def test_a_log_and_a_small_chart_are_attached_and_shown(records: Records) -> None:
    attached = {name: record for record in records for name in record.attachments}
    assert {name.rpartition(".")[2] for name in attached} == {"log", "png"}
    for name, record in attached.items():
        assert (ROOT / layout.attachment_path(record.id, name)).stat().st_size < 30 * layout.KIB
        assert any(f"](../attachments/{name})" in entry.message for entry in record.entries)


def test_no_relative_link_leads_nowhere() -> None:
    files = [file for file in (ROOT / "incidents").rglob("*") if file.suffix in {".md", ".yaml"}]
    links = [file.parent / link for file in files for link in RELATIVE_LINK.findall(file.read_text("utf-8"))]
    assert len(links) >= 8
    assert [link for link in links if not link.is_file()] == []


def test_post_mortems_are_drafts_and_approved_and_their_action_items_in_every_state(records: Records) -> None:
    found = [record.post_mortem for record in records if record.post_mortem]
    assert len(found) >= 5
    assert {post_mortem.status for post_mortem in found} == set(PostMortemStatus)
    assert all(post_mortem.contributing_factors and post_mortem.body for post_mortem in found)
    items = [item for post_mortem in found for item in post_mortem.action_items]
    assert {item.done for item in items} == {True, False}
    late = [item for item in items if not item.done and item.due and item.due < EVENING.instant.date()]
    assert {item.assignee is None for item in late} == {True, False}
    assert any(item.link for item in items)


def test_components_come_from_farm_yaml_and_from_several_documents_a_catalog_file(demo: FileSnapshot) -> None:
    assert {entity.kind for entity in demo.catalog.entities} == {"component", "api", "resource", "system"}
    assert demo.catalog.users
    assert all(document.value and not document.problems for document in demo.catalog_documents)
    assert any(document.value and len(document.value.entities) > 3 for document in demo.catalog_documents)
    assert len(demo.configuration.components) >= 3


def test_a_name_that_may_mean_two_components_is_written_in_full(demo: FileSnapshot, records: Records) -> None:
    used = {name for record in records for name in record.facts.affected_components}
    assert demo.catalog.find("payments") is None
    assert {"api:default/payments", "component:default/payments"} <= used


def test_old_incidents_keep_the_names_of_their_time(demo: FileSnapshot, records: Records) -> None:
    oldest = named(records, "2026-09-28-card-payments-fail-after-the-amsterdam-database-failover")
    (renamed,) = demo.catalog.candidates("payments-db")
    assert "payments-db" in oldest.facts.affected_components
    assert renamed.name == "ledger-db"
    assert not demo.configuration.people[oldest.facts.commander or ""].active
    assert demo.configuration.environments[oldest.facts.affected_environments[0]].retired
    used = {demo.catalog.find(name) for record in records for name in record.facts.affected_components}
    assert any(component and component.retired for component in used)


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_the_one_that_the_program_prints(kind: str) -> None:
    committed = (ROOT / layout.SCHEMAS / f"{kind}.json").read_text("utf-8")
    assert committed == schema_text(kind), f"farm-gitops schema {kind} > {layout.SCHEMAS}/{kind}.json"


def test_editors_find_the_schema_of_every_incident(records: Records) -> None:
    for record in records:
        facts = ROOT / layout.facts_path(record.id)
        first = facts.read_text("utf-8").partition("\n")[0]
        assert (facts.parent / first.partition("$schema=")[2]).is_file()
