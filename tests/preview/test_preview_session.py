"""What a look finds: the pages of a clean build, each happening once, and no happening where history went elsewhere."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path
from random import Random

import build_events
import pytest
from build_events import attach, declare, merge, move, update
from git_world import GitWorld
from preview_world import NOON, Heard, clean_build, pages_of
from site_world import plain

from farm_gitops.preview import session
from farm_gitops.preview.look import Look
from farm_gitops.preview.session import Session, Turn
from farm_gitops.store.events import events_to_worktree
from farm_gitops.store.project import find_project

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer"
SEARCH = "incidents/acme/2026-10-02-search-is-slow"
NEW = "incidents/acme/2026-11-25-mail-is-late"


class Watched:
    """A session over a repository, and what a clean build of the same files makes."""

    def __init__(self, root: Path, scratch: Path, organization: str | None = None) -> None:
        self.root = root
        self.scratch = scratch
        self.organization = organization
        self.session = Session(find_project(root), organization, lambda: NOON)
        self.look()

    def look(self, *hints: str) -> Turn:
        """Look, and find that the pages are those of a clean build."""
        turn = self.look_at_broken(*hints)
        assert pages_of(self.session) == clean_build(self.root, self.scratch / "clean", self.organization)
        return turn

    def look_at_broken(self, *hints: str) -> Turn:
        """Look where a clean build would leave something out that is still shown; all that was told, as one turn."""
        turns = list(self.session.look(hints, lambda *_: None))
        return Turn(
            tuple(event for turn in turns for event in turn.events),
            turns[-1].configuration if turns else None,
            frozenset().union(*(turn.changed for turn in turns)),
            frozenset().union(*(turn.removed for turn in turns)),
            turns[-1].findings if turns else (),
            any(turn.is_reload for turn in turns),
        )

    def write(self, path: str, text: str) -> None:
        """Save as an editor does: whole, beside it, then in its place."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}.swp")
        temporary.write_text(text)
        temporary.replace(file)

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file."""
        text = (self.root / path).read_text()
        assert old in text
        self.write(path, text.replace(old, new))


@pytest.fixture
def watched(world: GitWorld, tmp_path: Path) -> Watched:
    return Watched(world.top, tmp_path)


def _told(turn: Turn) -> list[str]:
    return [event.id for event in turn.events]


def _commit_all(world: GitWorld, message: str = "Work") -> None:
    world.git("add", "--all")
    world.git("commit", "--quiet", "--message", message)


def test_nothing_changed_is_nothing_told(watched: Watched) -> None:
    turn = watched.look()
    told = (turn.events, turn.changed, turn.removed, turn.findings)
    assert not any(told)
    assert turn.is_reload is False


def test_an_entry_and_a_status_are_told_as_events_since_tells_them(watched: Watched) -> None:
    watched.write(
        f"{ACTIVE}/timeline/20261124T113000Z-alice.md", "---\nauthor: alice\nstatus: identified\n---\nA bug.\n"
    )
    watched.replace(f"{ACTIVE}/incident.yaml", "status: investigating", "status: identified")
    turn = watched.look()
    project = find_project(watched.root)
    assert turn.events == events_to_worktree(project, "HEAD", NOON).events
    assert [event.type.value for event in turn.events] == ["incident.timeline-entry-added", "incident.status-changed"]
    assert f"{ACTIVE}/index.html" in turn.changed
    assert f"{SEARCH}/index.html" not in turn.changed


def test_what_was_told_before_the_commit_is_not_told_after_it(watched: Watched, world: GitWorld) -> None:
    watched.write(f"{NEW}/incident.yaml", plain("Mail is late", "P3", "open", "2026-11-25"))
    assert _told(watched.look()) == ["incident.created:acme/2026-11-25-mail-is-late"]
    _commit_all(world)
    assert watched.look().events == ()


def test_what_was_not_committed_when_one_began_to_look_is_not_told_when_others_land(
    world: GitWorld, tmp_path: Path
) -> None:
    entry = f"{ACTIVE}/timeline/20261124T113000Z-alice.md"
    (world.top / entry).write_text("Mine.\n")
    watched = Watched(world.top, tmp_path)
    watched.write(f"{ACTIVE}/timeline/20261124T114000Z-bob.md", "Theirs.\n")
    _commit_all(world)
    assert _told(watched.look()) == [
        "incident.timeline-entry-added:acme/2026-11-24-checkout-fails-for-every-third-customer:20261124T114000Z-bob.md"
    ]


def test_commits_that_come_in_are_told_step_by_step_and_by_their_authors(watched: Watched, world: GitWorld) -> None:
    world.git("switch", "--quiet", "--create", "theirs")
    bob = "Bob Lind <bob@acme.example>"
    facts = (world.top / ACTIVE / "incident.yaml").read_text()
    for status in ("identified", "resolved"):
        text = facts.replace("status: investigating", f"status: {status}")
        world.commit({f"{ACTIVE}/incident.yaml": text}, author=bob, at="2026-11-24T12:00:00Z")
    world.git("switch", "--quiet", "main")
    assert watched.look().events == ()
    world.git("merge", "--quiet", "--ff-only", "theirs")
    events = watched.look().events
    assert [event.details["newStatus"] for event in events] == ["identified", "resolved"]
    assert {event.teller.person for event in events} == {"bob"}


@pytest.mark.parametrize("seed", range(8))
def test_whatever_lands_is_told_as_events_since_tells_it(tmp_path: Path, seed: int) -> None:
    site, random = build_events.Site(tmp_path / "site"), Random(seed)
    watched = Watched(site.root, tmp_path)
    project, told = find_project(site.root), set[str]()
    for _ in range(4):
        before = project.head
        for land in random.choices((update, declare, move, attach, merge), k=random.randint(1, 3)):
            land(site, random)
        since = events_to_worktree(project, before or "", NOON).events
        found = watched.look_at_broken().events  # what the pages show then is another test's
        assert found == tuple(event for event in since if event.id not in told)
        told.update(event.id for event in since)


def test_an_update_that_breaks_on_the_way_is_told_once_it_can_be_read(watched: Watched, world: GitWorld) -> None:
    facts = (world.top / ACTIVE / "incident.yaml").read_text()
    world.commit({f"{ACTIVE}/incident.yaml": "title: [\n"})
    assert watched.look_at_broken().events == ()
    world.commit({f"{ACTIVE}/incident.yaml": facts.replace("status: investigating", "status: identified")})
    assert [event.details["newStatus"] for event in watched.look().events] == ["identified"]


def test_of_very_many_changes_the_pages_come_before_the_events(world: GitWorld, tmp_path: Path) -> None:
    many = [f"incidents/acme/2026-11-25-mail-{number}-is-late" for number in range(session._FEW + 1)]
    watched = Watched(world.top, tmp_path)
    watched.session.page("index.html")
    world.commit({f"{each}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25") for each in many})
    turns = list(watched.session.look((), lambda *_: None))
    assert "index.html" in turns[0].changed | turns[1].changed
    assert [len(turn.events) for turn in turns] == [*[0] * (len(turns) - 1), len(many)]
    assert pages_of(watched.session) == clean_build(world.top, tmp_path / "clean")
    assert watched.look().events == ()


def test_a_merge_that_has_our_line_on_its_other_side_is_told_as_one_step(watched: Watched, world: GitWorld) -> None:
    world.git("switch", "--quiet", "--create", "theirs")
    world.commit({f"{NEW}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25")})
    world.git("switch", "--quiet", "main")
    world.commit({"notes.txt": "ours\n"})
    assert watched.look().events == ()
    world.git("switch", "--quiet", "theirs")
    world.git("merge", "--quiet", "--no-edit", "main")
    assert _told(watched.look()) == ["incident.created:acme/2026-11-25-mail-is-late"]


def test_another_branch_is_a_reload_and_tells_nothing(watched: Watched, world: GitWorld) -> None:
    world.git("switch", "--quiet", "--create", "side")
    world.commit({f"{NEW}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25")})
    watched.look()
    world.git("switch", "--quiet", "main")
    turn = watched.look()
    assert (turn.events, turn.is_reload) == ((), True)
    assert watched.session.page(f"{NEW}/index.html") is None


def test_a_message_that_was_amended_is_no_reload(watched: Watched, world: GitWorld) -> None:
    world.git("commit", "--quiet", "--amend", "--message", "Better words")
    turn = watched.look()
    assert (turn.events, turn.is_reload) == ((), False)


def test_a_rebase_tells_nothing_of_what_it_takes_away_and_brings_back(watched: Watched, world: GitWorld) -> None:
    world.git("switch", "--quiet", "--create", "side")
    world.commit({f"{NEW}/incident.yaml": plain("Mail is late", "P3", "open", "2026-11-25")})
    watched.look()
    world.git("switch", "--quiet", "--detach", "main")
    world.commit({f"{SEARCH}/timeline/20261003T110000Z-bob.md": "Still well.\n"})
    world.git("branch", "--force", "main")
    world.git("switch", "--quiet", "side")
    watched.look()
    world.git("rebase", "--quiet", "main")
    turn = watched.look()
    assert (turn.events, turn.is_reload) == ((), True)


def test_incidents_that_are_away_for_a_while_are_not_declared_anew(watched: Watched, world: GitWorld) -> None:
    kept = watched.scratch / "kept"
    shutil.move(world.top / "incidents", kept)
    gone = watched.look()
    assert gone.events == ()
    assert f"{ACTIVE}/index.html" in gone.removed
    shutil.move(kept, world.top / "incidents")
    back = watched.look()
    assert (back.events, back.is_reload) == ((), False)
    assert f"{ACTIVE}/index.html" in back.changed


def test_a_broken_file_leaves_its_incident_as_it_was_and_hides_nothing_else(watched: Watched) -> None:
    facts = (watched.root / ACTIVE / "incident.yaml").read_text()
    watched.write(f"{ACTIVE}/incident.yaml", facts.replace("severity: P1", "severity: P9"))
    watched.replace(f"{SEARCH}/incident.yaml", "Search is slow", "Search was slow")
    turn = watched.look_at_broken()
    assert [(each["path"], each["line"], each["rule"]) for each in turn.findings] == [
        (f"{ACTIVE}/incident.yaml", 3, "invalid-value")
    ]
    assert turn.findings[0]["source"] == "severity: P9"
    pages = pages_of(watched.session)
    assert b"Checkout fails for every third customer</h1>" in pages[f"{ACTIVE}/index.html"]
    assert b"Search was slow" in pages[f"{SEARCH}/index.html"]
    assert [event.incident.name for event in turn.events] == ["2026-10-02-search-is-slow"]
    watched.write(f"{ACTIVE}/incident.yaml", facts)
    mended = watched.look()
    assert (mended.findings, mended.events) == ((), ())


def test_an_incident_that_was_broken_before_still_shows_what_changes(world: GitWorld, tmp_path: Path) -> None:
    (world.top / ACTIVE / "timeline/20261124T113000Z-alice.md").write_text("---\nstatus: nonsense\n---\n")
    watched = Watched(world.top, tmp_path)
    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    assert [event.type.value for event in watched.look().events] == ["incident.updated"]


def test_an_incident_that_could_not_be_read_in_the_beginning_is_not_declared_when_it_can(
    world: GitWorld, tmp_path: Path
) -> None:
    facts = world.top / SEARCH / "incident.yaml"
    text = facts.read_text()
    facts.write_text("title: [")
    watched = Watched(world.top, tmp_path)
    facts.write_text(text)
    assert watched.look().events == ()


def test_a_new_incident_that_is_half_written_is_declared_when_it_is_whole(watched: Watched) -> None:
    watched.write(f"{NEW}/incident.yaml", "title: Mail is")
    assert watched.look().events == ()
    watched.write(f"{NEW}/incident.yaml", plain("Mail is late", "P3", "open", "2026-11-25"))
    assert _told(watched.look()) == ["incident.created:acme/2026-11-25-mail-is-late"]


def test_what_an_editor_leaves_beside_a_file_for_a_moment_is_no_finding(watched: Watched) -> None:
    for name in (".incident.yaml.swp", "incident.yaml~", "4913"):
        (watched.root / ACTIVE / name).write_text("")
    assert watched.look_at_broken().findings == ()


def test_a_broken_configuration_leaves_the_site_as_it_was(watched: Watched) -> None:
    before = pages_of(watched.session)
    text = (watched.root / "farm.yaml").read_text()
    watched.write("farm.yaml", text + "colour: red\n")
    turn = watched.look_at_broken()
    assert [(each["path"], each["rule"]) for each in turn.findings] == [("farm.yaml", "unknown-field")]
    assert pages_of(watched.session) == before
    (watched.root / "farm.yaml").unlink()
    assert "no farm.yaml" in watched.look_at_broken().findings[0]["message"]
    watched.write("farm.yaml", text)
    assert watched.look().findings == ()


def test_a_broken_template_is_named_with_its_line_and_one_that_is_mended_is_shown(watched: Watched) -> None:
    watched.write("templates/pages/about.html", "<p>\n{% if %}\n</p>\n")
    turn = watched.look_at_broken()
    assert [(each["path"], each["line"]) for each in turn.findings] == [("templates/pages/about.html", 2)]
    watched.write("templates/pages/about.html", "<p>About us</p>\n")
    assert watched.look().changed >= {"about/index.html"}


def test_a_bug_in_one_look_loses_nothing_of_what_changed(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object) -> None:
        raise ZeroDivisionError

    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    with monkeypatch.context() as patch:
        patch.setattr(session, "findings_of", bug)
        with pytest.raises(ZeroDivisionError):
            watched.look_at_broken()
    assert [event.type.value for event in watched.look().events] == ["incident.updated"]


def test_a_git_that_cannot_answer_is_no_bug_and_is_told_until_it_can(watched: Watched) -> None:
    before, settings = pages_of(watched.session), watched.root / ".git" / "config"
    text = settings.read_text()
    settings.write_text("[[[\n")
    (told,) = watched.look_at_broken().findings
    assert "bad config line 1" in told["message"]
    assert pages_of(watched.session) == before
    settings.write_text(text)
    turns = list(watched.session.look((), lambda *_: None))
    assert [turn.findings for turn in turns] == [()]
    assert list(watched.session.look((), lambda *_: None)) == []


def test_after_a_bug_it_is_told_that_all_is_well_although_nothing_changed(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise ZeroDivisionError

    text = (watched.root / ACTIVE / "incident.yaml").read_text()
    watched.write(f"{ACTIVE}/incident.yaml", text.replace("severity: P1", "severity: P2"))
    with monkeypatch.context() as patch:
        patch.setattr(session, "findings_of", bug)
        with pytest.raises(ZeroDivisionError):
            watched.look_at_broken()
    watched.write(f"{ACTIVE}/incident.yaml", text)
    assert [turn.findings for turn in watched.session.look((), lambda *_: None)] == [()]


def test_a_bug_that_ends_look_after_look_is_reported_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: object) -> None:
        raise ZeroDivisionError

    terminal, turns = Heard(), list[Turn]()
    look = Look(watched.session, terminal, turns.append, lambda *_: None)
    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    with monkeypatch.context() as patch:
        patch.setattr(session, "findings_of", bug)
        look(frozenset())
        look(frozenset())
    assert len(terminal.errors) == 1
    look(frozenset())
    assert turns[-1].findings == ()
    assert terminal.findings[-1] == ()


def test_one_organization_alone(world: GitWorld, tmp_path: Path) -> None:
    watched = Watched(world.top, tmp_path, "globex")
    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    assert not {page for page in watched.look().changed if page.startswith("incidents/acme")}


def test_a_plain_folder_without_git(world: GitWorld, tmp_path: Path) -> None:
    shutil.rmtree(world.top / ".git")
    watched = Watched(world.top, tmp_path)
    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    assert [event.type.value for event in watched.look().events] == ["incident.updated"]


def test_a_linked_work_tree(world: GitWorld, tmp_path: Path) -> None:
    world.git("worktree", "add", "--quiet", str(tmp_path / "linked"), "-b", "linked")
    watched = Watched(tmp_path / "linked", tmp_path)
    watched.replace(f"{ACTIVE}/incident.yaml", "severity: P1", "severity: P2")
    assert [event.type.value for event in watched.look().events] == ["incident.updated"]


def test_what_was_read_before_everything_was_read_anew_is_let_go_of(watched: Watched) -> None:
    look = Look(watched.session, Heard(), lambda _: None, lambda *_: None)
    look(frozenset())
    shown = watched.session._current
    assert shown is not None
    before = weakref.ref(shown.live.site)
    for name in ("Once", "Twice"):  # the session remembers what it showed last
        watched.replace("farm.yaml", "organizations:", f"# {name}\norganizations:")
        look(frozenset())
    shown = None
    look(frozenset())
    assert watched.session.begun >= 3
    assert before() is None


def test_what_stays_is_set_aside_again_after_others_looked_through_all_of_it(watched: Watched) -> None:
    look = Look(watched.session, Heard(), lambda _: None, lambda *_: None)
    look(frozenset())
    gc.unfreeze()  # as whoever shares work among processes does
    try:
        look(frozenset())
        assert gc.get_freeze_count()
        assert gc.isenabled()
    finally:
        gc.unfreeze()
