"""The site in memory: whatever changed, each page has the bytes of a clean build, and little is made for that."""

from __future__ import annotations

import gc
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest
from build_events import ACTIVE, BOB, OF_RECORDS, RESOLVED, Event, Site, files_of, silent
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from site_world import plain

from farm_gitops.actions import live
from farm_gitops.actions.build import SiteOf, gathered
from farm_gitops.actions.live import Live, LiveSite, MadePages
from farm_gitops.errors import FarmError
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.render import Templates
from farm_gitops.records import decode, layout
from farm_gitops.store import history_memory, stretches
from farm_gitops.store.project import find_project
from farm_gitops.store.source import Worktree

PAGE: Final = f"{RESOLVED}/index.html"
SPARED: Final = f"{ACTIVE}/index.html"


@pytest.fixture(scope="module", autouse=True)
def short_parts() -> Iterator[None]:
    """History is cut often, so that parts meet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history_memory, "_SIZES", (3, 1))
        yield


class Shown:
    """A site in memory beside its repository; it is told the paths that differ, as a watcher tells them."""

    def __init__(self, folder: Path) -> None:
        self.built: Final = Site(folder)
        self.live: Final = Live(find_project(self.built.root), SiteOf(self.built.output))
        self.now: LiveSite = self.live.begin(silent)
        self._files = self._seen()

    def look(self) -> LiveSite:
        """The site after whatever changed."""
        self.live.foresee(self.now)
        return self.look_unforeseen()

    def look_unforeseen(self) -> LiveSite:
        """The same, whatever git was asked ahead."""
        before, self._files = self._files, self._seen()
        changed = {path for path in before.keys() | self._files.keys() if before.get(path) != self._files.get(path)}
        self.now = self.live.after(self.now, sorted(changed), silent)
        self.live.remember()
        return self.now

    def write(self, path: str, text: str) -> LiveSite:
        """The site after somebody saved a file."""
        file = self.built.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return self.look()

    def _seen(self) -> dict[str, tuple[bytes, int]]:
        root = self.built.root
        files = (file for file in root.rglob("*") if file.is_file() and ".git" not in file.relative_to(root).parts)
        return {file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mode) for file in files}


def pages_of(shown: LiveSite) -> dict[str, bytes | None]:
    return {path: shown.page(path) for path in shown.paths}


def clean(site: Site) -> dict[str, bytes]:
    built = site.built_anew()
    return {path: content for path, content in built.items() if path != ".farm-gitops.json"}


@settings(max_examples=settings.default.max_examples // 12 if settings.default else 8, phases=[Phase.generate])
@given(events=st.lists(st.sampled_from(OF_RECORDS), min_size=2, max_size=6), seed=st.integers(0, 2**32))
def test_after_any_history_each_page_has_the_bytes_of_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], seed: int
) -> None:
    shown, random = Shown(tmp_path_factory.mktemp("live")), Random(seed)
    for event in events:
        event(shown.built, random)
        assert pages_of(shown.look()) == clean(shown.built), event.__doc__
    shutil.rmtree(shown.built.root.parent)


@pytest.mark.parametrize("event", OF_RECORDS, ids=lambda event: event.__name__)
def test_after_one_event_each_page_has_the_bytes_of_a_clean_build(tmp_path: Path, event: Event) -> None:
    shown = Shown(tmp_path)
    assert pages_of(shown.now) == clean(shown.built)
    event(shown.built, Random(1))
    assert pages_of(shown.look()) == clean(shown.built)


def test_a_page_that_is_not_there_is_none(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    for path in ("nothing.html", "incidents/acme/nothing/index.html", f"{RESOLVED}/nothing.html", "../farm.yaml", ""):
        assert shown.now.page(path) is None


def test_an_incident_whose_folder_goes_is_gone_and_one_that_comes_is_there(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    shutil.rmtree(shown.built.root / RESOLVED)
    assert shown.look().page(PAGE) is None
    new = "incidents/acme/2026-11-25-lights-out"
    assert shown.write(f"{new}/incident.yaml", plain("Lights out", "P1", "open", "2026-11-25")).page(
        f"{new}/index.html"
    )
    assert pages_of(shown.now) == clean(shown.built)


def test_a_folder_can_be_named_instead_of_the_files_that_were_in_it(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    shutil.rmtree(shown.built.root / RESOLVED)
    after = shown.live.after(shown.now, [RESOLVED], silent)
    assert pages_of(after) == clean(shown.built)


def test_after_one_edit_its_files_alone_are_read_and_no_page_but_its_own_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path)
    before = shown.now
    before.page(PAGE), before.page(SPARED)
    counts = counting(monkeypatch)
    after = shown.write(f"{RESOLVED}/timeline/20261124T130000Z-bob.md", "Late news.\n")
    assert b"Late news." in (after.page(PAGE) or b"")
    assert after.page(SPARED) == before.page(SPARED)
    assert counts == {"facts decoded": 1, "pages rendered": 1}
    assert after.differs(PAGE, before)
    assert not after.differs(SPARED, before)


def counting(patch: pytest.MonkeyPatch) -> Counter[str]:
    """How many files of facts are decoded, and how many pages rendered, from now on."""
    counts: Counter[str] = Counter()
    render, understand = Templates.page, decode.decode_incident

    def page(self: Templates, name: str, values: dict[str, object]) -> bytes:
        counts["pages rendered"] += 1
        return render(self, name, values)

    def decoded(path: str, data: bytes) -> object:
        counts["facts decoded"] += 1
        return understand(path, data)

    patch.setattr(Templates, "page", page)
    patch.setattr("farm_gitops.records.folder.decode_incident", decoded)
    return counts


def test_records_that_stayed_are_the_very_same(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    before = records_of(shown.now)
    after = records_of(shown.write(f"{RESOLVED}/incident.yaml", plain("Better", "P3", "open", "2026-11-20")))
    assert {path for path in before if before[path] is not after[path]} == {RESOLVED}


def records_of(site: LiveSite) -> dict[str, IncidentRecord]:
    return {f"incidents/{record.id}": record for record in site.site.world.snapshot.records()}


def test_what_a_commit_brings_is_told_without_reading_all_history_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path)
    shown.write(f"{RESOLVED}/timeline/20261124T130000Z-bob.md", "Late news.\n")
    monkeypatch.setattr(history_memory, "known_history", refused)
    monkeypatch.setattr("farm_gitops.store.history.known_history", refused)
    shown.built.world.git("add", "--all")
    shown.built.world.git("commit", "--quiet", "-m", "News")
    after = shown.look()
    monkeypatch.undo()
    assert pages_of(after) == clean(shown.built)


def test_however_many_commits_come_what_was_told_before_is_let_go_of(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    counts = []
    for number in range(4):
        shown.built.world.commit({f"{RESOLVED}/timeline/20261124T13000{number}Z-bob.md": "News.\n"}, author=BOB)
        shown.look()
        gc.collect()
        counts.append(sum(isinstance(each, stretches.Told) for each in gc.get_objects()))
    assert counts[1] == counts[-1]


def test_what_a_push_changes_and_takes_back_is_told(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    facts, world = shown.built.root / RESOLVED / "incident.yaml", shown.built.world
    text = facts.read_text()
    for other in (f"{text}# other\n", text):
        world.commit({f"{RESOLVED}/incident.yaml": other}, author=BOB)
    assert facts.read_text() == text
    assert pages_of(shown.look()) == clean(shown.built)


def test_on_another_branch_the_incidents_that_differ_are_read_and_no_history_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(tmp_path)
    world = shown.built.world
    world.git("switch", "--quiet", "--create", "side")
    world.commit({f"{RESOLVED}/timeline/20261124T130000Z-bob.md": "On the side.\n"}, author=BOB)
    shown.look()
    world.git("switch", "--quiet", "main")
    world.commit({f"{RESOLVED}/timeline/20261124T140000Z-bob.md": "On main.\n"}, author=BOB)
    before, counts, begun = records_of(shown.now), counting(monkeypatch), shown.live.begun
    after = shown.look()
    assert b"On main." in (after.page(PAGE) or b"")
    assert counts["facts decoded"] == 1
    assert {path for path, record in records_of(after).items() if before[path] is not record} == {RESOLVED}
    assert shown.live.begun == begun
    assert pages_of(after) == clean(shown.built)


def test_of_very_many_changes_those_are_not_read_that_somebody_read_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_MANY", 0)
    shown = Shown(tmp_path)
    facts = (shown.built.root / RESOLVED / "incident.yaml").read_text()
    shown.write(f"{RESOLVED}/incident.yaml", f"{facts}# other\n")
    shown.write(f"{RESOLVED}/incident.yaml", facts)
    counts = counting(monkeypatch)
    shown.write(f"{RESOLVED}/incident.yaml", f"{facts}# other\n")
    assert counts["facts decoded"] == 0
    assert pages_of(shown.now) == clean(shown.built)


def test_what_git_was_asked_ahead_is_of_no_use_once_the_head_moved_on(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    world = shown.built.world
    world.commit({f"{RESOLVED}/timeline/20261124T130000Z-bob.md": "The first.\n"}, author=BOB)
    shown.live.foresee(shown.now)
    world.commit({f"{ACTIVE}/timeline/20261124T140000Z-bob.md": "The second.\n"}, author=BOB)
    shown.look_unforeseen()
    assert pages_of(shown.now) == clean(shown.built)


def test_of_a_file_that_is_saved_while_it_is_read_what_was_read_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading one file has somebody save it: what is remembered of the one content is not told of the other."""
    site = Site(tmp_path)
    path = site.root / RESOLVED / "incident.yaml"
    old, new = path.read_text(), path.read_text().replace("title: ", "title: Again ")
    read = Worktree.read

    def read_and_save(self: Worktree, name: str, most: int | None = None) -> bytes | None:
        content = read(self, name, most)
        if name.endswith(f"{RESOLVED}/incident.yaml"):
            path.write_text(new if content == old.encode() else old)
        return content

    monkeypatch.setattr(Worktree, "read", read_and_save)
    project = find_project(site.root)
    with gathered(project, SiteOf(site.output), silent) as found:
        assert found.snapshot.made_of
    monkeypatch.undo()
    for text in (old, new):
        path.write_text(text)
        with gathered(project, SiteOf(site.output), silent) as found, project.worktree() as clean_one:
            incident = layout.incident_of(f"{RESOLVED}/")
            assert incident
            assert found.snapshot.made_of[incident] == clean_one.contents(incident)
            assert found.snapshot.record(incident) == clean_one.record(incident)


