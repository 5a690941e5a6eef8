"""What git's history says of an incident, in real repositories: who brought what, and the steps in which it landed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from command import FARM_YAML
from git_world import ALICE, GitWorld
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farm_gitops.git.runner import Repository
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Item
from farm_gitops.store import history
from farm_gitops.store.history import past_of_few
from farm_gitops.store.history_memory import known_history
from farm_gitops.store.project import find_project

BOB = "Bob Roth <bob@acme.example>"
EVE = "Eve Stranger <eve@else.example>"
ID = IncidentId("acme", "outage")
HOME = f"incidents/{ID}"
FACTS = f"{HOME}/incident.yaml"
OPEN = "title: Outage\n\nseverity: P2\n\nstatus: open\n\ndescription: Down.\n"
STATUSES = ("open", "investigating", "identified", "resolved")


def at(minute: int) -> str:
    """A minute after ten."""
    return f"2026-11-23T{10 + minute // 60}:{minute % 60:02}:00Z"


def facts(status: str = "open", severity: str = "P2", commander: str = "") -> dict[str, str | bytes | None]:
    """`incident.yaml`."""
    text = OPEN.replace("open", status).replace("P2", severity)
    return {FACTS: text + (f"commander: {commander}\n" if commander else "")}


def entry(minute: int, status: str = "", who: str = "bob") -> dict[str, str | bytes | None]:
    """An entry of a minute after ten."""
    front = f"---\nstatus: {status}\n---\n" if status else ""
    return {f"{HOME}/timeline/{at(minute).replace('-', '').replace(':', '')}-{who}.md": f"{front}Said.\n"}


class Told(NamedTuple):
    """A line of the timeline: what it is, when, by whom, what it changed."""

    kind: str
    minute: int | None
    who: str
    changed: tuple[str | None, str | None] | None


@dataclass(frozen=True)
class Incident:
    """A repository in which one incident is told by commits."""

    world: GitWorld

    def commit(self, minute: int, *files: dict[str, str | bytes | None], author: str = BOB, message: str = "x") -> str:
        """A commit of so many minutes after ten."""
        merged = {path: text for each in files for path, text in each.items()}
        return self.world.commit(merged, author, at(minute), message)

    def record(self) -> IncidentRecord:
        """The incident as the working tree has it; read alone and read with everything, it is the same."""
        project = find_project(self.world.top)
        with project.worktree() as snapshot, project.worktree_for_few() as alone:
            found = snapshot.record(ID)
            assert found == alone.record(ID)
        assert found is not None
        assert found.history is not None
        return found

    def told(self) -> list[Told]:
        """Its timeline after the report."""
        return [_told(item) for item in self.record().timeline()[1:]]

    def transitions(self) -> list[tuple[str | None, str | None]]:
        """Every change of status."""
        return [(item.before, item.after) for item in self.record().timeline() if item.after]


def _told(item: Item) -> Told:
    instant = item.happened.instant if item.happened else None
    minute = (instant.hour - 10) * 60 + instant.minute if instant else None
    changed = item.turn[1:] if item.turn else (item.before, item.after) if item.after else None
    return Told(item.kind, minute, item.origin.name if item.origin else "", changed)


@pytest.fixture
def incident(tmp_path: Path) -> Incident:
    """Bob reports an outage at ten; Alice founded the repository."""
    return make(tmp_path / "acme")


def make(top: Path) -> Incident:
    """The same somewhere."""
    made = Incident(GitWorld.new(top))
    made.world.commit({"farm.yaml": FARM_YAML}, ALICE, at(0))
    made.commit(0, facts())
    return made


def land(incident: Incident, way: str, minute: int) -> None:
    """Alice lands what the branch `side` holds."""
    world = incident.world
    world.git("switch", "-q", "main")
    world.commit({f"meanwhile-{minute}": "1"}, ALICE, at(0))  # so that nothing is a fast-forward
    if way == "merge":
        world.merge("side", ALICE, at(minute))
    elif way == "squash":
        world.git("merge", "-q", "--squash", "side")
        world.commit({}, BOB, at(minute), "Squashed (#1)")
    else:
        world.git("switch", "-q", "side")
        world.git("rebase", "-q", "main", at=at(minute))
        world.git("switch", "-q", "main")
        world.git("merge", "-q", "--ff-only", "side")


def test_a_bare_edit_in_a_web_editor_is_a_line_by_its_author_at_its_time(incident: Incident) -> None:
    oid = incident.commit(5, facts("resolved"), author=BOB, message="Update incident.yaml")
    (item,) = incident.record().timeline()[1:]
    assert _told(item) == ("derived", 5, "Bob Roth", ("open", "resolved"))
    assert item.origin is not None
    assert (item.origin.commit, item.origin.subject) == (oid, "Update incident.yaml")
    resolved = incident.record().resolved
    assert resolved is not None
    assert resolved.text == at(5)


def test_severity_and_commander_are_told_too(incident: Incident) -> None:
    incident.commit(5, facts(severity="P1", commander="alice"))
    incident.commit(7, facts(severity="P1"))
    assert incident.told() == [
        ("derived", 5, "Bob Roth", ("P2", "P1")),
        ("derived", 5, "Bob Roth", (None, "alice")),
        ("derived", 7, "Bob Roth", ("alice", None)),
    ]


def test_a_change_that_is_no_change_of_status_severity_or_commander_is_no_line(incident: Incident) -> None:
    incident.commit(5, {FACTS: "# why\n" + OPEN.replace("Down.", "Down everywhere.")})
    assert incident.told() == []


def on_side(incident: Incident) -> None:
    """A branch with a bare edit, then a transition that an entry tells, and a correction of somebody else's."""
    incident.world.git("switch", "-qc", "side")
    incident.commit(5, facts("investigating"))
    incident.commit(9, facts("identified"), entry(8, "identified"))
    incident.commit(11, {"notes.txt": "x"}, author=EVE)


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("merge", [("entry", 8, "Bob Roth", ("open", "identified"))]),
        ("squash", [("entry", 8, "Bob Roth", ("open", "identified"))]),
        (
            "rebase",
            [
                ("derived", 5, "Bob Roth", ("open", "investigating")),
                ("entry", 8, "Bob Roth", ("investigating", "identified")),
            ],
        ),
    ],
)
def test_what_landed_at_once_is_one_step(incident: Incident, way: str, told: list[Told]) -> None:
    on_side(incident)
    land(incident, way, 40)
    assert incident.told() == told


