"""What a step does, in words: each kind of change as a stakeholder reads it, and nothing of content's markup."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_world import SEARCH, Files
from step_world import (
    APPROVED,
    BOB_ENTRY,
    DRAFT,
    FARM,
    NEW_FACTS,
    POST_MORTEM,
    SEARCH_FACTS,
    WORLD,
    Made,
    edited,
    founding,
    search,
    step,
    told,
)

from farm_gitops.documents.markdown_engine import markdown_to_html
from farm_gitops.model.incident import IncidentId
from farm_gitops.views.summary import IncidentSummary, Summary, summary
from farm_gitops.views.summary_markdown import LIMIT, MARKER, summary_markdown
from farm_gitops.views.summary_told import Told

NEW_UPDATE = f"{SEARCH}/timeline/20261124T100000Z-bob.md"


def said(*made: Made, landed: Files | None = None) -> list[str]:
    """What commits do to incidents, each sentence with its quotation."""
    found = summary(step(landed or {}, *made).step)
    return [": ".join(filter(None, told)) for incident in found.incidents for told in incident.told]


def configured(after: str, before: str = FARM) -> list[str]:
    """What a change of farm.yaml does."""
    return list(summary(step({"farm.yaml": before}, Made({"farm.yaml": after}, "alice")).step).configuration)


FACTS: Mapping[str, tuple[str, list[str]]] = {
    "a move": (search("identified"), ["moved from open to identified"]),
    "a title": (search(title="Search is down"), ["renamed; it was called “Search is slow”"]),
    "a severity": (search(severity="P1"), ["severity raised from P4 to P1"]),
    "a description": (search(description="Now **minutes**."), ["the description is another now: Now minutes."]),
    "a commander": (search(commander="bob"), ["Bob Ito coordinates"]),
    "components": (
        search(affected_components="[payments-db]"),
        ["adds components: Payments database", "takes away components: Checkout"],
    ),
    "environments": (search(affected_environments="[production]"), ["adds environments: production"]),
    "the beginning": (
        search(started_at="2026-11-23T08:00:00Z"),
        ["says: the impact began 23 Nov 2026, 08:00 UTC (it said: nothing)"],
    ),
    "a link": (
        search(links="[{title: Chat, url: 'https://chat.example/1'}]"),
        ["adds links: Chat <https://chat.example/1>"],
    ),
    "a reference": (
        search(follows="2026-11-23-database-outage"),
        ["says: follows 2026-11-23-database-outage (it said: nothing)"],
    ),
    "a comment": (f"# why\n{search()}", ["only comments or formatting change"]),
    "nonsense": ("title: [", ["leaves its facts so that they cannot be read"]),
}


@pytest.mark.parametrize("name", FACTS)
def test_a_changed_fact_is_told_in_words(name: str) -> None:
    text, words = FACTS[name]
    assert said(Made({SEARCH_FACTS: text}), landed={SEARCH_FACTS: search()}) == words


def test_a_step_back_is_told_as_one() -> None:
    assert said(Made({SEARCH_FACTS: search()}), landed={SEARCH_FACTS: search("resolved")}) == [
        "goes back from resolved to open"
    ]


def test_an_update_is_quoted_and_says_the_move_that_it_tells() -> None:
    made = Made({SEARCH_FACTS: search("resolved"), NEW_UPDATE: told("identified", "Found **it**.", author="bob")})
    assert said(made, landed={SEARCH_FACTS: search()}) == [
        "moved from identified to resolved",
        "Bob Ito posted an update (moved from open to identified): Found it.",
    ]


def test_an_update_in_another_s_name_says_who_committed_it() -> None:
    assert said(Made({NEW_UPDATE: told(author="dora")})) == ["Dora Roth (committed by Bob Ito) posted an update: Well."]
    assert said(Made({NEW_UPDATE: told()}, "eve@evil.example")) == ["Eve (not in farm.yaml) posted an update: Well."]


def test_a_correction_is_told_as_one() -> None:
    made = Made({NEW_UPDATE: told(author="bob", corrects=BOB_ENTRY.rpartition("/")[2])})
    assert said(made) == ["Bob Ito corrected an earlier update: Well."]


def test_what_rewrites_the_past_is_told_plainly() -> None:
    when = "of 23 Nov 2026, 11:00 UTC"
    assert said(Made({BOB_ENTRY: told("resolved", "All is well.")})) == [
        f"rewrites the update {when}, which now says: All is well."
    ]
    assert said(Made({BOB_ENTRY: None}))[0].startswith(f"takes away the update {when}")
    assert said(Made({path: None for path in WORLD if path.startswith(SEARCH)})) == ["takes this incident away"]


def test_a_redaction_says_by_whom_and_why() -> None:
    redacted = "{by: dora, at: '2026-11-24T09:00:00Z', reason: A password.}"
    assert said(Made({BOB_ENTRY: told("resolved", "", redacted=redacted)}, "dora")) == [
        "the text of the update of 23 Nov 2026, 11:00 UTC was taken out by Dora Roth: A password."
    ]
    facts = search(description="The text was taken out.", redacted=redacted)
    assert said(Made({SEARCH_FACTS: facts}, "bob"), landed={SEARCH_FACTS: search()}) == [
        "the description was taken out by Dora Roth (committed by Bob Ito): A password."
    ]


def test_a_new_incident_is_introduced() -> None:
    words = said(Made({NEW_FACTS: search("investigating", reported_by="")}))
    assert words == ["new incident: low, investigating, reported by Bob Ito: Searching takes ten seconds."]


def test_the_life_of_a_post_mortem_is_told() -> None:
    assert said(Made({POST_MORTEM: APPROVED}, "dora"), landed={POST_MORTEM: DRAFT}) == [
        "post-mortem approved by Dora Roth"
    ]
    assert said(Made({POST_MORTEM: DRAFT}), landed={POST_MORTEM: APPROVED}) == [
        "the approval of the post-mortem is withdrawn"
    ]
    assert said(Made({POST_MORTEM: None})) == ["takes the post-mortem away"]
    assert said(Made({POST_MORTEM: DRAFT}), landed={POST_MORTEM: None})[0].startswith("post-mortem begun")


def test_what_becomes_of_an_action_item_is_told_by_its_number() -> None:
    front = "---\nstatus: draft\nroot_cause: Disk\naction_items:\n"
    before = f"{front}  - {{title: Alert}}\n  - {{title: Grow}}\n---\nWhy.\n"
    after = f"{front}  - {{title: Alert, done: true, assignee: bob}}\n  - {{title: Grow, due: 2026-12-01}}\n"
    words = said(Made({POST_MORTEM: f"{after}  - {{title: Test}}\n---\nWhy.\n"}), landed={POST_MORTEM: before})
    assert words == [
        "action item 1 done: Alert",
        "action item 1 is for Bob Ito: Alert",
        "action item 2 is due 1 Dec 2026: Grow",
        "action item 3 added: Test",
    ]


def test_an_attachment_is_told() -> None:
    assert said(Made({f"{SEARCH}/attachments/edge.log": "GET /"})) == ["attaches edge.log"]


POLICY = {
    "an admin": (
        FARM.replace("admins: [alice, dora]", "admins: [alice, dora, bob]"),
        ["makes Bob Ito an admin of Acme Corporation"],
    ),
    "no admin": (
        FARM.replace("admins: [alice, dora]", "admins: [alice]"),
        ["Dora Roth is no longer an admin of Acme Corporation"],
    ),
    "a maintainer": (FARM.replace("maintainers: [alice]", "maintainers: [alice, bob]"), ["makes Bob Ito a maintainer"]),
    "landing": (FARM + "landing: rebase\n", ["pull requests land by rebase instead of squash"]),
    "a rule": (
        FARM + "rules: {missing-commander: off}\n",
        ["the level of the rule missing-commander goes from its own to off"],
    ),
    "an environment": (
        FARM.replace("environments: {", "environments: {moon: {}, "),
        ["adds the environment moon"],
    ),
    "a component": (
        FARM.replace("components:\n", "components:\n  search: {name: Search engine}\n"),
        ["adds the component Search engine"],
    ),
    "a member": (
        FARM.replace("members: [bob, zoe]", "members: [bob]"),
        ["Zoe Ade is no longer a member of Acme Corporation"],
    ),
    "an organization": (
        FARM.replace(
            "organizations:\n", "organizations:\n  globex: {name: Globex, admins: [erin], open_updates: true}\n"
        ),
        ["adds the organization Globex", "makes Erin Diaz an admin of Globex", "anybody may post updates in Globex"],
    ),
    "a person who left": (
        FARM.replace("erin@other.example]", "erin@other.example], active: false"),
        ["Erin Diaz has left"],
    ),
    "a new person": (FARM.replace("people:\n", "people:\n  finn: {name: Finn Moe}\n"), ["adds Finn Moe to the people"]),
    "an address": (
        FARM.replace("emails: [bob@acme.example]", "emails: [bob@globex.example]"),
        ["changes by which addresses Bob Ito is known"],
    ),
    "an objective": (FARM.replace("99.9", "99.5"), ["changes the objective checkout-availability"]),
    "the catalog": (
        FARM.replace('["catalog/**/*.yaml"]', "[]"),
        ["catalog files are looked for in no place", "takes away the component Checkout"],
    ),
    "the site": (FARM + "site: {title: Ours}\n", ["changes the title or the addresses of the site"]),
    "nonsense": ("organizations: 1\n", ["leaves farm.yaml so that it cannot be read"]),
}


@pytest.mark.parametrize("name", POLICY)
def test_a_change_of_farm_yaml_is_told_in_words(name: str) -> None:
    after, words = POLICY[name]
    assert after != FARM
    assert configured(after) == words


def test_a_catalog_file_is_told_by_its_components() -> None:
    entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: mail, title: Mail}\nspec: {}\n"
    found = summary(step({}, Made({"catalog/mail.yaml": entity})).step)
    assert (found.configuration, found.others) == (("adds the component Mail",), ("catalog/mail.yaml",))


def test_the_founding_step_says_whose_record_begins() -> None:
    found = summary(founding({}).step)
    assert found.configuration == (
        "begins the record of incidents of Acme Corporation",
        "the maintainers are Alice Ng",
    )
    assert len(found.incidents) == 2


def test_the_worst_incident_comes_first_and_other_files_are_named() -> None:
    worse = edited("incident.yaml", "severity: P2", "severity: P1")
    made = Made({"incident.yaml": worse, SEARCH_FACTS: search("resolved"), "docs/a.txt": "x"})
    found = summary(step({}, made).step)
    assert [(each.severity, each.title) for each in found.incidents] == [
        ("P1", "Database outage"),
        ("P4", "Search is slow"),
    ]
    assert found.others == ("docs/a.txt",)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (NEW_UPDATE, "leaves timeline/20261124T100000Z-bob.md so that it cannot be read"),
        (BOB_ENTRY, "leaves timeline/20261123T110000Z-bob.md so that it cannot be read"),
        (POST_MORTEM, "leaves postmortem.md so that it cannot be read"),
        ("notes.exe", "attaches notes.exe, which is no part of an incident"),
    ],
)
def test_a_file_that_nobody_can_read_is_named(path: str, words: str) -> None:
    assert said(Made({path: "---\nstatus: [\n---\n"})) == [words]


def test_a_comment_reads_from_incident_to_other_files() -> None:
    made = Made({SEARCH_FACTS: search("resolved"), "templates/a.html": "x", "farm.yaml": f"{FARM}landing: merge\n"})
    assert summary_markdown(summary(step({SEARCH_FACTS: search()}, made).step)) == (
        f"""{MARKER}
