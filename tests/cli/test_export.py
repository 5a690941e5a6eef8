"""`export` and `import jsonl` from the command line: the demo, with all that it holds, into repositories of others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import Farm
from git_world import GitWorld

from farm_gitops.documents.tree import plain
from farm_gitops.records.folder import undated
from farm_gitops.store.history import no_origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree

INCIDENT = "incidents/acme/2026-11-23-outage/incident.yaml"


def known(root: Path) -> dict[str, Any]:
    """Everything that the incidents of a folder say: records, and every key as it is written."""
    there = FileSnapshot(Worktree(root), no_origins)
    found: dict[str, Any] = {}
    for incident in there.ids():
        folder = there.folder(incident)
        assert folder.record is not None
        found[str(incident)] = (undated(folder.record), {each.path: plain(each.root) for each in folder.documents()})
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, which has redactions, corrections, attachments, approvals, and people who left."""
    from farm_gitops.actions.demo import make_demo

    return make_demo(tmp_path_factory.mktemp("demo") / "demo").folder


def incidents(stream: Path) -> dict[str, Any]:
    """The incidents of an export, by id."""
    values = [json.loads(line) for line in stream.read_bytes().splitlines()[1:]]
    return {value["id"]: value for value in values}


def steps(incident: Any) -> list[Any]:
    """The steps that brought entries: when, and where the incident stood from then on."""
    told = [step for step in incident["history"] if step["entries"]]
    return [(step["recorded"]["at"], step["status"], step["commander"], step["entries"]) for step in told]


def at(farm: Farm, root: Path) -> Farm:
    """The same command line over another folder."""
    return Farm(root, farm.patch, farm.capture, "2027-01-10T12:00:00Z")


@pytest.fixture
def stream(farm: Farm, demo: Path, tmp_path: Path) -> Path:
    """The demo's export."""
    path = tmp_path / "demo.jsonl"
    at(farm, demo).ok("export", "--output", str(path))
    return path


@pytest.fixture
def twin(farm: Farm, demo: Path, tmp_path: Path) -> Farm:
    """A repository with the demo's configuration and catalog, and nothing else; Alice imports."""
    world = GitWorld.new(tmp_path / "twin")
    shutil.copytree(demo / "catalog", world.top / "catalog")
    shutil.copy(demo / "farm.yaml", world.top / "farm.yaml")
    world.git("config", "user.name", "Alice Ng")
    world.git("config", "user.email", "alice@acme.example")
    world.git("add", ".")
    world.commit({}, at="2026-09-01T10:00:00Z")
    return at(farm, world.top)


def test_the_demo_comes_back_with_its_history_and_nothing_is_lost(twin: Farm, demo: Path, stream: Path) -> None:
    answer = twin.ok("import", "jsonl", str(stream), "--history", "--json")
    assert (len(answer.json["added"]), answer.json["repairs"], answer.json["refused"]) == (18, [], [])
    assert known(twin.root) == known(demo)
    assert twin.read("farm.yaml") == (demo / "farm.yaml").read_text()
    assert twin.ok("validate").code == 0
    assert twin.ok("audit").code == 0
    again = twin.ok("import", "jsonl", str(stream), "--history", "--json")
    assert (again.json["unchanged"], again.json["commit"]) == (18, None)


def test_who_did_what_and_when_comes_back_as_well(twin: Farm, farm: Farm, demo: Path, stream: Path) -> None:
    twin.ok("import", "jsonl", str(stream), "--history")
    path = twin.root.parent / "again.jsonl"
    twin.ok("export", "--output", str(path))
    before, after = incidents(stream), incidents(path)
    assert before.keys() == after.keys()
    for key, one in before.items():
        assert [entry["recorded"]["person"] for entry in one["timeline"]] == [
            entry["recorded"]["person"] for entry in after[key]["timeline"]
        ]
        assert steps(one) == steps(after[key])


