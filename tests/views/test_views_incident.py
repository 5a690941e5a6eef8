"""The page of an incident: lifecycle, timeline, post-mortem, relations; and that views hold only plain values."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime

from views_world import AS_OF, Fake, action_lists, entry, origin, record, records, world

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.about import about
from farm_gitops.views.archive import archive, archive_pages
from farm_gitops.views.dashboard import dashboard
from farm_gitops.views.forge import Forge
from farm_gitops.views.frame import frame
from farm_gitops.views.incident import incident_page, steps
from farm_gitops.views.insights import insights
from farm_gitops.views.listing import listings
from farm_gitops.views.post_mortem_lists import post_mortem_lists
from farm_gitops.views.post_mortem_page import post_mortem_page
from farm_gitops.views.world import Broken, World

POST_MORTEM = PostMortem.model_validate(
    {
        "status": "draft",
        "root_cause": "The **vacuum** was off.",
        "action_items": [
            {"title": "Late", "due": date(2026, 11, 23), "link": "https://acme.example/1"},
            {"title": "Today", "due": date(2026, 11, 24), "assignee": "bob"},
            {"title": "Late but done", "due": date(2026, 11, 1), "done": True},
        ],
        "body": "# Story\n",
    }
)


def test_each_step_of_the_lifecycle_has_its_time_or_says_why_not() -> None:
    found = steps(
        record(
            "a",
            entry("x.md", at="2026-11-24T10:20:00Z", status="identified"),
            status="identified",
            created_at="2026-11-24T10:00:00Z",
        )
    )
    assert [(step.level.key, step.progress, step.after) for step in found] == [
        ("open", "done", ""),
        ("investigating", "skipped", ""),
        ("identified", "now", "20 min"),
        ("resolved", "ahead", ""),
    ]


def test_a_step_that_nobody_dated_is_reached_all_the_same() -> None:
    last = steps(record("a", status="resolved", created_at="2026-11-24T10:00:00Z"))[3]
    assert (last.progress, last.when, last.after) == ("done", None, "")


def test_automatic_lines_are_told_apart_from_what_people_wrote() -> None:
    here = world(record("a", entry("x.md", author="bob"), status="resolved", reported_by="alice"))
    updates = incident_page(records(here)[0], here).updates
    assert [update.kind for update in updates] == ["reported", "entry", "derived"]
    assert updates[2].after is not None
    assert updates[2].after.key == "resolved"


def test_a_correction_and_what_it_replaces_point_at_each_other() -> None:
    first = entry("20261124T100000Z-bob.md", "Ten percent.", author="bob")
    second = entry("20261124T110000Z-bob.md", "Thirty percent.", author="bob", corrects=first.name)
    here = world(record("a", first, second))
    _, old, new = incident_page(records(here)[0], here).updates
    assert old.corrected_by is not None
    assert new.corrects is not None
    assert (old.corrected_by.anchor, new.corrects.anchor) == (new.anchor, old.anchor)
    assert here.rows[0].latest == "Thirty percent."


def test_a_correction_of_what_is_not_there_is_an_ordinary_update() -> None:
    here = world(record("a", entry("x.md", corrects="gone.md")))
    assert incident_page(records(here)[0], here).updates[1].corrects is None


def test_a_redaction_says_who_when_and_why() -> None:
    redacted = {"by": "alice", "at": "2026-11-24T11:00:00Z", "reason": "a customer's name"}
    here = world(record("a", entry("x.md", "", redacted=redacted)))
    update = incident_page(records(here)[0], here).updates[1]
    assert update.message is None
    assert update.redacted is not None
    assert (update.redacted.by.name, update.redacted.reason) == ("Alice Ng", "a customer's name")


def test_both_clocks_are_shown_where_they_disagree() -> None:
    prompt = origin("Bob", "bob@acme.example", "2026-11-24T10:00:00Z", "2026-11-24T10:05:00Z")
    late = origin("Bob", "bob@acme.example", "2026-11-24T10:00:00Z", "2026-11-24T18:00:00Z")
    here = world(record("a", entry("p.md", origin=prompt), entry("q.md", origin=late)))
    _, first, second = incident_page(records(here)[0], here).updates
    assert (first.recorded, first.lag, second.lag) == (None, "", "8 h later")
    assert second.recorded is not None
    assert second.recorded.text == "24 Nov 2026, 18:00 UTC"
    assert second.commit == ("ffffffffff", f"https://github.com/acme/incidents/commit/{'f' * 40}")


def test_what_one_commit_recorded_long_after_is_said_once() -> None:
    late = origin("Bob", "bob@acme.example", "2026-11-24T18:00:00Z")
    entries = [entry(f"2026112{day}T100000Z-bob.md", origin=late) for day in range(1, 4)]
    imported = replace(record("a", *entries, created_at="2026-11-20T10:00:00Z"), origin=late)
    page = incident_page(imported, world(imported))
    assert page.at_once is not None
    assert page.at_once.when.text == "24 Nov 2026, 18:00 UTC"
    other = replace(imported, entries=(*entries, entry("x.md", origin=late._replace(commit="e" * 40))))
    assert incident_page(other, world(other)).at_once is None


def test_permalinks_differ_even_where_names_slug_alike() -> None:
    here = world(record("a", entry("X y.md"), entry("x-y.md"), entry("x_y.md")))
    anchors = [update.anchor for update in incident_page(records(here)[0], here).updates]
    assert len(set(anchors)) == 4


def test_overdue_is_judged_by_the_sites_moment_and_only_for_what_is_open() -> None:
    here = world(replace(record("a", status="resolved"), post_mortem=POST_MORTEM))
    shown = incident_page(records(here)[0], here).post_mortem
    assert shown is not None
    assert [action.is_overdue for action in shown.actions] == [True, False, False]
    assert (shown.done, len(shown.actions)) == (1, 3)
    line = next(post_mortem_lists(here)).lines[0]
    assert (line.cause, line.overdue, line.dues) == ("The vacuum was off.", 1, ("2026-11-23", "2026-11-24"))


def test_relations_are_seen_from_both_ends() -> None:
    here = world(
        record("new", follows="old", related=["globex/far", "missing", "new"]),
        record("old", status="resolved"),
        record("copy", duplicate_of="acme/old"),
        record("far", organization="globex", related=["acme/new"]),
    )
    told = {
        str(incident): [(each.relation, each.row.id.name) for each in relatives]
        for incident, relatives in here.relatives.items()
    }
    assert told == {
        "acme/new": [("follows", "old"), ("related", "far")],
        "acme/old": [("duplicated by", "copy"), ("followed by", "new")],
        "acme/copy": [("duplicate of", "old")],
        "globex/far": [("related", "new")],
    }


def test_an_incident_with_one_broken_entry_is_still_a_page_with_a_note() -> None:
    bad = Broken("incidents/acme/a/timeline/x.md", "invalid-yaml", "no", 2)
    kept = record("a")
    here = World(Fake({kept.id: kept}), AS_OF, broken=(bad, bad._replace(path="incidents/acme/ab/incident.yaml")))
    assert incident_page(kept, here).broken == (bad,)
    assert about(here).broken == here.broken


def test_what_is_not_committed_is_marked_on_its_own_line() -> None:
    kept = record("a", entry("x.md"), entry("y.md"))
    here = World(Fake({kept.id: kept}), AS_OF, uncommitted=frozenset({"incidents/acme/a/timeline/y.md"}))
    page = incident_page(kept, here)
    assert page.is_uncommitted
    assert [update.is_uncommitted for update in page.updates] == [False, False, True]


def test_an_attachment_whose_name_is_unsafe_somewhere_stays_out() -> None:
    kept = replace(record("a"), attachments=dict.fromkeys(("graph.png", "con.txt", "a:b.png"), "0" * 64))
    here = world(kept)
    assert [file.name for file in incident_page(kept, here).attachments] == ["graph.png"]


def test_views_hold_plain_values_only() -> None:
    """A record's methods reach parsers of pydantic; a template, which may be a stranger's, must not."""
    kept: IncidentRecord = replace(
        record("a", entry("x.md", corrects="y.md"), links=[{"title": "Room", "url": "https://a.example"}]),
        post_mortem=POST_MORTEM,
        origin=origin("A", "a@b.example"),
    )
    others = world(kept, record("b", resolution="duplicate", status="resolved", related=["a"]))
    here = replace(others, forge=Forge("github", "https://github.com/acme/incidents", "main"))
    views = (
        incident_page(kept, here),
        dashboard(here),
        about(here),
        archive(here),
        frame(here),
        next(post_mortem_lists(here)),
        post_mortem_page(kept, here),
        insights(here)[0],
    )
    for view in (*views, *listings(here), *action_lists(here), *archive_pages(here)):
        assert_plain(view)


def assert_plain(value: object) -> None:
    """Fails on anything that is neither a plain value nor made of them."""
    if isinstance(value, (Moment, IncidentId)) or value is None:
        return
    if isinstance(value, tuple):
        for each in value:
            assert_plain(each)
    elif is_dataclass(value):
        assert type(value).__module__.startswith("farm_gitops.views.")
        for each in fields(value):
            assert_plain(getattr(value, each.name))
    else:
        assert type(value) in {str, int, bool, datetime}, type(value)
