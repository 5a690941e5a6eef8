"""Post-mortems in the wild become drafts: what they name is recognised, the rest is body, and nothing is lost."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest
from status_page import House

from farm_gitops.errors import UsageError
from farm_gitops.importers.markdown_outline import items, outline, plain_heading
from farm_gitops.importers.post_mortem_document import ROOT_CAUSE, PostMortemDocument, read_post_mortem
from farm_gitops.importers.post_mortems import import_post_mortems, is_wanted
from farm_gitops.importers.result import Import
from farm_gitops.importers.written_times import day_without_year, said_zone, told_time, written_day
from farm_gitops.model.severity import Severity
from farm_gitops.store.foreign import ForeignFile, ForeignFolder, Version, read_foreign

DOCUMENT = """\
# Checkout was down

**Severity:** Critical (all users)

## Summary

Nobody could pay.

## Timeline

All times in CET.

| Time             | Event             |
| :--------------- | ----------------- |
| 2026-11-23 10:05 | Payments fail     |
| 2026-11-23 10:20 | The disk is full  |
| 2026-11-23 11:00 | All works again   |

## Root Cause

The disk was full.

### Why

Logs were never deleted.

## Contributing Factors

- No alert, and
  nobody looked
- A holiday

## Action Items

- [x] Delete old logs
- Watch the disk (https://tracker.acme.example/7).

## Lessons learned

Look earlier.
"""


def read(text: str, path: str = "pm.md") -> PostMortemDocument:
    """A document."""
    return read_post_mortem(path, text.encode())


def folder(**texts: str) -> ForeignFolder:
    """A folder of documents by name."""
    files = tuple(ForeignFile(f"{name}.md", (Version(text.encode()),)) for name, text in texts.items())
    return ForeignFolder("acme-post-mortems", files, has_history=False)


def taken(source: ForeignFolder, severity: Severity | None = None, house: House | None = None) -> tuple[Import, House]:
    """What importing a folder gives, without an error."""
    house = house or House()
    result = house.take(partial(import_post_mortems, source, severity))
    assert [finding for finding in house.judged().findings if finding.level == "error"] == []
    return result, house


def test_what_is_named_is_recognised_and_the_rest_is_the_body() -> None:
    found = read(DOCUMENT)
    assert (found.title, found.severity, found.description) == (
        "Checkout was down",
        "Critical (all users)",
        "Nobody could pay.",
    )
    assert found.keys == {
        "status": "draft",
        "root_cause": "The disk was full.\n\n### Why\n\nLogs were never deleted.",
        "contributing_factors": ["No alert, and nobody looked", "A holiday"],
        "action_items": [
            {"title": "Delete old logs", "done": True},
            {
                "title": "Watch the disk (https://tracker.acme.example/7).",
                "done": False,
                "link": "https://tracker.acme.example/7",
            },
        ],
    }
    assert [(row.at.text, row.text) for row in found.timeline] == [
        ("2026-11-23T10:05:00+01:00", "Payments fail"),
        ("2026-11-23T10:20:00+01:00", "The disk is full"),
        ("2026-11-23T11:00:00+01:00", "All works again"),
    ]
    assert found.body == (
        "**Severity:** Critical (all users)\n\n## Summary\n\nNobody could pay.\n\n## Lessons learned\n\nLook earlier."
    )


def test_it_makes_a_resolved_incident_with_a_draft() -> None:
    result, house = taken(folder(checkout=DOCUMENT))
    record = house.record(result.added[0])
    assert str(record.id) == "acme/2026-11-23-checkout-was-down"
    assert (record.facts.severity, record.facts.status) == ("P1", "resolved")
    assert record.resolved is not None
    assert record.resolved.utc == "2026-11-23T10:00:00Z"
    assert record.post_mortem is not None
    assert not record.post_mortem.is_approved
    assert "post-mortems-of-acme-post-mortems" in house.snapshot.configuration.people
    again, _ = taken(folder(checkout=DOCUMENT), house=house)
    assert (again.files, again.unchanged) == ({}, 1)


def test_a_section_with_more_than_its_list_stays_in_the_body_as_well() -> None:
    found = read("# A\n\n## Action items\n\nSee the board.\n\n- Do it\n")
    assert found.keys["action_items"] == [{"title": "Do it", "done": False}]
    assert "See the board." in found.body


def test_a_timeline_that_cannot_be_read_as_a_whole_stays_in_the_body_as_well() -> None:
    found = read("# A\n\n## Timeline\n\n- 2026-11-23 10:00: Begins\n- later: Ends\n")
    assert ([row.text for row in found.timeline], "later: Ends" in found.body) == (["Begins"], True)


def test_a_document_that_names_no_cause_says_so() -> None:
    result, house = taken(folder(a="# A\n\nOn 2026-11-23 it broke."))
    post_mortem = house.record(result.added[0]).post_mortem
    assert post_mortem is not None
    assert post_mortem.root_cause.startswith("The document names no root cause as such")
    assert {repair.oddity.value for repair in result.repairs} == {
        "no-root-cause",
        "time",
        "unknown-severity",
        "untold-status",
    }


def test_the_severity_is_the_documents_own_else_what_was_given() -> None:
    result, house = taken(folder(a="# A\n\n2026-11-23\n", b="# B\n\n2026-11-23\n\nSeverity: SEV-2\n"), Severity.P4)
    assert [house.record(added).facts.severity for added in result.added] == ["P4", "P2"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("README", "# About\n", "is about the documents"),
        ("template", "# A\n", "it is a template"),
        ("x", "# Incident Title\n", "it is a template"),
        ("empty", "\n", "it is empty"),
    ],
)
def test_what_is_no_post_mortem_is_left_out_with_a_reason(name: str, text: str, why: str) -> None:
    result, _ = taken(folder(**{name: text}))
    assert why in result.skipped[0].why


def test_a_document_without_a_day_is_refused() -> None:
    result, _ = taken(folder(a="# A\n\nIt broke.\n"))
    assert "it names no day that can be read" in result.refused[0].why
    with pytest.raises(UsageError, match="holds no Markdown"):
        taken(ForeignFolder("x", (), False))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("January 23rd, 2019 Prow Outage", "2019-01-23"),
        ("On September 29, 2025", "2025-09-29"),
        ("January 14-19, 2026", "2026-01-14"),
        ("the 29th of May 2019", "2019-05-29"),
        ("2022/7/8", "2022-07-08"),
        ("Feb 30, 2019 and 2019-03-01", "2019-03-01"),
        ("20202-01-16 and nothing", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: str | None) -> None:
    found = written_day(text)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("text", "at", "rest"),
    [
        ("2022-07-07 08:58 | A user", "2022-07-07T08:58:00Z", "A user"),
        ("**16:58 UTC** - Writer", "2026-11-23T16:58:00Z", "Writer"),
        ("[13:26] @c reports", "2026-11-23T13:26:00Z", "@c reports"),
        ("2:54 PM PST: merged", "2026-11-23T14:54:00-08:00", "merged"),
        ("12:05 AM: begun", "2026-11-23T00:05:00Z", "begun"),
        ("Jan 14, 10:18 AM", "2026-01-14T10:18:00Z", ""),
        ("25:00 x", None, ""),
        ("no time", None, ""),
    ],
)
def test_times_are_read_as_people_write_them(text: str, at: str | None, rest: str) -> None:
    zone = said_zone("All times in UTC.")
    assert zone is not None
    found = told_time(text, written_day("2026-11-23"), zone)
    assert (found.moment.text if found else None, found.rest if found else "") == (at, rest)


def test_a_day_without_a_year_takes_the_given_one() -> None:
    found = day_without_year("On 28th February, it broke", 2024)
    assert found is not None
    assert found.isoformat() == "2024-02-28"


def test_headings_are_marked_or_underlined_and_none_within_code() -> None:
    found = outline("Title\n=====\n\n```\n# no\n```\n\n## Two ##\ntext\n\nThree\n-----\n\n| a |\n|---|\n")
    assert [(section.level, section.heading) for section in found.sections if section.level] == [
        (1, "Title"),
        (2, "Two"),
        (2, "Three"),
    ]


def test_items_of_lists_go_on_over_indented_lines() -> None:
    assert items("- a\n  b\n\n* c\n1. d\n    - e") == (["a b", "c", "d e"], True)
    assert items("- a\n\nb") == (["a"], False)


def letters(text: str) -> str:
    """A text as it can be compared, without markup."""
    return "".join(character for character in text if character.isalnum())


def test_every_real_post_mortem_arrives(shared_data: Path) -> None:
    result, _ = taken(read_foreign(shared_data / "postmortems", is_wanted))
    assert (len(result.added), len(result.skipped), len(result.refused)) == (49, 5, 1)
    assert "names no day" in result.refused[0].why  # its days are of the year 20202


def test_nothing_of_a_real_post_mortem_is_lost(shared_data: Path) -> None:
    for path in (shared_data / "postmortems").rglob("*.md"):
        found = read(path.read_text(), path.name)
        factors, actions = found.keys.get("contributing_factors", []), found.keys.get("action_items", [])
        kept = [found.title, str(found.keys["root_cause"]), found.body, *(row.text for row in found.timeline)]
        here = letters(" ".join([*kept, str(factors), str(actions)]))
        assert [line for line in path.read_text().splitlines() if not is_kept(line, here)] == [], path


def is_kept(line: str, here: str) -> bool:
    """Whether the words of a line are here; of a row of a timeline, those behind its time."""
    if (
        line.startswith("#")
        or plain_heading(line) in ROOT_CAUSE
        or said_zone(line)
        or (written_day(line) and len(letters(line)) < 10)
    ):
        return True
    words = letters(line.partition("|")[2] if re.match(r"\|? *[\d:]{4}", line) else line)
    return any(words[begin:] in here for begin in range(min(24, len(words) // 2 + 1))) or words.startswith(
        ("Time", "Date")
    )
