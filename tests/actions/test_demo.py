"""The demo: the shipped records, with a history that several people might have made."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

from farm_gitops.actions.demo import make_demo
from farm_gitops.importers.history import Finished, episodes
from farm_gitops.store.history import no_origins
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.shipped import shipped_records
from farm_gitops.store.snapshot import FileSnapshot


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> GitWorld:
    folder = tmp_path_factory.mktemp("demo") / "world"
    make_demo(folder)
    return GitWorld(folder)


def test_the_last_commit_holds_the_shipped_records_byte_for_byte(demo: GitWorld) -> None:
    shipped = shipped_records()
    held = {path: (demo.top / path).read_bytes() for path in shipped}
    assert held == shipped
    assert demo.git("status", "--short") == ""
    assert set(demo.git("ls-files").splitlines()) == {*shipped, ".gitignore"}


def test_several_people_worked_over_several_weeks(demo: GitWorld) -> None:
    authors = set(demo.git("log", "--format=%ae").splitlines())
    days = {line[:10] for line in demo.git("log", "--format=%aI").splitlines()}
    assert len(authors) >= 6
    assert len(days) >= 20
    assert max(days) > min(days)


def test_work_was_pushed_merged_squashed_and_rebased(demo: GitWorld) -> None:
    assert demo.git("log", "--merges", "--format=%s").startswith("Merge pull request #")
    squashed = demo.git("log", "--first-parent", "--no-merges", "--grep=(#[0-9]*)$", "--format=%s")
    assert squashed
    rebased = [line for line in demo.git("log", "--no-merges", "--format=%an|%cn|%s").splitlines() if "(#" not in line]
    assert any(author != committer for author, committer, _ in (line.split("|", 2) for line in rebased))
    assert "Update incident.yaml" in demo.git("log", "--format=%s").splitlines()


def test_commits_landed_in_the_order_of_their_clocks(demo: GitWorld) -> None:
    times = [int(line) for line in demo.git("log", "--first-parent", "--reverse", "--format=%ct").splitlines()]
    assert times == sorted(times)


def test_every_status_went_only_forward_on_the_published_branch(demo: GitWorld) -> None:
    order = ["open", "investigating", "identified", "resolved"]
    for path in sorted(demo.top.glob("incidents/*/*/incident.yaml")):
        inside = str(path.relative_to(demo.top))
        commits = demo.git("log", "--first-parent", "--reverse", "--format=%H", "--", inside).splitlines()
        texts = [demo.git("show", f"{commit}:{inside}") for commit in commits]
        ranks = [
            order.index(line.split(": ")[1]) for text in texts for line in text.splitlines() if line[:7] == "status:"
        ]
        assert ranks == sorted(ranks)
        assert ranks[0] == 0


def test_what_is_gone_is_said_only_after_its_last_use(demo: GitWorld) -> None:
    first = demo.git("rev-list", "--max-parents=0", "HEAD")
    assert "retired: true" not in demo.git("show", f"{first}:farm.yaml")
    assert "retired: true" in demo.git("show", "HEAD:farm.yaml")


def test_the_redacted_words_were_there_before_an_admin_took_them_out(demo: GitWorld) -> None:
    commit = demo.git("log", "--grep=redact", "--no-merges", "--format=%H").splitlines()[0]
    assert "-The customers concerned" in demo.git("show", commit)


def test_it_validates_strictly_and_builds(demo: GitWorld, empty_farm: Farm) -> None:
    empty_farm.root = demo.top
    assert empty_farm.ok("validate", "--strict").out.startswith("PASS")
    assert empty_farm.ok("build", "--json", "--output", str(demo.top.parent / "site")).json["broken"] == 0


def test_twice_made_it_is_the_same_commit(demo: GitWorld, tmp_path: Path) -> None:
    make_demo(tmp_path / "again")
    assert GitWorld(tmp_path / "again").git("rev-parse", "HEAD") == demo.git("rev-parse", "HEAD")


def test_a_folder_that_holds_something_is_left_alone(empty_farm: Farm) -> None:
    empty_farm.write("mine.txt", "mine")
    assert empty_farm("demo", str(empty_farm.root)).code == 1
    assert [path.name for path in empty_farm.root.iterdir()] == ["mine.txt"]


def test_the_episodes_of_every_record_end_in_the_bytes_that_were_given() -> None:
    shipped = shipped_records()
    for record in FileSnapshot(InMemory(shipped), no_origins).records():
        told: dict[str, bytes] = {}
        for episode in episodes(Finished(record, shipped)):
            told |= episode.files
        assert told == {path: data for path, data in shipped.items() if path.startswith(f"incidents/{record.id}/")}


def test_a_newcomer_can_try_every_command_in_it(empty_farm: Farm, tmp_path: Path) -> None:
    make_demo(tmp_path / "mine")
    empty_farm.root = tmp_path / "mine"
    empty_farm.ok("update", "2026-11-23-card", "-m", "I try this out.", "--commit")
    assert GitWorld(empty_farm.root).git("log", "-1", "--format=%an") == "Alice Ng"
