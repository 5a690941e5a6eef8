"""A commit that was built already is known at once, and an output that somebody touched is not taken for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld
from site_world import acme
from watched_loading import heavy_modules_of

PAGE = "site/incidents/acme/2026-10-02-search-is-slow/index.html"


@pytest.fixture
def farm(empty_farm: Farm) -> Farm:
    acme(empty_farm.root)
    GitWorld.new(empty_farm.root).commit({".gitignore": "site/\n"}, at="2026-11-24T12:00:00Z")
    GitWorld(empty_farm.root).git("add", "--all")
    GitWorld(empty_farm.root).commit({}, at="2026-11-24T12:00:00Z")
    empty_farm.ok("build", "--at", "HEAD")
    return empty_farm


def counts(farm: Farm, *options: str) -> tuple[int, int, int]:
    told = farm.ok("build", "--at", "HEAD", "--json", *options).json
    return told["made"], told["written"], told["removed"]


def test_a_second_build_of_a_commit_makes_nothing_and_says_the_same(farm: Farm) -> None:
    before = farm.read(PAGE)
    told = farm.ok("build", "--at", "HEAD", "--no-cache", "--json").json
    farm.ok("build", "--at", "HEAD")
    again = farm.ok("build", "--at", "HEAD", "--json").json
    assert told["made"] == told["files"]
    assert again == told | {"made": 0}
    assert farm.read(PAGE) == before


def test_nothing_heavy_is_loaded_to_know_that_nothing_changed(farm: Farm) -> None:
    counts(farm)
    assert heavy_modules_of(farm.root, "build", "--at", "HEAD") == []


def test_a_page_that_was_deleted_is_there_again(farm: Farm) -> None:
    (farm.root / PAGE).unlink()
    assert counts(farm)[1] == 1
    assert (farm.root / PAGE).exists()


def test_an_output_that_was_deleted_is_built_again(farm: Farm) -> None:
    shutil.rmtree(farm.root / "site")
    assert counts(farm)[1] > 0


def test_what_was_written_into_a_page_in_its_place_is_found_by_verifying(farm: Farm) -> None:
    before = farm.read(PAGE)
    with (farm.root / PAGE).open("r+") as page:
        page.write("Somebody was here")
    assert counts(farm, "--verify-output")[1] == 1
    assert farm.read(PAGE) == before


@pytest.mark.parametrize(
    "options", [("--as-of", "2027-01-01T00:00:00Z"), ("--organization", "acme"), ("--no-history",), ("--no-cache",)]
)
def test_what_is_asked_for_otherwise_is_built(farm: Farm, options: tuple[str, ...]) -> None:
    assert counts(farm, *options)[0] > 0


def test_an_unfinished_build_is_never_taken_for_one(farm: Farm) -> None:
    (farm.root / "site/.farm-gitops-unfinished.json").write_text('{"version": 1, "files": {}}')
    counts(farm)
    assert not (farm.root / "site/.farm-gitops-unfinished.json").exists()


def test_a_site_with_records_left_out_says_so_every_time(farm: Farm) -> None:
    folder: Path = farm.root / "incidents/acme/2026-10-02-search-is-slow"
    GitWorld(farm.root).commit({str((folder / "incident.yaml").relative_to(farm.root)): "title: [\n"})
    for _ in range(2):
        answer = farm("build", "--at", "HEAD")
        assert answer.code == 1
        assert "left out: incidents/acme/2026-10-02-search-is-slow/incident.yaml" in answer.err


def test_an_output_behind_a_link_is_known_by_what_the_link_leads_to(farm: Farm, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    output = ("--output", str(tmp_path / "link"))
    farm.ok("build", "--at", "HEAD", *output)
    assert counts(farm, *output) == (0, 0, 0)
    (tmp_path / "real/index.html").unlink()
    assert counts(farm, *output)[1] == 1


def test_a_file_in_the_place_of_a_folder_is_named_and_left_alone(farm: Farm) -> None:
    folder = (farm.root / PAGE).parent
    shutil.rmtree(folder)
    folder.write_text("")
    answer = farm("build", "--at", "HEAD")
    assert answer.code == 3
    assert "cannot make the folder" in answer.err


def test_a_history_that_was_cut_off_since_is_refused_all_the_same(farm: Farm) -> None:
    (farm.root / ".git/shallow").write_text(GitWorld(farm.root).git("rev-parse", "HEAD"))
    assert farm("build", "--at", "HEAD").code == 3
