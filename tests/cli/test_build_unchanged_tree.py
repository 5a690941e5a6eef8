"""A working tree that was built already is known at once, and one in which anything changed is not taken for it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld
from settling import let_settle
from site_world import FARM, acme, plain
from watched_loading import heavy_modules_of

INCIDENT = "incidents/acme/2026-10-02-search-is-slow"
FACTS = f"{INCIDENT}/incident.yaml"
PAGE = f"site/{INCIDENT}/index.html"
CATALOG = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: queue}\nspec: {}\n"


@pytest.fixture
def farm(empty_farm: Farm) -> Farm:
    """A repository whose site was built, and settled so that the next build can rely on times."""
    acme(empty_farm.root)
    world = GitWorld.new(empty_farm.root)
    empty_farm.write("farm.yaml", FARM + "catalog: [catalog/*.yaml]\n")
    empty_farm.write("catalog/queue.yaml", CATALOG)
    empty_farm.write(".gitignore", "site/\n*.log\n")
    world.git("add", "--all")
    world.commit({}, at="2026-11-24T12:00:00Z")
    build(empty_farm)
    return empty_farm


def build(farm: Farm, *options: str) -> int:
    """How many pages were made; files that the test wrote just now have settled before."""
    let_settle(farm.root)
    answer = farm("build", "--json", *options)
    assert answer.code in {0, 1}, answer
    made: int = answer.json["made"]
    return made


def test_a_second_build_of_a_working_tree_makes_nothing_and_says_the_same(farm: Farm) -> None:
    told = farm.ok("build", "--no-cache", "--json").json
    build(farm)
    assert farm.ok("build", "--json").json == told | {"made": 0}
    assert farm.ok("build", "--json", "--verify-output").json == told | {"made": 0}


def test_nothing_heavy_is_loaded_to_know_that_a_working_tree_is_as_it_was(farm: Farm) -> None:
    assert build(farm) == 0
    assert heavy_modules_of(farm.root, "build") == []
    assert heavy_modules_of(farm.root, "build", "--verify-output") == []


def test_what_is_known_of_a_working_tree_is_not_said_of_its_commit(farm: Farm) -> None:
    assert heavy_modules_of(farm.root, "build", "--at", "HEAD") != []


def edit(farm: Farm) -> None:
    farm.write(FACTS, farm.read(FACTS).replace("slow", "fast", 1))


def edit_in_place_and_set_back_the_time(farm: Farm) -> None:
    file = farm.root / FACTS
    before = file.stat()
    with file.open("r+") as opened:
        opened.write(farm.read(FACTS).replace("slow", "fast"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def add_an_ignored_file(farm: Farm) -> None:
    farm.write(f"{INCIDENT}/attachments/notes.log", "down\n")


def add_an_empty_incident(farm: Farm) -> None:
    (farm.root / "incidents/acme/2026-12-01-nothing").mkdir()


def delete_an_entry(farm: Farm) -> None:
    (farm.root / f"{INCIDENT}/timeline/20261002T110000Z-bob.md").unlink()


def make_executable(farm: Farm) -> None:
    (farm.root / FACTS).chmod(0o755)


def put_a_link(farm: Farm) -> None:
    (farm.root / FACTS).unlink()
    (farm.root / FACTS).symlink_to(farm.root / "farm.yaml")


def configure(farm: Farm) -> None:
    farm.write("farm.yaml", farm.read("farm.yaml").replace("Search", "Lookup"))


def describe(farm: Farm) -> None:
    farm.write("catalog/queue.yaml", CATALOG.replace("spec: {}", "spec: {owner: shop}"))


def describe_more(farm: Farm) -> None:
    farm.write("catalog/more.yaml", CATALOG.replace("queue", "more"))


def dress(farm: Farm) -> None:
    farm.write("templates/assets/own.css", "body { color: red }\n")


def unstage(farm: Farm) -> None:
    GitWorld(farm.root).git("rm", "--quiet", "--cached", FACTS)


def commit_nothing(farm: Farm) -> None:
    GitWorld(farm.root).git("commit", "--quiet", "--allow-empty", "-m", "Nothing")


def move_sideways(farm: Farm) -> None:
    GitWorld(farm.root).git("commit", "--quiet", "--amend", "--no-edit", "--allow-empty", at="2027-01-01T00:00:00Z")


def scribble(farm: Farm) -> None:
    with (farm.root / PAGE).open("r+") as page:
        page.write("Somebody was here")


def lose_a_page(farm: Farm) -> None:
    (farm.root / PAGE).unlink()


@pytest.mark.parametrize(
    "change",
    [
        *(edit, edit_in_place_and_set_back_the_time, add_an_ignored_file, add_an_empty_incident, delete_an_entry),
        *(make_executable, put_a_link, configure, describe, describe_more, dress, unstage, commit_nothing),
        *(move_sideways, scribble, lose_a_page),
    ],
    ids=lambda change: change.__name__,
)
def test_whatever_changed_is_built(farm: Farm, tmp_path: Path, change: Callable[[Farm], None]) -> None:
    assert build(farm) == 0
    change(farm)
    build(farm)
    farm("build", "--no-cache", "--output", str(tmp_path / "clean"))
    assert contents(farm.root / "site") == contents(tmp_path / "clean")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_git_takes_down_of_its_own_accord_is_no_change(farm: Farm) -> None:
    os.utime(farm.root / FACTS)
    build(farm)
    assert build(farm) == 0
    GitWorld(farm.root).git("status")  # writes the index anew, since a time in it is another
    assert build(farm) == 0
    assert heavy_modules_of(farm.root, "build") == []


def test_what_is_written_while_the_clock_stands_still_is_not_relied_on(farm: Farm) -> None:
    edit(farm)
    farm.ok("build")  # at once
    changed = farm.read(FACTS)
    edit_in_place_and_set_back_the_time(farm)
    farm.write(FACTS, changed.replace("fast", "good"))
    farm.ok("build")
    assert "Search is good" in farm.read(PAGE)


def test_a_page_into_which_somebody_wrote_with_the_old_time_is_found_by_verifying(farm: Farm) -> None:
    assert build(farm) == 0
    before = farm.read(PAGE)
    scribble(farm)
    assert build(farm, "--verify-output") > 0
    assert farm.read(PAGE) == before


def test_two_work_trees_of_a_repository_are_told_apart(farm: Farm, tmp_path: Path) -> None:
    GitWorld(farm.root).git("worktree", "add", "--quiet", str(tmp_path / "other"))
    output = ("--output", str(tmp_path / "site"))
    other = Farm(tmp_path / "other", farm.patch, farm.capture)
    farm.ok("build", *output)
    edit(other)
    let_settle(other.root)
    other.ok("build", *output)
    assert "Search is fast" in (tmp_path / PAGE).read_text()
    farm.ok("build", *output)
    assert "Search is slow" in (tmp_path / PAGE).read_text()


def test_a_theme_that_goes_is_missed(farm: Farm) -> None:
    dress(farm)
    build(farm)
    assert (farm.root / "site/assets/own.css").exists()
    shutil.rmtree(farm.root / "templates")
    build(farm)
    assert not (farm.root / "site/assets/own.css").exists()


def test_a_catalog_beside_the_output_is_read_every_time(farm: Farm) -> None:
    farm.write("farm.yaml", FARM + 'catalog: ["**/*.yml"]\n')
    build(farm)
    farm.write("more.yml", CATALOG)
    assert build(farm) > 0


def test_a_site_with_records_left_out_says_so_every_time(farm: Farm) -> None:
    farm.write(FACTS, plain("[", "P9", "open", "2026-01-01"))
    let_settle(farm.root)
    for _ in range(2):
        answer = farm("build")
        assert answer.code == 1
        assert f"left out: {FACTS}" in answer.err


def test_a_plain_folder_is_built_every_time(empty_farm: Farm) -> None:
    acme(empty_farm.root)
    assert [empty_farm.ok("build", "--json").json["made"] > 0 for _ in range(2)] == [True, True]


def test_before_the_first_commit_a_working_tree_is_known_as_well(empty_farm: Farm) -> None:
    acme(empty_farm.root)
    GitWorld.new(empty_farm.root)
    build(empty_farm)
    assert build(empty_farm) == 0
    assert heavy_modules_of(empty_farm.root, "build") == []