@pytest.mark.parametrize("way", ["merge", "squash", "rebase"])
def test_what_was_recorded_is_when_it_landed_and_what_happened_is_when_it_was_made(
    incident: Incident, way: str
) -> None:
    incident.world.git("switch", "-qc", "side")
    side = incident.commit(5, facts("resolved"))
    land(incident, way, 40)
    (item,) = incident.record().timeline()[1:]
    assert item.origin is not None
    assert item.origin.committed.text == at(40)
    assert item.happened is not None
    assert item.happened.text == at(40 if way == "squash" else 5)
    assert (item.origin.commit == side) is (way == "merge")


def test_of_a_merge_the_author_of_the_newest_commit_that_touched_the_facts_counts_never_the_merger(
    incident: Incident,
) -> None:
    incident.world.git("switch", "-qc", "side")
    incident.commit(5, facts("investigating"), author=EVE)
    newest = incident.commit(6, facts("resolved"), author=BOB)
    incident.commit(7, {"notes.txt": "x"}, author=EVE)
    land(incident, "merge", 40)
    (item,) = incident.record().timeline()[1:]
    assert item.origin is not None
    assert (item.origin.commit, item.origin.name) == (newest, "Bob Roth")


def test_an_incident_that_a_merge_brought_was_reported_by_whoever_wrote_it(tmp_path: Path) -> None:
    made = Incident(GitWorld.new(tmp_path / "acme"))
    made.world.commit({"farm.yaml": FARM_YAML}, ALICE, at(0))
    made.world.git("switch", "-qc", "side")
    brought = made.commit(5, facts())
    made.commit(6, facts("investigating"), entry(6), author=EVE)
    land(made, "merge", 40)
    record = made.record()
    assert record.origin is not None
    assert (record.origin.commit, record.origin.name, record.origin.committed.text) == (brought, "Bob Roth", at(40))
    assert made.told() == [
        ("entry", 6, "Eve Stranger", None),
        ("derived", 6, "Eve Stranger", ("open", "investigating")),
    ]


