"""Safe cures: each is applied, no other byte changes, and what has landed in the timeline stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_world import GitWorld
from small_world import NOW, OUTAGE, judged, lay_out

from farm_gitops.store.history import no_origins
from farm_gitops.store.project import Project, find_project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree
from farm_gitops.validate.fix import fix
from farm_gitops.validate.judge import Question, judge

FACTS = (
    b"# what happened\r\n"
    b"title:   'Database outage'   # in quotes\r\n"
    b"severity: p2  # not P1\r\n"
    b"status: Resolved\r\n"
    b"description: |\r\n"
    b"  Nothing  \r\n"
    b"commander: alice\r\n"
    b"created_at: 2026-11-23 10:00Z\r\n"
)
MENDED = FACTS.replace(b"p2  #", b"P2  #").replace(b"Resolved", b"resolved").replace(b"23 10:00Z", b"23T10:00:00Z")
ENTRY = b"---\nat: 2026-11-23 10:30Z  # by the wall clock\nauthor: bob\n---\n  It is --- well.\n"
ENTRY_MENDED = ENTRY.replace(b"23 10:30Z", b"23T10:30:00Z")


def mended(root: Path, landed: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Judge and fix once; what was done."""
    return fix(Project(root, None), judged(root).findings, landed)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("incident.yaml", FACTS, MENDED),
        ("timeline/new.md", ENTRY, ENTRY_MENDED),
        ("timeline/new.md", b"\xef\xbb\xbfIt is well.\r\n", b"It is well.\r\n"),
        (
            "postmortem.md",
            b"---\nstatus: Draft # still\nroot_cause: x\n---\nBody\n",
            b"---\nstatus: draft # still\nroot_cause: x\n---\nBody\n",
        ),
    ],
)
def test_a_safe_cure_changes_the_value_and_no_other_byte(
    tmp_path: Path, path: str, before: bytes, after: bytes
) -> None:
    root = lay_out(tmp_path, {path: before})
    done = mended(root)
    assert (root / OUTAGE / path).read_bytes() == after
    assert all(line.startswith(f"{OUTAGE}/{path}: ") for line in done)
    assert judged(root).errors == 0
    assert mended(root) == ()


def test_what_was_done_is_told_line_by_line(tmp_path: Path) -> None:
    done = mended(lay_out(tmp_path, {"incident.yaml": FACTS}))
    assert done == (
        f"{OUTAGE}/incident.yaml: line 3: P2",
        f"{OUTAGE}/incident.yaml: line 4: resolved",
        f"{OUTAGE}/incident.yaml: line 8: 2026-11-23T10:00:00Z",
    )


def test_a_renamed_component_gets_its_new_name_in_its_place_in_the_list(tmp_path: Path) -> None:
    text = "title: x\nseverity: P2\nstatus: resolved\ndescription: x\naffected_components: [checkout, pay-db] # both\n"
    root = lay_out(tmp_path / "now", {"incident.yaml": text})
    earlier = FileSnapshot(Worktree(lay_out(tmp_path / "landed", {"incident.yaml": None})), no_origins)
    fix(Project(root, None), judged(root, Question(NOW, earlier)).findings, frozenset())
    assert (root / OUTAGE / "incident.yaml").read_text() == text.replace("pay-db", "payments-db")


def test_an_executable_record_is_made_ordinary(tmp_path: Path) -> None:
    root = lay_out(tmp_path)
    place = root / OUTAGE / "timeline" / "20261123T110000Z-bob.md"
    before = place.read_bytes()
    place.chmod(0o755)
    assert mended(root) == (f"{OUTAGE}/timeline/20261123T110000Z-bob.md: no longer executable",)
    assert (place.stat().st_mode & 0o111, place.read_bytes()) == (0, before)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbftitle: Caf\xe9\n",
        b"\xff\xfet\x00i\x00",
        b"title: x\nseverity: high\n",
        b"title: x\ncomander: alice\n",
        b"title: x\nseverity: P2\nseverity: p1\n",
    ],
)
def test_what_needs_a_decision_is_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    root = lay_out(tmp_path, {"incident.yaml": data})
    assert mended(root) == ()
    assert (root / OUTAGE / "incident.yaml").read_bytes() == data


def test_an_attachments_bytes_are_never_touched(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"attachments/notes.txt": b"\xef\xbb\xbfseen\n"})
    (root / OUTAGE / "attachments" / "notes.txt").chmod(0o755)
    mended(root)
    assert (root / OUTAGE / "attachments" / "notes.txt").read_bytes() == b"\xef\xbb\xbfseen\n"


def test_an_entry_that_head_holds_is_never_touched_and_a_new_one_is(tmp_path: Path) -> None:
    world = GitWorld.new(lay_out(tmp_path, {"timeline/old.md": ENTRY}))
    world.git("add", "--all")
    world.git("commit", "--quiet", "-m", "All")
    (tmp_path / OUTAGE / "timeline" / "old.md").chmod(0o755)
    new = tmp_path / OUTAGE / "timeline" / "new.md"
    new.write_bytes(ENTRY)
    project = find_project(tmp_path)
    with project.worktree() as snapshot:
        done = fix(project, judge(snapshot, Question()).findings, project.landed_paths())
    assert done == (f"{OUTAGE}/timeline/new.md: line 2: 2026-11-23T10:30:00Z",)
    assert (tmp_path / OUTAGE / "timeline" / "old.md").read_bytes() == ENTRY
    assert (tmp_path / OUTAGE / "timeline" / "old.md").stat().st_mode & 0o111
    assert new.read_bytes() == ENTRY_MENDED


def test_facts_that_landed_may_be_mended(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"incident.yaml": FACTS})
    assert mended(root, frozenset({f"{OUTAGE}/incident.yaml"})) != ()


def test_what_lies_behind_a_link_is_never_written(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_bytes(ENTRY)
    secret.chmod(0o755)
    root = lay_out(tmp_path / "here")
    (root / OUTAGE / "timeline" / "link.md").symlink_to(secret)
    assert mended(root) == ()
    assert (secret.read_bytes(), secret.stat().st_mode & 0o777) == (ENTRY, 0o755)
