"""What the facts alone tell: lines of the timeline that nobody wrote, on pages, in the API and for scripts."""

from __future__ import annotations

from views_world import AS_OF, CONFIGURATION, Fake, entry, origin, record, records, with_history, world

from farm_gitops.model.history import Standing
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.about import about
from farm_gitops.views.api import incident_json
from farm_gitops.views.incident import incident_page
from farm_gitops.views.people import People
from farm_gitops.views.timeline import Update
from farm_gitops.views.told import timeline_json
from farm_gitops.views.world import World

PEOPLE = People(CONFIGURATION, {})
BEGAN = origin("Bob", "bob@acme.example", "2026-11-24T10:00:00Z")
EDIT = origin(
    "Eve", "eve@else.example", "2026-11-24T10:10:00Z", "2026-11-24T12:00:00Z", "Update it for eve@else.example"
)


def edited() -> IncidentRecord:
    """Eve made it worse, gave it to Alice and set the status, in a web editor."""
    told = record("a", status="identified", severity="P1", commander="alice", created_at="2026-11-24T10:00:00Z")
    before = Standing(Status.OPEN, Severity.P3, None)
    return with_history(told, (before, BEGAN), (Standing(Status.IDENTIFIED, Severity.P1, "alice"), EDIT))


def updates(kept: IncidentRecord) -> tuple[Update, ...]:
    here = world(kept)
    return incident_page(records(here)[0], here).updates


def test_each_change_of_the_facts_is_a_line_with_what_it_was_before() -> None:
    _, severity, commander, status = updates(edited())
    assert severity.severity is not None
    assert [level.key for level in severity.severity] == ["P3", "P1"]
    assert commander.commander is not None
    assert commander.commander.before is None
    assert commander.commander.after is not None
    assert commander.commander.after.name == "Alice Ng"
    assert [level and level.key for level in (status.before, status.after)] == ["open", "identified"]
    assert (severity.before, severity.after, status.severity, status.commander) == (None,) * 4


def test_a_derived_line_says_who_when_both_clocks_the_commit_and_its_subject_without_an_address() -> None:
    line = updates(edited())[-1]
    assert line.author is not None
    assert line.author.surety is not None
    assert (line.author.name, line.author.is_known, line.author.surety.key) == ("Eve", False, "unknown")
    assert (line.when and line.when.datetime, line.lag) == ("2026-11-24T10:10:00Z", "1 h 50 min later")
    assert (line.subject, line.commit and line.commit.short) == ("Update it for eve", "ffffffffff")


def test_measures_use_the_time_of_a_bare_edit() -> None:
    assert edited().reached() == {Status.OPEN: BEGAN.authored, Status.IDENTIFIED: EDIT.authored}


def test_every_line_has_a_permanent_name_of_its_own() -> None:
    names = ("severity-P1", "commander-alice", "derived-identified")
    assert [line.anchor for line in updates(edited())] == ["reported", *names]
    again = edited()
    assert again.history is not None
    first, second = again.history
    back = with_history(again, (first.after, BEGAN), (second.after, EDIT), (first.after, EDIT), (second.after, EDIT))
    anchors = [line.anchor for line in updates(back)]
    assert len(set(anchors)) == len(anchors) == 10
    assert {"severity-P1", "severity-P1-2", "commander-nobody", "derived-open"} < set(anchors)


def test_the_api_tells_derived_lines_in_farms_shape() -> None:
    severity, commander, status = incident_json(edited(), PEOPLE)["updates"]
    assert severity["message"] == "Severity changed from P3 to P1."
    assert commander["message"] == "Commander changed from nobody to Alice Ng."
    assert status == {
        "id": "acme/a:derived-identified",
        "incidentId": "acme/a",
        "authorId": None,
        "message": "Update it for eve",
        "previousStatus": "open",
        "newStatus": "identified",
        "createdAt": "2026-11-24T10:10:00Z",
    }


def test_scripts_are_told_how_surely_it_is_known_and_never_an_address() -> None:
    kept = with_history(
        record("a", entry("x.md", "Said.", BEGAN, author="alice"), created_at="2026-11-24T10:00:00Z"),
        (Standing(Status.OPEN, Severity.P3, None), BEGAN),
        (Standing(Status.OPEN, Severity.P2, None), EDIT),
    )
    _, said, severity = timeline_json(kept, PEOPLE)
    assert said["author"] == {"person": "alice", "name": "Alice Ng", "surety": "file", "vouchedBy": None}
    assert (said["changed"], said["message"], said["happened"]) == (None, "Said.", "2026-11-24T10:00:00Z")
    assert severity == {
        "id": "severity-P2",
        "kind": "derived",
        "happened": "2026-11-24T10:10:00Z",
        "recorded": "2026-11-24T12:00:00Z",
        "author": {"person": None, "name": "Eve", "surety": "unknown", "vouchedBy": None},
        "changed": "severity",
        "entry": None,
        "corrects": None,
        "before": "P3",
        "after": "P2",
        "message": "Severity changed from P3 to P2.",
        "commit": "f" * 40,
    }


def test_only_what_is_not_committed_is_marked_where_the_facts_were_edited_again() -> None:
    began, worse = Standing(Status.OPEN, Severity.P3, None), Standing(Status.OPEN, Severity.P2, None)
    kept = with_history(record("a", status="resolved", severity="P3"), (began, BEGAN), (worse, EDIT))
    here = World(Fake({kept.id: kept}), AS_OF, uncommitted=frozenset({"incidents/acme/a/incident.yaml"}))
    lines = incident_page(kept, here).updates
    assert [(line.anchor, line.is_uncommitted) for line in lines[1:]] == [
        ("severity-P2", False),
        ("severity-P3", True),
        ("derived-resolved", True),
    ]


def test_pages_say_whether_git_was_asked() -> None:
    kept = edited()
    here = world(kept)
    assert incident_page(kept, here).has_history
    assert about(here).has_history
    without = world(record("a"))
    assert not incident_page(records(without)[0], without).has_history
    assert not about(without).has_history