def test_what_only_a_merge_holds_is_credited_to_the_merge(incident: Incident) -> None:
    incident.world.git("switch", "-qc", "side")
    incident.commit(5, entry(5))
    incident.world.git("switch", "-q", "main")
    incident.world.git("merge", "-q", "--no-ff", "--no-commit", "side")
    incident.commit(9, facts("resolved"), entry(8, who="alice"), author=ALICE)
    assert incident.told() == [
        ("entry", 5, "Bob Roth", None),
        ("entry", 8, "Alice Ng", None),
        ("derived", 9, "Alice Ng", ("open", "resolved")),
    ]


def test_two_updates_that_resolve_at_once_are_one_transition_and_an_ordinary_update(incident: Incident) -> None:
    incident.world.git("switch", "-qc", "side")
    incident.commit(6, facts("resolved"), entry(6, "resolved"))
    incident.world.git("switch", "-q", "main")
    incident.commit(5, facts("resolved"), entry(5, "resolved", "alice"), author=ALICE)
    land(incident, "merge", 10)
    assert incident.told() == [("entry", 5, "Alice Ng", ("open", "resolved")), ("entry", 6, "Bob Roth", None)]


def test_a_clock_that_goes_backwards_changes_the_order_shown_and_nothing_else(incident: Incident) -> None:
    incident.commit(30, facts("investigating"))
    incident.commit(20, facts("identified"))
    incident.commit(10, facts("resolved"))
    assert [(line.minute, line.changed) for line in incident.told()] == [
        (10, ("identified", "resolved")),
        (20, ("investigating", "identified")),
        (30, ("open", "investigating")),
    ]


def test_an_entry_that_was_renamed_is_shown_once_under_its_new_name_and_its_transition_stays(
    incident: Incident,
) -> None:
    (path,) = told = entry(5, "resolved")
    incident.commit(5, facts("resolved"), told)
    incident.commit(9, {path: None, path.replace("bob", "robert"): told[path]}, author=EVE)
    assert incident.told() == [
        ("derived", 5, "Bob Roth", ("open", "resolved")),
        ("entry", 5, "Eve Stranger", None),
    ]


def test_an_entry_that_was_taken_away_and_put_back_counts_once(incident: Incident) -> None:
    (path,) = told = entry(5, "investigating")
    incident.commit(5, facts("investigating"), told)
    incident.commit(6, {path: None})
    again = incident.commit(7, told)
    assert incident.told() == [
        ("derived", 5, "Bob Roth", ("open", "investigating")),
        ("entry", 5, "Bob Roth", None),
    ]
    (kept,) = incident.record().entries
    assert kept.origin is not None
    assert kept.origin.commit == again


def test_an_incident_that_was_deleted_and_made_again_goes_on_from_where_it_stood(incident: Incident) -> None:
    incident.commit(5, facts("identified"))
    incident.commit(6, {FACTS: None})
    incident.commit(7, facts("resolved"))
    assert incident.transitions() == [("open", "identified"), ("identified", "resolved")]


def test_a_status_that_went_back_is_told_as_it_was_and_is_not_counted_as_reached(incident: Incident) -> None:
    incident.commit(5, facts("resolved"))
    incident.commit(6, facts("investigating"))
    assert incident.transitions() == [("open", "resolved"), ("resolved", "investigating")]
    assert incident.record().resolved is None


def test_a_version_that_cannot_be_read_is_passed_over(incident: Incident) -> None:
    incident.commit(5, {FACTS: "title: [\n"}, entry(5, "investigating"))
    incident.commit(6, facts("investigating"))
    assert incident.transitions() == [("open", "investigating")]
    assert incident.told()[-1] == ("derived", 6, "Bob Roth", ("open", "investigating"))


def test_an_incident_that_could_not_be_read_when_it_came_begins_where_it_can(tmp_path: Path) -> None:
    made = Incident(GitWorld.new(tmp_path / "acme"))
    made.world.commit({"farm.yaml": FARM_YAML}, ALICE, at(0))
    made.commit(5, {FACTS: "title: [\n"}, entry(5, "investigating"))
    made.commit(6, facts("investigating"))
    assert made.told() == [("entry", 5, "Bob Roth", ("open", "investigating"))]


def test_a_link_in_the_place_of_the_facts_is_not_followed(incident: Incident) -> None:
    place = incident.world.top / FACTS
    place.unlink()
    place.symlink_to("../../../farm.yaml")
    incident.commit(5, entry(5))
    incident.world.git("add", "--all")
    incident.commit(6)
    place.unlink()
    incident.commit(7, facts("resolved"))
    assert incident.transitions() == [("open", "resolved")]


