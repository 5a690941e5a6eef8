"""What is known of incidents in brief, and where their records come from when somebody asks for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from build_events import RESOLVED, Site, silent
from memory import Memory

from farm_gitops.actions.build_memory import Sources, understand
from farm_gitops.actions.shelf import Shelf
from farm_gitops.actions.understanding import READABLE, broken
from farm_gitops.errors import FarmError
from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.store.keeping import Keeping
from farm_gitops.store.project import find_project, snapshot_of
from farm_gitops.store.source import Worktree
from farm_gitops.validate.judge import Question, judge
from farm_gitops.views.brief import brief
from farm_gitops.views.world import Broken

PLACES: Final = {
    "nothing": (),
    "beside the organizations": ("incidents/README.md",),
    "beside the incidents": ("incidents/acme/notes.txt",),
    "a folder with another name": ("incidents/acme/Not A Slug/incident.yaml",),
    "in an incident": (f"{RESOLVED}/notes.txt", f"{RESOLVED}/attachments/what?.txt"),
    "one name twice": (f"{RESOLVED}/attachments/NOTES.log", f"{RESOLVED}/attachments/notes.log"),
    "everywhere": ("incidents/README.md", f"{RESOLVED}/notes.txt", f"{RESOLVED}/Timeline/x.md"),
}


class Forgetful(Memory):
    """A cache that gave up, and keeps nothing of some kinds any more."""

    def __init__(self, *kinds: str) -> None:
        super().__init__()
        self.kinds: Final = kinds

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See `Cache`."""
        return {} if kind in self.kinds else super().get_many(kind, keys)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@contextmanager
def understood(
    site: Site, memory: Memory, at: str | None = None, *, holds: bool = False
) -> Iterator[tuple[Keeping, tuple[Broken, ...]]]:
    """The incidents of the working tree or of a commit, and what cannot be read."""
    project = find_project(site.root)
    past, shelf = project.past(project.head, memory), None if holds else Shelf(memory)
    if at is None:
        snapshot = Keeping.of(snapshot_of(Worktree(project.root), past), holds=holds)
        yield snapshot, understand(Sources(snapshot, past, memory, shelf), silent)
        return
    with project.revision(project.resolve(at), memory=memory) as files:
        snapshot = Keeping.of(files, holds=holds)
        yield snapshot, understand(Sources(snapshot, past, memory, shelf), silent)


@pytest.mark.parametrize("at", [None, "HEAD"], ids=["working tree", "commit"])
@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES.keys())
def test_what_is_out_of_place_is_what_a_look_at_all_files_finds(
    site: Site, places: tuple[str, ...], at: str | None
) -> None:
    site.world.commit(dict.fromkeys(places, "Somewhere.\n"))
    memory = Memory()
    for _ in range(2):  # anew, and as it is remembered
        with understood(site, memory, at) as (snapshot, found):
            assert found == tuple(sorted(broken(judge(snapshot, Question(rules=READABLE)).findings)))
            assert bool(found) == bool(places)


@pytest.mark.parametrize("at", [None, "HEAD"], ids=["working tree", "commit"])
def test_a_file_in_the_place_of_all_records_is_out_of_place(site: Site, at: str | None) -> None:
    site.world.git("rm", "--quiet", "-r", "incidents")
    site.world.commit({"incidents": "Nothing.\n"})
    with understood(site, Memory(), at) as (_, found):
        assert [each.path for each in found] == ["incidents"]


@pytest.mark.parametrize("at", [None, "HEAD"], ids=["working tree", "commit"])
@pytest.mark.parametrize("holds", [False, True], ids=["in brief", "held"])
@pytest.mark.parametrize(
    "lost", [(), ("record",), ("understood",), ("shelf",), ("shelf", "record"), ("shelf", "understood")], ids=str
)
def test_what_is_remembered_is_what_is_there(site: Site, lost: tuple[str, ...], at: str | None, *, holds: bool) -> None:
    memory = Forgetful(*lost)
    for _ in range(2):
        seen = understood(site, memory, at, holds=holds)
        with seen as (snapshot, _), find_project(site.root).worktree() as clean:
            assert {each: snapshot.record(each) for each in snapshot.ids()} == {r.id: r for r in clean.records()}
            assert snapshot.briefs == {record.id: brief(record) for record in clean.records()}


def test_a_record_that_nobody_kept_is_not_taken_from_files_that_somebody_changed_since(site: Site) -> None:
    memory = Forgetful("record")
    with understood(site, memory):
        pass
    incident = layout.incident_of(f"{RESOLVED}/")
    assert incident
    with understood(site, memory) as (snapshot, _):
        file = site.root / RESOLVED / "incident.yaml"
        file.write_text(f"{file.read_text()}# Late.\n")
        with pytest.raises(FarmError, match="was changed while the site was built"):
            snapshot.record(incident)


def test_a_few_records_are_at_hand_and_all_can_be_had(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farm_gitops.store.keeping._AT_HAND", 1)
    with understood(site, Memory()) as (snapshot, _):
        first, second, *_ = snapshot.ids()
        records = [snapshot.record(each) for each in (first, second, first)]
        assert [record and record.id for record in records] == [first, second, first]
        assert len(snapshot._kept) == 1


def test_an_incident_that_is_gone_is_taken_from_the_shelf(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farm_gitops.actions.shelf._BOARDS", 1)
    memory, kept = Memory(), IncidentId("acme", RESOLVED.rpartition("/")[2])
    with understood(site, memory) as (before, _):
        assert kept in before.briefs
    site.world.git("rm", "--quiet", "-r", RESOLVED)
    site.world.git("commit", "--quiet", "-m", "Gone")
    with understood(site, memory) as (after, _):
        assert kept not in after.briefs
    assert kept not in Shelf(memory)._board(kept)
