"""Several processes make the bytes that one makes, of whatever there is, and ask git as seldom."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from git_world import GitWorld
from site_world import acme, plain

from farm_gitops.actions import understanding
from farm_gitops.actions.build import SiteOf, build_site
from farm_gitops.git import runner
from farm_gitops.publish import making
from farm_gitops.store import history_memory
from farm_gitops.store.project import find_project

BROKEN = "incidents/acme/2026-11-22-broken"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Acme, some commits of it, an incident that cannot be read and one that nobody committed."""
    root = acme(tmp_path / "farm")
    world = GitWorld.new(root)
    for number in range(25):
        text = plain(f"Incident {number}", "P3", "open", f"2026-10-{number + 1:02}")
        file = root / f"incidents/acme/2026-10-{number + 1:02}-incident-{number}/incident.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(text)
        world.git("add", "--all")
        world.git("commit", "--quiet", "-m", f"Declare {number}", at=f"2026-10-{number + 1:02}T10:00:00Z")
    (root / BROKEN).mkdir()
    (root / BROKEN / "incident.yaml").write_text("title: [\n")
    world.git("add", "--all")
    world.git("commit", "--quiet", "-m", "Break one", at="2026-11-24T12:00:00Z")
    shutil.copytree(root / "incidents/acme/2026-10-05-incident-4", root / "incidents/acme/2026-10-05-not-committed")
    return root


@pytest.fixture(params=[None, "HEAD"], ids=["working tree", "commit"])
def at(request: pytest.FixtureRequest) -> str | None:
    """What is built."""
    chosen: str | None = request.param
    return chosen


def by_several(patch: pytest.MonkeyPatch) -> None:
    """Have the few things of these tests shared by three processes."""
    for module in (making, understanding, history_memory):
        patch.setattr(module, "copies", lambda _things, _many: 3)
    patch.setattr(making, "_PORTION", 7)
    patch.setattr(understanding, "_PORTION", 3)
    patch.setattr(history_memory, "_SIZES", (4, 1))


def built(root: Path, output: Path, at: str | None) -> tuple[dict[str, bytes], list[str]]:
    """Every file, and what was left out."""
    site = build_site(find_project(root), SiteOf(output, at, remembers=False), lambda *_: None)
    files = {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}
    return files, [each.path for each in site.broken]


def test_a_site_made_by_several_processes_is_that_of_one(
    root: Path, tmp_path: Path, at: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, broken = built(root, tmp_path / "one", at)
    assert broken == [f"{BROKEN}/incident.yaml"]
    by_several(monkeypatch)
    assert built(root, tmp_path / "several", at) == (files, broken)


def test_what_several_processes_understood_is_remembered_for_one(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, _ = built(root, tmp_path / "clean", "HEAD")
    with monkeypatch.context() as patch:
        by_several(patch)
        build_site(find_project(root), SiteOf(tmp_path / "first", "HEAD"), lambda *_: None)
    asked: list[object] = []

    def read(*given: object) -> Iterator[object]:
        asked.append(given)
        return iter(())

    monkeypatch.setattr(understanding, "_read", read)
    build_site(find_project(root), SiteOf(tmp_path / "second", "HEAD"), lambda *_: None)
    assert asked == []
    second = {page: (tmp_path / "second" / page).read_bytes() for page in files}
    assert second == files


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The git commands that this process starts."""
    commands: list[str] = []
    start = runner._popen

    def note(command: list[str], environment: dict[str, str]) -> object:
        commands.append(" ".join(command))
        return start(command, environment)

    monkeypatch.setattr(runner, "_popen", note)
    return commands


def test_a_first_build_starts_one_git_process_more_for_a_part_of_history_and_for_a_large_organization(
    root: Path, tmp_path: Path, started: list[str]
) -> None:
    few = _processes(root, tmp_path / "few", "HEAD~20", started)
    many = _processes(root, tmp_path / "many", "HEAD", started)
    # Twenty steps more are two parts more of ten, and with them one organization is listed by itself.
    assert (many - 3, few < 30) == (few, True)


def _processes(root: Path, output: Path, at: str, started: list[str]) -> int:
    started.clear()
    built(root, output, at)
    return len(started)