def test_after_the_commit_that_was_shown_is_gone_for_good_everything_is_read(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    world = shown.built.world
    world.git("commit", "--quiet", "--allow-empty", "-m", "To be lost")
    shown.look()
    world.git("reset", "--quiet", "--hard", "HEAD~1")
    world.git("reflog", "expire", "--expire=now", "--all")
    world.git("gc", "--quiet", "--prune=now")
    assert pages_of(shown.look()) == clean(shown.built)


def refused(*_: object) -> None:
    raise AssertionError("all history was read")


def test_what_is_put_back_is_shown_in_the_place_of_what_broke(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    good = shown.now.page(PAGE)
    kept = shown.now.found.snapshot
    incident = next(each for each in kept.ids() if str(each) in RESOLVED)

    def put_back(found):  # type: ignore[no-untyped-def]
        found.snapshot.keep(incident, kept.record(incident))
        found.snapshot.made_of[incident] = kept.made_of[incident]
        return found._replace(broken=())

    looks = Live(find_project(shown.built.root), SiteOf(shown.built.output), put_back)
    (shown.built.root / RESOLVED / "incident.yaml").write_text("title: [\n")
    after = looks.after(looks.begin(silent), [f"{RESOLVED}/incident.yaml"], silent)
    assert good
    assert b"out of disk" in (after.page(PAGE) or b"")
    assert [each.path for each in after.found.broken] == [f"{RESOLVED}/incident.yaml"]


def test_a_configuration_that_breaks_is_told_and_the_site_of_before_goes_on(tmp_path: Path) -> None:
    shown = Shown(tmp_path)
    text = (shown.built.root / "farm.yaml").read_text()
    (shown.built.root / "farm.yaml").write_text("people: [\n")
    with pytest.raises(FarmError):
        shown.live.after(shown.now, ["farm.yaml"], silent)
    assert shown.now.page(PAGE)
    (shown.built.root / "farm.yaml").write_text(text)
    assert files_of(shown.built.root)
    assert pages_of(shown.live.after(shown.now, ["farm.yaml"], silent)) == clean(shown.built)


def test_pages_that_nobody_needs_are_forgotten_and_those_that_somebody_does_are_not() -> None:
    made = MadePages(most=100)
    made.keep("needed", "1", b"n" * 40)
    for number in range(1_000):
        made.keep(f"passing/{number}", "1", b"p" * 40)
        assert made.find("needed", "1") == b"n" * 40
    assert [number for number in range(1_000) if made.find(f"passing/{number}", "1")] == [999]


def test_a_page_that_was_made_anew_takes_the_room_of_what_it_was() -> None:
    made = MadePages(most=100)
    made.keep("other", "1", b"o" * 40)
    for number in range(10):
        made.keep("page", str(number), b"p" * 60)
    assert made.find("other", "1") is not None
    assert made.find("page", "8") is None
    assert made.find("page", "9") is not None
    made.keep("large", "1", b"l" * 101)
    assert made.find("large", "1") is None
