"""What a killed writer left is taken back by the next one, and nothing else is."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld
from killed import kill_at

from farm_gitops.errors import FarmError
from farm_gitops.store.project import Project, find_project
from farm_gitops.store.unfinished import NAME
from farm_gitops.store.write import one_writer, write_texts

TEXTS = {f"incidents/acme/a/{name}": name for name in ("timeline/1.md", "timeline/2.md", "incident.yaml")}
TEXTS["farm.yaml"] = FARM_YAML.replace("Acme Corporation", "Acme")


def write(project: Project) -> None:
    """As an act does."""
    with one_writer(project):
        write_texts(project, TEXTS, {"farm.yaml": FARM_YAML.encode()}.get)


def killed(root: Path) -> Project:
    """A project in which a writer was killed when all its files were in place."""
    project = find_project(root)
    note = project.root / ".git" / NAME if project.repository else project.private_folder / NAME
    for number in reversed(range(60)):
        if kill_at(number, lambda: write(project)) and note.exists() and (root / "farm.yaml").read_text() != FARM_YAML:
            return project
        restored(root)
    raise AssertionError("no kill came between the last file and the end")


def restored(root: Path) -> None:
    """The project as it was before."""
    with one_writer(find_project(root)):
        pass
    for path in TEXTS:
        (root / path).unlink(missing_ok=True)
    (root / "farm.yaml").write_text(FARM_YAML)


def files(root: Path) -> set[str]:
    """What lies there, without what is private."""
    found = (path.relative_to(root) for path in root.rglob("*"))
    return {path.as_posix() for path in found if not path.parts[0].startswith(".")}


@pytest.mark.parametrize("how", ["plain folder", "no commit yet", "committed"])
def test_the_next_writer_finds_everything_as_it_was(empty_farm: Farm, how: str) -> None:
    root = empty_farm.root
    empty_farm.write("farm.yaml", FARM_YAML)
    if how != "plain folder":
        world = GitWorld.new(root)
        if how == "committed":
            world.commit({"farm.yaml": FARM_YAML})
    project = killed(root)
    with one_writer(project) as left:
        assert {*left} == {*TEXTS}
        assert files(root) == {"farm.yaml"}
        assert empty_farm.read("farm.yaml") == FARM_YAML
    with one_writer(project) as left:
        assert left == ()


def test_what_somebody_saved_or_committed_since_stays(farm: Farm) -> None:
    project = killed(farm.root)
    farm.write("incidents/acme/a/timeline/1.md", "mine")
    world = GitWorld(farm.root)
    world.commit({"incidents/acme/a/timeline/2.md": "timeline/2.md"})
    with one_writer(project) as left:
        assert {*left} == {"incidents/acme/a/incident.yaml", "farm.yaml"}
    assert farm.read("incidents/acme/a/timeline/1.md") == "mine"
    assert farm.read("incidents/acme/a/timeline/2.md") == "timeline/2.md"


def test_what_was_ready_for_a_commit_is_ready_no_more_and_the_users_own_still_is(farm: Farm) -> None:
    project = killed(farm.root)
    world = GitWorld(farm.root)
    farm.write("notes.txt", "mine")
    world.git("add", "--all")
    with one_writer(project):
        assert world.git("status", "--porcelain") == "A  notes.txt"


def test_a_note_that_cannot_be_read_stops_whoever_would_write_and_says_what_to_do(farm: Farm) -> None:
    farm.write(f".git/{NAME}", "{")
    with pytest.raises(FarmError, match="its note cannot be read") as caught, one_writer(find_project(farm.root)):
        pytest.fail("it wrote over what nobody knows")
    assert f"rm {farm.root / '.git' / NAME}" in caught.value.cure


def test_a_note_leads_nowhere_outside_of_the_project(empty_farm: Farm, tmp_path: Path) -> None:
    empty_farm.write("farm.yaml", FARM_YAML)
    names = ("outside.txt", ".outside.txt.abcdefgh.tmp", "farm/inside.txt")
    for name in names:
        (tmp_path / name).write_text("theirs")
    digest = sha256(b"theirs").hexdigest()
    told = [[path, digest, None] for path in ("../outside.txt", "inside.txt")]
    empty_farm.write(f".farm-gitops/{NAME}", json.dumps(told))
    with one_writer(find_project(empty_farm.root)) as left:
        assert left == ("inside.txt",)
    assert [(tmp_path / name).exists() for name in names] == [True, True, False]