### What this change does

1 commit by Bob Ito.

**Search is slow** (`acme/2026-11-23-slow-search`, P4)

- moved from open to resolved

**Configuration**

- pull requests land by merge instead of squash

1 other file: templates/a.html.
"""
    )


def test_where_nothing_about_incidents_changes_that_is_said() -> None:
    text = summary_markdown(summary(step({}, Made({"templates/a.html": "x"})).step))
    assert "\nNothing about incidents changes.\n" in text


texts = st.one_of(
    st.sampled_from(
        (
            "<script>alert(1)</script>",
            "[x](javascript:alert(1))",
            "@acme/all #12 !3",
            "a | b ``` `c`",
            "::add-mask::x",
            "##[add-mask]x",
            "-->\n# big",
            "https://evil.example",
            "\u202eexe",
        )
    ),
    st.text(max_size=60),
)
incidents = st.builds(
    IncidentSummary,
    st.just(IncidentId("acme", "2026-11-23-outage")),
    texts,
    st.sampled_from(["P1", None]),
    st.lists(st.builds(Told, texts, texts), max_size=25).map(tuple),
)
summaries = st.builds(
    Summary,
    st.integers(0, 3),
    st.lists(texts, min_size=1, max_size=8).map(tuple),
    st.lists(incidents, max_size=6).map(tuple),
    st.lists(texts, max_size=25).map(tuple),
    st.lists(texts, max_size=8).map(tuple),
)


@given(summaries)
def test_nothing_in_a_comment_is_markup_of_content_or_a_command(told: Summary) -> None:
    text = summary_markdown(told)
    page = markdown_to_html(text)
    assert set(re.findall(r"<(\w+)", page)) <= {"h3", "p", "strong", "code", "ul", "li", "blockquote"}
    assert page.count("<code>") == len(told.incidents)
    assert not re.search(r"[@#]\w", html.unescape(re.sub(r"<[^>]*>", "", page)))
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in text.splitlines())


@given(summaries, st.integers(6_000, 20_000))
def test_a_comment_keeps_its_limit_and_counts_what_is_left_out(told: Summary, limit: int) -> None:
    text = summary_markdown(told, limit)
    left_out = re.search(r"^… and (\d+) more incident", text, re.MULTILINE)
    assert text.count("`acme/2026-11-23-outage`") + int(left_out[1] if left_out else 0) == len(told.incidents)
    if left_out:
        assert len(text.encode("utf-16-le")) // 2 <= limit


def test_the_longest_comment_fits_github() -> None:
    long = "\U0001f525*" * 400
    one = IncidentSummary(IncidentId("a" * 100, "b" * 100), long[:200], None, (Told(long, long),) * 30)
    whole = Summary(1, (long,) * 9, (one,) * 500, (long,) * 90, (long,) * 90)
    text = summary_markdown(whole)
    assert text.startswith(f"{MARKER}\n")
    assert len(text.encode("utf-16-le")) // 2 <= LIMIT
    assert re.search(r"… and \d+ more incidents", text)
