"""Moments, durations, people, Markdown and links as pages show them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_world import CONFIGURATION, origin

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment, seconds_between
from farm_gitops.model.provenance import Origin, Surety
from farm_gitops.views import address
from farm_gitops.views.links import resolver
from farm_gitops.views.markup import inline, markup
from farm_gitops.views.people import People
from farm_gitops.views.stamp import duration_text, exact_text, stamp

KNOWN = frozenset({IncidentId("acme", "one"), IncidentId("globex", "two")})
PEOPLE = People(CONFIGURATION, {"erin": "Erin Backstage"})


def test_a_moment_is_shown_in_utc_whatever_offset_it_was_written_with() -> None:
    shown = stamp(Moment.parse("2026-11-24T00:30:00+01:00"))
    assert shown == ("2026-11-23T23:30:00Z", "23 Nov 2026, 23:30 UTC")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (4800, "1 h 20 min"),
        (86400, "1 d"),
        (86400 + 300, "1 d"),
        (187200, "2 d 4 h"),
        (7 * 86400 + 3600, "7 days"),
        (59 * 86400, "59 days"),
        (109 * 86400 + 3600, "3 months"),
        (729 * 86400, "24 months"),
        (1096 * 86400, "3 years"),
    ],
)
def test_a_duration_is_as_fine_as_its_length_deserves(seconds: int, words: str) -> None:
    assert duration_text(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(30, "under a minute"), (3600, "1 h"), (86700, "1 d 5 min"), (109 * 86400 + 3900, "109 d 1 h 5 min")],
)
def test_an_exact_duration_is_told_to_the_minute(seconds: int, words: str) -> None:
    assert exact_text(seconds) == words


def test_code_in_a_line_is_code_and_everything_else_is_text() -> None:
    assert inline("Raise `max <b>` of *a*").html == "Raise <code>max &lt;b&gt;</code> of *a*"
    assert inline("one ` alone").html == "one ` alone"


def test_an_end_before_the_start_is_no_duration() -> None:
    early, late = Moment.parse("2026-11-23T10:00:00Z"), Moment.parse("2026-11-23T11:00:00Z")
    assert (seconds_between(early, late), seconds_between(late, early), seconds_between(None, late)) == (
        3600,
        None,
        None,
    )


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_moment_that_exists_fails_to_be_shown(at: datetime) -> None:
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{1,4}, \d\d:\d\d UTC", stamp(Moment.at(at)).text)


def shown(author: str | None, origin: Origin | None) -> tuple[str, bool, str | None, str, str]:
    """A person of Acme: name, whether known, key, how surely, and what a reader is told of it."""
    found = PEOPLE.shown("acme", author, origin)
    assert found is not None
    return found.name, found.is_known, found.key, found.surety.key if found.surety else "", found.remark


def test_a_person_is_known_by_key_by_email_and_by_the_catalog() -> None:
    assert shown("alice", None) == ("Alice Ng", True, "alice", "file", "")
    assert shown(None, origin("Robert", "BOB@acme.example")) == ("Bob Lind", True, "bob", "commit", "")
    assert shown("erin", None) == ("Erin Backstage", True, "erin", "file", "")


def test_a_stranger_is_shown_by_the_name_that_the_commit_claims_and_marked_so() -> None:
    assert shown(None, origin("Mallory", "m@evil.example")) == ("Mallory", False, None, "unknown", "")
    assert shown("zoe", None) == ("zoe", False, "zoe", "file", "")
    assert PEOPLE.shown("acme", None, None) is None


def test_who_committed_it_in_another_persons_name_is_told() -> None:
    alice, mallory = origin("Alice", "alice@acme.example"), origin("m@evil.example", "m@evil.example")
    assert shown("bob", alice) == ("Bob Lind", True, "bob", "vouched", "committed by Alice Ng")
    assert shown("bob", mallory) == ("Bob Lind", True, "bob", "file", "committed by m, who is no admin")
    assert PEOPLE.attribution("globex", "bob", alice) == ("bob", "Alice", Surety.FILE, None)


def test_an_address_typed_for_a_name_is_cut_before_its_host() -> None:
    assert shown(None, origin("Mallory m@evil.example", "m@evil.example"))[0] == "Mallory m"


def test_headings_of_a_text_come_below_the_pages_own_and_skip_no_level() -> None:
    html = markup("##### Deep\n\n# Top\n\n### Below\n", under=2, id_prefix="x-", resolve=lambda _: None).html
    assert re.findall(r"</?h\d", html) == ["<h3", "</h3", "<h3", "</h3", "<h4", "</h4"]


def test_an_empty_cell_of_a_header_row_is_no_header() -> None:
    html = markup("| | eu |\n|---|--:|\n| a | b |\n", under=2, id_prefix="x-", resolve=lambda _: None).html
    assert re.findall(r"<t[hd](?: [^>]*)?>[^<]*", html)[:2] == ["<td>", '<th align="right">eu']


@given(st.lists(st.integers(1, 6), max_size=12), st.integers(1, 4))
def test_the_outline_of_a_page_never_skips_a_level(levels: list[int], under: int) -> None:
    text = "\n\n".join(f"{'#' * level} Heading" for level in levels)
    html = markup(text, under=under, id_prefix="x-", resolve=lambda _: None).html
    found = [under, *(int(level) for level in re.findall(r"<h(\d)", html))]
    assert len(found) == len(levels) + 1
    assert all(under < after <= before + 1 for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("file", "url", "target"),
    [
        (
            "incidents/acme/one/incident.yaml",
            "attachments/a%20b.png",
            "../../../incidents/acme/one/attachments/a%20b.png",
        ),
        (
            "incidents/acme/one/timeline/x.md",
            "../attachments/a b.png",
            "../../../incidents/acme/one/attachments/a%20b.png",
        ),
        ("incidents/acme/one/incident.yaml", "../../globex/two/", "../../../incidents/globex/two/index.html"),
        (
            "incidents/acme/one/incident.yaml",
            "../../globex/two/postmortem.md",
            "../../../incidents/globex/two/index.html",
        ),
        ("incidents/acme/one/incident.yaml", "../three", None),
        ("incidents/acme/one/incident.yaml", "attachments/other.png", None),
        ("incidents/acme/one/incident.yaml", "../../../farm.yaml", None),
        ("incidents/acme/one/incident.yaml", "../../../../../etc/passwd", None),
        ("incidents/acme/one/incident.yaml", "/incidents/acme/one", None),
        ("incidents/acme/one/incident.yaml", "?query", None),
    ],
)
def test_a_relative_link_leads_to_what_it_names_in_the_repository(file: str, url: str, target: str | None) -> None:
    attached = frozenset({"incidents/acme/one/attachments/a b.png"})
    assert resolver(file, KNOWN, attached, "../../../")(url) == target


@given(st.text(max_size=40))
def test_no_link_however_odd_breaks_a_page_or_leaves_the_site(url: str) -> None:
    resolve = resolver("incidents/acme/one/incident.yaml", KNOWN, frozenset(), "../../../")
    found = resolve(url)
    assert found is None or found.startswith("../../../incidents/")


@given(st.sets(st.text(max_size=12), max_size=8))
def test_every_key_has_a_folder_of_its_own_whatever_the_order(keys: set[str]) -> None:
    folders = address.slugs(keys)
    assert len(set(folders.values())) == len(keys)
    assert folders == address.slugs(sorted(keys, reverse=True))
    assert all(re.fullmatch(r"[a-z0-9-]+", folder) for folder in folders.values())


def test_a_commit_is_linked_as_its_forge_has_it() -> None:
    assert address.commit("https://github.com/a/b/", "f00") == "https://github.com/a/b/commit/f00"
    assert address.commit("https://gitlab.com/a/b", "f00") == "https://gitlab.com/a/b/-/commit/f00"


def test_the_not_found_page_knows_the_path_of_the_site() -> None:
    assert address.base_path("https://acme.example/status/") == "/status/"
    assert address.base_path("https://acme.example/status") == "/status/"
    assert address.base_path(None) == "/"