def test_what_is_not_committed_is_one_more_step_without_a_commit(incident: Incident) -> None:
    incident.commit(5, facts("investigating"))
    incident.world.write(facts("resolved") | entry(9, "identified"))
    assert incident.told() == [
        ("derived", 5, "Bob Roth", ("open", "investigating")),
        ("entry", 9, "", ("investigating", "identified")),
        ("derived", None, "", ("identified", "resolved")),
    ]


def test_an_incident_that_nobody_committed_has_a_history_of_nothing(incident: Incident) -> None:
    new = IncidentId("acme", "new")
    incident.world.write({f"incidents/{new}/incident.yaml": OPEN})
    project = find_project(incident.world.top)
    with project.worktree() as snapshot, project.worktree_for_few() as alone:
        records = snapshot.record(new), alone.record(new)
    assert [record and record.history for record in records] == [(), ()]


def test_without_history_the_files_alone_are_told(incident: Incident, tmp_path: Path) -> None:
    incident.commit(5, facts("resolved"), entry(4, "identified"))
    shallow = incident.world.clone(tmp_path / "shallow", "--depth", "1")
    project = find_project(shallow.top)
    assert project.why_no_history == "this clone does not hold the whole history"
    with project.worktree() as snapshot, project.worktree_for_few() as alone:
        for record in (snapshot.record(ID), alone.record(ID)):
            assert record is not None
            assert record.history is None
            assert [_told(item) for item in record.timeline()[1:]] == [
                ("entry", 4, "", ("open", "identified")),
                ("derived", None, "", ("identified", "resolved")),
            ]


def test_a_commit_of_the_past_knows_nothing_of_what_came_later(incident: Incident) -> None:
    past = incident.commit(5, facts("investigating"))
    incident.commit(6, facts("resolved"))
    with find_project(incident.world.top).revision(past) as snapshot:
        record = snapshot.record(ID)
    assert record is not None
    assert [_told(item)[1:] for item in record.timeline()[1:]] == [(5, "Bob Roth", ("open", "investigating"))]


def test_co_authors_are_remembered(incident: Incident) -> None:
    incident.commit(5, entry(5), message="x\n\nCo-authored-by: Alice Ng <alice@acme.example>")
    (kept,) = incident.record().entries
    assert kept.origin is not None
    assert kept.origin.helpers == ("alice@acme.example",)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), min_size=1, max_size=4).map(sorted), st.booleans())
def test_squash_and_merge_always_agree_and_rebase_too_where_entries_tell_it(
    tmp_path_factory: pytest.TempPathFactory, ranks: list[int], is_told: bool
) -> None:
    told = {}
    for way in ("merge", "squash", "rebase"):
        made = make(tmp_path_factory.mktemp("acme") / "acme")
        made.world.git("switch", "-qc", "side")
        for minute, rank in enumerate(ranks, 5):
            status = STATUSES[rank]
            tells = entry(minute, status) if is_told and rank else entry(minute)
            made.commit(minute, facts(status), tells)
        land(made, way, 40)
        told[way] = made.transitions()
        assert told[way][-1:] == ([(told[way][-1][0], STATUSES[ranks[-1]])] if ranks[-1] else [])
    assert told["merge"] == told["squash"]
    assert told["rebase"] == told["merge"] or not is_told


@pytest.mark.parametrize("few", [False, True], ids=["of everything", "of few"])
def test_a_past_that_rested_tells_the_same(incident: Incident, monkeypatch: pytest.MonkeyPatch, *, few: bool) -> None:
    incident.commit(0, facts())
    incident.commit(5, facts("investigating"), entry(5, "investigating"))
    head = incident.commit(9, entry(9))
    past = (past_of_few if few else history.past)(incident.world.repository(), head)
    told, landed, added = past.told_by(ID), past.what_landed(ID), past.who_added(FACTS)
    assert landed
    assert added
    asked: list[str] = []

    def again(repository: Repository, commit: str, *told: Any) -> Any:
        asked.append(commit)
        return known_history(repository, commit, *told)

    monkeypatch.setattr(history, "known_history", again)
    past.rest()
    assert past.told_by(ID) == told
    assert not asked, "what tells the commits is held"
    assert (past.what_landed(ID), past.who_added(FACTS)) == (landed, added)
    assert asked == ([] if few else [head])
