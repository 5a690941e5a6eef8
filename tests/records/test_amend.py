"""New texts, and old ones with only those lines changed that must change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.model.incident import WITHHELD
from farm_gitops.records.amend import (
    amend_incident,
    amend_post_mortem,
    entry_text,
    incident_text,
    post_mortem_text,
    redact_entry,
    redact_incident,
)
from farm_gitops.records.decode import decode_entry, decode_incident, decode_post_mortem

FACTS: dict[str, YamlValue] = {
    "status": "open",
    "title": "Outage: us-east-1 # not a comment",
    "severity": "P1",
    "description": "Line one.\n\nLine two: `code`.\n",
    "commander": "alice",
    "affected_components": ["checkout", "payments-db"],
    "started_at": None,
}


def test_a_new_incident_reads_back_as_what_was_meant() -> None:
    facts = decode_incident("incident.yaml", incident_text(FACTS).encode()).value
    assert facts is not None
    assert facts.title == FACTS["title"]
    assert facts.description == FACTS["description"]
    assert facts.affected_components == ("checkout", "payments-db")
    assert facts.started_at is None


def test_a_new_incident_begins_with_the_modeline_and_blank_lines_stand_around_what_two_people_edit() -> None:
    lines = incident_text(FACTS).splitlines()
    assert lines[0] == "# yaml-language-server: $schema=../../../.farm-gitops/schema/incident.json"
    for key in ("severity:", "status:", "commander:"):
        at = next(number for number, line in enumerate(lines) if line.startswith(key))
        assert lines[at - 1] == ""
        assert lines[at + 1] == ""


def test_an_edit_of_one_key_changes_one_line() -> None:
    before = incident_text(FACTS).replace("severity: P1", "severity: 'P1'   # as bad as it gets").replace("\n", "\r\n")
    after = amend_incident(before, {"severity": "P2"})
    assert after == before.replace("'P1'", "'P2'")


def test_two_edits_of_different_keys_do_not_touch_each_other() -> None:
    before = incident_text(FACTS)
    assert amend_incident(amend_incident(before, {"status": "identified"}), {"commander": "bob"}) == amend_incident(
        amend_incident(before, {"commander": "bob"}), {"status": "identified"}
    )


def test_a_key_without_a_value_is_taken_out() -> None:
    after = amend_incident(incident_text(FACTS), {"commander": None})
    facts = decode_incident("incident.yaml", after.encode()).value
    assert facts is not None
    assert facts.commander is None
    assert "commander" not in after


def test_a_new_key_goes_to_its_place() -> None:
    text = "title: a\nseverity: P1\nstatus: open\ndescription: b\n"
    after = amend_incident(text, {"created_at": "2026-11-23T10:00:00Z", "commander": "bob"})
    assert after.index("description") < after.index("commander") < after.index("created_at")


def test_an_entry_without_front_matter_is_nothing_but_text() -> None:
    assert entry_text({"author": None}, "Hello.\n\n") == "Hello.\n"


def test_an_entry_reads_back() -> None:
    entry = decode_entry(
        "timeline/a.md", entry_text({"author": "bob", "status": "identified"}, "--- odd").encode()
    ).value
    assert entry is not None
    assert (entry.facts.author, entry.message) == ("bob", "--- odd")


def test_approving_changes_the_front_matter_and_not_the_body() -> None:
    body = "# Why\n\n---\n\nstatus: draft is a word here\n"
    before = post_mortem_text({"status": "draft", "root_cause": "Disk"}, body)
    after = amend_post_mortem(before, {"status": "approved", "approved_by": "alice"})
    assert after.endswith(body)
    found = decode_post_mortem("postmortem.md", after.encode()).value
    assert found is not None
    assert found.is_approved


REDACTION: dict[str, YamlValue] = {"by": "dora", "at": "2026-11-24T09:00:00Z", "reason": "A name: Ann's #1"}
REDACTED = 'redacted:\n  by: dora\n  at: 2026-11-24T09:00:00Z\n  reason: "A name: Ann\'s #1"\n'


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), min_size=1, max_size=80))
def test_whatever_an_entry_told_is_gone_and_its_front_matter_is_not(message: str) -> None:
    author, own = "author: bob   # me\n", "x-team:   db\n"
    text = redact_entry(f"---\n{author}{own}---\n{message}", REDACTION)
    assert text == f"---\n{author}{REDACTED}{own}---\n"
    entry = decode_entry("a.md", text.encode()).value
    assert entry is not None
    assert entry.message == ""
    assert entry.facts.redacted is not None
    assert entry.facts.redacted.reason == REDACTION["reason"]


def test_a_description_taken_out_is_told_in_its_own_key() -> None:
    text = redact_incident(incident_text(FACTS), REDACTION)
    facts = decode_incident("incident.yaml", text.encode()).value
    assert facts is not None
    assert facts.description == WITHHELD
    assert facts.redacted is not None
    assert "Line one" not in text