def test_into_an_empty_repository_the_names_come_along(farm: Farm, demo: Path, stream: Path, tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "new")
    text = "maintainers: [alice]\norganizations:\n  acme: {admins: [alice]}\n  northwind-labs: {admins: [alice]}\n"
    world.commit({"farm.yaml": f"{text}people:\n  alice: {{emails: [alice@acme.example]}}\n"})
    new = at(farm, world.top)
    world.git("config", "user.name", "Alice Ng")
    world.git("config", "user.email", "alice@acme.example")
    answer = new.ok("import", "jsonl", str(stream), "--commit", "--json")
    assert set(answer.json["repair_counts"]) == {"renamed-component", "anothers-act", "gone-name"}
    assert new.ok("validate").code == 0
    refused = at(farm, world.top)("import", "jsonl", str(stream), "--history")
    assert (refused.code, "18 unchanged" in refused.out) == (0, True)


def test_all_names_of_the_demo_come_back_in_order_into_a_repository_that_has_none(
    farm: Farm, demo: Path, stream: Path, tmp_path: Path
) -> None:
    world = GitWorld.new(tmp_path / "new")
    policy, _, names = (demo / "farm.yaml").read_text().partition("\nenvironments:")
    assert "\ncomponents:" in names
    world.commit({"farm.yaml": f"{policy}\n"})
    new = at(farm, world.top)
    new.ok("import", "jsonl", str(stream), "--history")
    before, after = (FileSnapshot(Worktree(root), no_origins) for root in (demo, new.root))
    declared = before.configuration.components
    came = after.configuration.components
    assert [(key, came[key]) for key in came if key in declared] == [*declared.items()]
    assert [*after.configuration.environments.items()] == [*before.configuration.environments.items()]
    assert described(after) == described(before)
    assert known(new.root).keys() == known(demo).keys()
    assert "not in it: policy and set-up" in at(farm, demo).ok("export", "--output", str(tmp_path / "again")).out


def described(there: FileSnapshot) -> list[tuple[str | None, ...]]:
    """What is said of each component, wherever it is said."""
    return sorted((each.title, each.owner or "", each.description or "") for each in there.catalog.entities)


def test_an_approval_by_somebody_who_is_no_admin_here_says_what_to_do(farm: Farm, stream: Path, tmp_path: Path) -> None:
    world = GitWorld.new(tmp_path / "new")
    text = "maintainers: [alice]\norganizations:\n  acme: {admins: [alice]}\n  northwind-labs: {admins: [alice]}\n"
    world.commit({"farm.yaml": f"{text}people:\n  alice: {{emails: [alice@acme.example]}}\n"})
    answer = at(farm, world.top)("import", "jsonl", str(stream), "--history")
    assert answer.code == 1
    assert "[unauthorized-approval]" in answer.err
    assert "make those admins whose approvals come along" in answer.err


def test_an_export_is_the_same_bytes_each_time(farm: Farm, demo: Path, stream: Path) -> None:
    assert at(farm, demo).ok("export").out.encode() == stream.read_bytes()


def test_one_organization_and_nothing_that_is_not_wanted(farm: Farm, demo: Path) -> None:
    there = at(farm, demo)
    told = there.ok("export", "--organization", "northwind-labs", "--no-emails", "--no-attachments", "--no-history").out
    assert '"id":"acme/' not in told
    assert '"base64"' not in told
    assert "@northwind-labs.example" not in told
    assert '"history"' not in told
    assert there("export", "--organization", "nobody").code == 1


def test_what_cannot_be_read_is_left_out_and_named(farm: Farm) -> None:
    farm.write(INCIDENT, "title: [")
    answer = farm("export")
    assert (answer.code, len(answer.out.splitlines())) == (1, 1)
    assert f"left out, for it cannot be read: {INCIDENT}" in answer.err


def test_a_file_that_is_no_export_says_what_to_do(farm: Farm, tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"title": "a", "updates": []}\n')
    answer = farm("import", "jsonl", str(tmp_path / "x.jsonl"))
    assert answer.code == 2
    assert "farm-gitops import statuspage" in answer.err
