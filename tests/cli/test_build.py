"""`build` and `import` as people and scripts call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

FACTS = "title: Outage\nseverity: P3\nstatus: open\ndescription: x\naffected_components: [checkout]\n"
PATH = "incidents/acme/2026-11-23-outage/incident.yaml"
PAGE = "site/incidents/acme/2026-11-23-outage/index.html"
DOCUMENT = {
    "page": {"id": "p1", "name": "Shop"},
    "incidents": [
        {
            "id": "i1",
            "name": "Checkout is slow",
            "impact": "major",
            "status": "resolved",
            "created_at": "2026-11-20T10:00:00.000Z",
            "incident_updates": [
                {"id": "u2", "status": "resolved", "body": "Fixed.", "created_at": "2026-11-20T11:00:00.000Z"},
                {"id": "u1", "status": "investigating", "body": "We look.", "created_at": "2026-11-20T10:05:00.000Z"},
            ],
            "components": [{"id": "c1", "name": "Web shop"}],
        }
    ],
}


def contents(folder: Path) -> dict[str, bytes]:
    """Every published file; the manifest and the `.gitignore` of the output are not."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def commit_all(farm: Farm) -> None:
    GitWorld(farm.root).git("add", "-A")
    GitWorld(farm.root).git("commit", "-qm", "x")


def test_a_clean_checkout_and_its_commit_build_the_same_bytes(farm: Farm, tmp_path: Path) -> None:
    farm.write(".gitignore", "/site/\n")
    farm.write(PATH, FACTS)
    farm.write("incidents/acme/2026-11-23-outage/timeline/first.md", "We look.\n")
    commit_all(farm)
    farm.ok("build", "--output", str(tmp_path / "here"))
    farm.write(PATH, FACTS.replace("Outage", "Something else"))
    farm.ok("build", "--at", "HEAD", "--output", str(tmp_path / "there"))
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_what_no_commit_holds_is_shown_as_such_wherever_it_lies(farm: Farm) -> None:
    farm.write(".gitignore", "/site/\n*.log\n")
    farm.write("farm.yaml", farm.read("farm.yaml") + "catalog: ['**/*.yaml']\n")
    farm.write("catalog/c.yaml", "kind: Component\nmetadata: {name: search}\n")
    farm.write(PATH, FACTS)
    commit_all(farm)
    farm.ok("build")
    assert "catalog/c.yaml" not in farm.read("site/about/index.html")
    farm.write("catalog/c.yaml", "kind: Component\nmetadata: {name: other}\n")
    farm.write("incidents/acme/2026-11-23-outage/attachments/edge.log", "ignored by git\n")
    farm.ok("build")
    about = farm.read("site/about/index.html")
    assert "catalog/c.yaml" in about
    assert "edge.log" in about


def test_building_twice_writes_nothing_the_second_time(farm: Farm) -> None:
    farm.write(PATH, FACTS)
    first = farm.ok("build", "--json").json
    second = farm.ok("build", "--json").json
    assert first["written"] > 10
    assert second["written"] == second["removed"] == 0
    assert second["asOf"] == first["asOf"]


def test_the_moment_that_the_site_speaks_of_is_the_commits_or_the_newest_in_uncommitted_files(farm: Farm) -> None:
    farm.write(PATH, FACTS)
    commit_all(farm)
    assert farm.ok("build", "--json").json["asOf"] == "2026-11-23T10:00:00Z"
    farm.write("incidents/acme/2026-11-23-outage/timeline/20261123T150000Z-bob.md", "Later.\n")
    assert farm.ok("build", "--json").json["asOf"] == "2026-11-23T15:00:00Z"
    assert farm.ok("build", "--json", "--as-of", "2027-01-01T00:00:00Z").json["asOf"] == "2027-01-01T00:00:00Z"


