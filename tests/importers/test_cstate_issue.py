"""An issue of a cState site as people write it: updates in both orders, with shortcodes, labels or nothing."""

from __future__ import annotations

import pytest

from farm_gitops.importers.cstate_issue import Section, read_issue

EARLY, LATE = "2026-11-23 10:05:00", "2026-11-23 11:05:00"


def sections(body: str) -> list[tuple[str, str, str]]:
    """Of each update: its words, its time, its word for the status; oldest first."""
    found = read_issue(f"---\ntitle: A\n---\n{body}".encode()).sections
    return [(section.text, section.at, section.word) for section in found]


@pytest.mark.parametrize(
    "body",
    [
        f'*Resolved* - Over. {{{{< track "{LATE}" >}}}}\n\n*Investigating* - Slow. {{{{< track "{EARLY}" >}}}}\n',
        f'*Investigating* - Slow. {{{{< track "{EARLY}" >}}}}\n\n*Resolved* - Over. {{{{< track "{LATE}" >}}}}\n',
        f'{{{{< track "{EARLY}" >}}}} *Investigating* - Slow.\n\n{{{{<track "{LATE}">}}}}\n*Resolved* - Over.\n',
        f"{{{{% track `{LATE}` %}}}} *Resolved* - Over.\n\n{{{{% track '{EARLY}' %}}}} *Investigating* - Slow.\n",
    ],
)
def test_shortcodes_may_stand_before_or_behind_their_update_and_newest_or_oldest_first(body: str) -> None:
    assert sections(body) == [
        ("*Investigating* - Slow.", EARLY, "investigating"),
        ("*Resolved* - Over.", LATE, "resolved"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "[Final Message]\nOver.\n\n[Update 1]\nStill slow.\n\n[Initial message]\nSlow.\n",
        "[Initial message]\nSlow.\n\n[update - 11h]\nStill slow.\n\n[close issue]\nOver.\n",
        "Slow.\n\n[Update]\nStill slow.\n\n[UPDATE 2]\nOver.\n",
    ],
)
def test_labels_on_a_line_of_their_own_part_the_updates(body: str) -> None:
    assert [text for text, _, _ in sections(body)] == ["Slow.", "Still slow.", "Over."]


def test_without_any_mark_all_is_one_update() -> None:
    assert sections("Slow.\n\nVery slow.\n") == [("Slow.\n\nVery slow.", "", "")]


def test_what_stands_in_a_comment_is_not_shown() -> None:
    body = "<!--\n[Final Message]\nOver.\n\n[Initial Message] -->\nSlow."
    assert sections(body) == [("Slow.", "", "")]
    assert sections("[Initial message] -->\nSlow.") == [("Slow.", "", "")]


def test_links_and_other_lines_in_brackets_are_no_labels() -> None:
    body = "[Update](https://acme.example)\n[edit]: https://acme.example\n[Some service]\nSlow."
    assert [text for text, _, _ in sections(body)] == [body]


@pytest.mark.parametrize("text", ["<!--" * 100_000, "{{< track " * 50_000, "[Update]\n" * 20_000, "---\n" * 50_000])
def test_nothing_takes_longer_than_its_length(text: str) -> None:
    assert isinstance(read_issue(text.encode()).sections, tuple)


def test_front_matter_may_be_toml_or_irregular() -> None:
    toml = b'+++\ntitle = "A"\ndate = 2026-11-23T10:00:00Z\nresolved = true\naffected = ["API"]\n+++\nSlow.'
    found = read_issue(toml)
    assert (found.title, found.date, found.is_resolved, found.affected, found.odd) == (
        "A",
        "2026-11-23T10:00:00+00:00",
        True,
        ("API",),
        "",
    )
    unopened = read_issue(b"title: A\nresolved: true\naffected:\n  - API\n---\nSlow.")
    assert (unopened.title, unopened.affected, unopened.odd) == ("A", ("API",), "no `---` above the front matter")
    broken = read_issue(
        b"---\ntitle: Down: all of it # now\nTitle: b\n\tx\nseverity: 'down'\naffected:\n- API\n---\nSlow."
    )
    assert (broken.title, broken.severity, broken.affected) == ("Down: all of it", "down", ("API",))
    assert broken.odd == "front matter that is no YAML"
    assert read_issue(b"Slow.").sections == (Section("Slow."),)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("informational: true", "an announcement (`informational: true`) is no incident"),
        ("draft: true", "it is a draft, which the site does not show"),
        ("section: page", "it is a page of the section `page`, no issue"),
    ],
)
def test_what_is_no_incident_is_left_out_with_a_reason(key: str, why: str) -> None:
    assert read_issue(f"---\ntitle: A\n{key}\n---\n".encode()).skip == why
