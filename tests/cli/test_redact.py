"""`redact` from the command line: what goes, what stays, who may, and that the change lands."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

BOB = "Bob Roth <bob@acme.example>"
ID = "acme/2026-11-20-outage"
OLD = f"incidents/{ID}"
ENTRY = "20261120T100500Z-bob.md"
SECOND = "20261120T100500Z-bob-2.md"
FACTS = """\
# yaml-language-server: $schema=../../../.farm-gitops/schema/incident.json
title: 'Outage'   # of the shop

severity: P3

status: resolved

description: |
  Down. The password is hunter2.
affected_components: [checkout]   # for now
created_at: 2026-11-20T10:00:00Z
reported_by: bob
x-ticket: OPS-7
"""
FRONT = "---\nauthor: bob\nstatus: 'resolved'   # at last\n"
REST = "x-team:   db\n---\n"
TOLD = f"{FRONT}{REST}\nThe password is hunter2.\n"
PLAIN = "Only words, and hunter2 among them.\n"
REDACTED = "redacted:\n  by: alice\n  at: 2026-11-23T12:00:00Z\n  reason: A password\n"


@pytest.fixture
def landed(farm: Farm) -> Farm:
    """A resolved incident with two updates, on main; Alice works on a branch."""
    world = GitWorld(farm.root)
    world.commit(
        {f"{OLD}/incident.yaml": FACTS, f"{OLD}/timeline/{ENTRY}": TOLD, f"{OLD}/timeline/{SECOND}": PLAIN}, author=BOB
    )
    world.git("switch", "-qc", "change")
    return farm


def redact(farm: Farm, *args: str) -> None:
    farm.ok("redact", "2026-11-20", *args, "--reason", "A password", "--commit")


def judged(farm: Farm) -> set[str]:
    answer = farm("validate", "--base", "main", "--json")
    return {finding["rule"] for finding in answer.json["findings"] if finding["level"] == "error"}


def test_an_entry_loses_its_message_and_no_other_byte(landed: Farm) -> None:
    redact(landed, ENTRY)
    assert landed.read(f"{OLD}/timeline/{ENTRY}") == f"{FRONT}{REDACTED}{REST}"
    assert judged(landed) == set()


def test_an_entry_of_nothing_but_text_is_left_with_what_is_said_of_it(landed: Farm) -> None:
    redact(landed, SECOND)
    assert landed.read(f"{OLD}/timeline/{SECOND}") == f"---\n{REDACTED}---\n"
    assert judged(landed) == set()


def test_line_ends_stay_as_they_are(landed: Farm) -> None:
    windows = landed.write(f"{OLD}/timeline/{ENTRY}", TOLD.replace("\n", "\r\n"))
    landed.ok("redact", ID, ENTRY, "--reason", "A password")
    assert windows.read_bytes() == f"{FRONT}{REDACTED}{REST}".replace("\n", "\r\n").encode()


def test_without_an_entry_the_description_goes_and_no_other_byte(landed: Farm) -> None:
    redact(landed)
    left = FACTS.replace("|\n  Down. The password is hunter2.\n", "|-\n  The text was taken out.\n")
    assert landed.read(f"{OLD}/incident.yaml") == left.replace("by: bob\n", f"by: bob\n{REDACTED}")
    assert judged(landed) == set()


@pytest.mark.parametrize("wanted", [ENTRY, ENTRY.removesuffix(".md"), "20261120T100500Z-bob."])
def test_an_entry_is_named_by_its_file_or_what_only_that_begins_with(landed: Farm, wanted: str) -> None:
    redact(landed, wanted)
    assert "redacted" in landed.read(f"{OLD}/timeline/{ENTRY}")
    assert landed.read(f"{OLD}/timeline/{SECOND}") == PLAIN


@pytest.mark.parametrize(("wanted", "said"), [("2026", "may mean 2 entries"), ("2019", "there is no entry `2019`")])
def test_who_names_no_single_entry_is_told_which_there_are(landed: Farm, wanted: str, said: str) -> None:
    answer = landed("redact", ID, wanted, "--reason", "x")
    assert answer.code == 2
    for expected in (said, ENTRY, SECOND):
        assert expected in answer.err


def test_what_is_gone_is_not_taken_out_twice(landed: Farm) -> None:
    for entry in ([ENTRY], []):
        redact(landed, *entry)
        answer = landed("redact", ID, *entry, "--reason", "again")
        assert (answer.code, "was taken out by alice at 2026-11-23T12:00:00Z" in answer.err) == (1, True)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_redaction_needs_a_reason(landed: Farm, reason: str) -> None:
    assert landed("redact", ID, ENTRY, "--reason", reason).code == 2


def test_a_member_is_refused_and_told_how_to_correct_instead(landed: Farm) -> None:
    landed.become("Bob Roth", "bob@acme.example")
    answer = landed("redact", ID, ENTRY, "--reason", "x")
    assert answer.code == 1
    assert f"ask alice, or say what is right: farm-gitops update {ID} --corrects {ENTRY}" in answer.err
    assert landed.read(f"{OLD}/timeline/{ENTRY}") == TOLD
    landed.ok("update", ID, "--corrects", ENTRY, "-m", "It was another.", "--commit")
    assert judged(landed) == set()


def test_a_member_who_does_it_by_hand_does_not_pass(landed: Farm) -> None:
    redact(landed, ENTRY)
    GitWorld(landed.root).git("commit", "-q", "--amend", "--no-edit", "--reset-author", author=BOB)
    assert judged(landed) == {"unauthorized-redaction"}


def test_that_history_still_holds_the_text_is_said_plainly(landed: Farm) -> None:
    answer = landed.ok("redact", ID, ENTRY, "--reason", "A password", "--commit", "--json")
    assert answer.json["files"] == [f"{OLD}/timeline/{ENTRY}"]
    assert answer.json["message"] == f"{ID}: {ENTRY} redacted by alice"
    assert "still in git's history" in answer.err
    assert "replace it" in answer.err
    assert "hunter2" in GitWorld(landed.root).git("log", "-p", "--", f"{OLD}/timeline/{ENTRY}")


def test_the_page_shows_that_who_when_and_why_and_nothing_of_the_text(landed: Farm) -> None:
    redact(landed, ENTRY)
    redact(landed, SECOND)
    redact(landed)
    landed.ok("build")
    page = landed.read(f"site/{OLD}/index.html")
    assert page.count("Text was removed here by") == 3
    assert page.count("A password") == 3
    published = [path.read_bytes() for path in Path(landed.root / "site").rglob("*") if path.is_file()]
    assert not any(b"hunter2" in data for data in published)


def test_an_admin_of_another_organization_is_nobody_here(landed: Farm) -> None:
    world = GitWorld(landed.root)
    world.git("switch", "-q", "main")
    other = "  globex: {admins: [bob]}\npeople:"
    world.commit({"farm.yaml": FARM_YAML.replace("people:", other)})
    world.git("switch", "-q", "-C", "change", "main")
    landed.become("Bob Roth", "bob@acme.example")
    assert landed("redact", ID, ENTRY, "--reason", "x").code == 1


def test_show_says_what_was_removed_and_why(landed: Farm) -> None:
    redact(landed, ENTRY)
    redact(landed)
    told = landed.ok("show", ID).out
    assert told.count("text was removed here by alice, 2026-11-23 12:00Z: A password") == 2
    assert "hunter2" not in told.replace(PLAIN.strip(), "")
