"""Snapshots: the same records, whichever way they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

from farm_gitops.errors import FarmError, Refused
from farm_gitops.model.incident import IncidentId
from farm_gitops.store.project import Project, find_project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Worktree

FACTS = "title: Outage\nseverity: P2\nstatus: open\ndescription: Down.\n"
BACKSTAGE = "kind: Component\nmetadata: {name: search}\n---\nkind: System\nmetadata: {name: shop}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    world = GitWorld.new(tmp_path / "acme")
    world.commit({"farm.yaml": FARM_YAML + "catalog: [catalog/**/*.yaml]\n"})
    world.commit(
        {
            "incidents/acme/a/incident.yaml": FACTS,
            "incidents/acme/a/timeline/first.md": "We look.\n",
            "incidents/acme/b/incident.yaml": "title: [\n",
            "catalog/shop/all.yaml": BACKSTAGE,
            "catalog/broken.yaml": "a: &b c\n",
        },
        author="Bob Roth <bob@acme.example>",
        at="2026-11-23T10:30:00Z",
    )
    return find_project(world.top)


def told(snapshot: FileSnapshot) -> object:
    return list(snapshot.records()), snapshot.catalog.entities, snapshot.ids(), snapshot.configuration


def test_the_working_tree_and_the_commit_it_was_checked_out_from_are_the_same(project: Project) -> None:
    assert project.head is not None
    with project.worktree() as here, project.revision(project.head) as there:
        assert told(here) == told(there)


def test_a_commit_is_read_as_it_was_whatever_lies_in_the_work_tree(project: Project) -> None:
    assert project.head is not None
    (project.root / "incidents/acme/a/incident.yaml").write_text(FACTS.replace("Outage", "Changed"))
    with project.revision(project.head) as there:
        record = there.record(IncidentId("acme", "a"))
    assert record is not None
    assert record.facts.title == "Outage"


def test_who_added_a_file_and_when_comes_from_the_commit(project: Project) -> None:
    with project.worktree() as snapshot:
        record = snapshot.record(IncidentId("acme", "a"))
    assert record is not None
    assert record.created is not None
    assert record.created.text == "2026-11-23T10:30:00Z"
    assert record.origin is not None
    assert record.origin.email == "bob@acme.example"
    assert record.entries[0].happened == record.created


def test_a_broken_incident_hides_no_other(project: Project) -> None:
    with project.worktree() as snapshot:
        assert [record.id.name for record in snapshot.records()] == ["a"]
        assert [incident.name for incident in snapshot.ids()] == ["a", "b"]


def test_components_come_from_farm_yaml_and_from_descriptors_and_a_broken_file_is_one_warning(
    project: Project,
) -> None:
    with project.worktree() as snapshot:
        assert snapshot.catalog.names == ("checkout", "payments-db", "search", "shop")
        warnings = [problem for document in snapshot.catalog_documents for problem in document.problems]
    assert [warning.level for warning in warnings] == ["warning"]


def test_texts_can_be_laid_over_a_snapshot_without_writing_them(project: Project) -> None:
    with project.worktree() as snapshot:
        after = snapshot.with_texts({"incidents/acme/c/incident.yaml": FACTS})
        assert [incident.name for incident in after.ids()] == ["a", "b", "c"]
        assert len(snapshot.ids()) == 2


def test_nothing_is_read_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere/pages").mkdir(parents=True)
    (tmp_path / "elsewhere/pages/about.html").write_text("x")
    (tmp_path / "templates").symlink_to("elsewhere")
    tree = Worktree(tmp_path)
    assert tree.read("elsewhere/pages/about.html") == b"x"
    assert tree.read("templates/pages/about.html") is None


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password")
    folder = tmp_path / "farm/incidents/acme/a"
    folder.mkdir(parents=True)
    (folder / "incident.yaml").symlink_to(tmp_path / "secret")
    source = Worktree(tmp_path / "farm")
    assert [(file.path, file.mode) for file in source.files("incidents")] == [
        ("incidents/acme/a/incident.yaml", "120000")
    ]
    assert source.read("incidents/acme/a/incident.yaml") is None


def test_without_a_farm_yaml_the_cure_is_init(tmp_path: Path) -> None:
    with pytest.raises(FarmError) as raised:
        find_project(tmp_path)
    assert "farm-gitops init" in raised.value.cure


def test_the_project_is_found_from_a_folder_inside_it(project: Project) -> None:
    assert find_project(project.root / "incidents/acme").root == project.root


def test_a_farm_yaml_below_the_top_of_the_repository_is_refused(project: Project) -> None:
    below = project.root / "deep"
    below.mkdir()
    (below / "farm.yaml").write_text(FARM_YAML)
    with pytest.raises(FarmError, match="below the top"):
        find_project(below)


def test_a_broken_configuration_says_how_to_see_why(farm: Farm) -> None:
    farm.write("farm.yaml", "organizations: {}\n")
    with find_project(farm.root).worktree() as snapshot, pytest.raises(Refused) as raised:
        _ = snapshot.configuration
    assert "farm-gitops validate" in raised.value.cure


def test_a_shallow_clone_knows_nothing_of_who_did_what_and_says_so(project: Project, tmp_path: Path) -> None:
    clone = GitWorld(project.root).clone(tmp_path / "shallow", "--depth", "1")
    shallow = find_project(clone.top)
    assert not shallow.has_history
    with shallow.worktree() as snapshot:
        assert [record.origin for record in snapshot.records()] == [None]
    with pytest.raises(FarmError) as raised:
        shallow.require_history()
    assert "git fetch --unshallow" in raised.value.cure


def test_a_plain_folder_works_without_git(tmp_path: Path) -> None:
    (tmp_path / "farm.yaml").write_text(FARM_YAML)
    project = find_project(tmp_path)
    assert project.repository is None
    assert project.uncommitted() == frozenset()
    assert not project.has_history


@pytest.mark.parametrize(
    "name", ["acme/a", "acme/b", "acme/c", "globex/a", "linked/a", "acme/../acme/a", "acme/a/timeline"]
)
def test_an_incident_is_there_just_where_it_is_listed(project: Project, name: str) -> None:
    (project.root / "incidents/linked").symlink_to("acme")
    incident = IncidentId(*name.split("/", 1))
    assert project.head is not None
    with project.worktree() as here, project.revision(project.head) as there:
        assert [snapshot.has(incident) for snapshot in (here, there)] == [name in {"acme/a", "acme/b"}] * 2
        assert [incident in snapshot.ids() for snapshot in (here, there)] == [name in {"acme/a", "acme/b"}] * 2
        assert [snapshot.has(incident) for snapshot in (here, there)] == [name in {"acme/a", "acme/b"}] * 2


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (".", ["a", "b"]),
        ("incidents", ["a", "b"]),
        ("incidents/acme", ["a", "b"]),
        ("incidents/acme/a", ["a"]),
        ("incidents/acme/a/timeline/first.md", ["a"]),
        ("incidents/acme/gone", []),
        ("farm.yaml", []),
    ],
)
def test_the_incidents_around_a_path_are_those_above_and_below_it(
    project: Project, path: str, names: list[str]
) -> None:
    assert project.head is not None
    with project.worktree() as here, project.revision(project.head) as there:
        assert [[each.name for each in snapshot.ids_around((path,))] for snapshot in (here, there)] == [names] * 2


def test_nothing_is_listed_through_a_link(project: Project) -> None:
    (project.root / "incidents/linked").symlink_to("acme")
    assert Worktree(project.root).files("incidents/linked/a") == ()