def test_a_broken_record_is_left_out_and_listed_and_the_rest_is_built(farm: Farm) -> None:
    farm.write(PATH, FACTS)
    farm.write("incidents/acme/broken/incident.yaml", "title: [\n")
    answer = farm("build")
    assert answer.code == 1
    assert "incidents/acme/broken/incident.yaml:2" in answer.err
    assert "Outage" in farm.read(PAGE)
    assert "incidents/acme/broken/incident.yaml" in farm.read("site/about/index.html")
    farm.ok("resolve", "2026-11-23-outage")
    farm("build")
    assert "1 incident cannot be read and may be active" in farm.read("site/index.html")


def test_a_shallow_clone_is_refused_with_the_command_that_mends_it(farm: Farm, tmp_path: Path) -> None:
    farm.write(PATH, FACTS)
    commit_all(farm)
    GitWorld(farm.root).clone(tmp_path / "shallow", "--depth", "1")
    farm.root = tmp_path / "shallow"
    answer = farm("build")
    assert (answer.code, "git fetch --unshallow" in answer.err) == (3, True)
    farm.ok("build", "--no-history")


def test_one_organization_can_be_built_alone(farm: Farm) -> None:
    farm.write("farm.yaml", farm.read("farm.yaml").replace("organizations:", "organizations:\n  other: {}"))
    farm.write(PATH, FACTS)
    farm.write("incidents/other/secret-thing/incident.yaml", FACTS.replace("Outage", "Secret thing"))
    farm.ok("build", "--organization", "acme")
    everything = b"".join(contents(farm.root / "site").values())
    assert b"Outage" in everything
    assert b"ecret thing" not in everything
    assert farm("build", "--organization", "nobody").code == 1


def test_a_plain_folder_is_built_and_says_once_what_it_cannot_know(empty_farm: Farm) -> None:
    empty_farm.write("farm.yaml", "organizations: {acme: {}}\ncomponents: {checkout: {}}\n")
    empty_farm.write(PATH, FACTS)
    answer = empty_farm.ok("build")
    assert answer.err.count("note:") == 1
    assert "Outage" in empty_farm.read(PAGE)


@pytest.mark.parametrize("output", ["incidents/acme", ".", "farm.yaml"])
def test_the_records_are_never_built_over(farm: Farm, output: str) -> None:
    farm.write(PATH, FACTS)
    assert farm("build", "--output", str(farm.root / output)).code == 2
    assert farm.read(PATH) == FACTS


def test_a_file_of_somebody_else_in_the_output_is_left_alone(farm: Farm) -> None:
    farm.write("public/mine.txt", "mine")
    answer = farm("build", "--output", str(farm.root / "public"))
    assert (answer.code, farm.read("public/mine.txt")) == (2, "mine")


def test_an_import_is_written_reported_and_not_repeated(farm: Farm, tmp_path: Path) -> None:
    source = tmp_path / "incidents.json"
    source.write_text(json.dumps(DOCUMENT))
    answer = farm.ok("import", "statuspage", str(source), "--organization", "acme", "--commit", "--json")
    assert answer.json["added"] == ["acme/2026-11-20-checkout-is-slow"]
    assert GitWorld(farm.root).git("status", "--short") == ""
    judged = farm.ok("validate", "--json").json["findings"]
    assert {finding["rule"] for finding in judged} == {"missing-commander"}
    shown = farm.ok("show", "2026-11-20", "--json").json["incident"]
    assert [update["newStatus"] for update in shown["updates"]] == ["investigating", "resolved"]
    again = farm("import", "statuspage", str(source), "--organization", "acme", "--json")
    assert again.json["added"] == []
    assert again.json["unchanged"] == 1
    farm.ok("import", "statuspage", str(source), "--organization", "acme", "--commit")


def test_what_is_no_statuspage_document_is_refused_whole(farm: Farm, tmp_path: Path) -> None:
    source = tmp_path / "x.json"
    source.write_text('{"incidents": 7}')
    assert farm("import", "statuspage", str(source)).code == 2
    source.write_text("<html>")
    assert farm("import", "statuspage", str(source)).code == 2
    assert not (farm.root / "incidents").exists()
