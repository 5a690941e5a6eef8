"""Writing: whole files or none, one writer at a time."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

from farm_gitops.errors import FarmError
from farm_gitops.store.project import find_project
from farm_gitops.store.whole_file import write_bytes
from farm_gitops.store.write import one_writer, write_text, write_texts


def test_a_file_that_somebody_changed_meanwhile_is_left_alone(farm: Farm) -> None:
    farm.write("a.txt", "theirs")
    with pytest.raises(FarmError, match="changed by somebody else"):
        write_text(find_project(farm.root), "a.txt", "ours", expected=b"before")
    assert farm.read("a.txt") == "theirs"


def test_a_new_file_does_not_overwrite_one_that_appeared(farm: Farm) -> None:
    farm.write("a.txt", "theirs")
    with pytest.raises(FarmError):
        write_text(find_project(farm.root), "a.txt", "ours", expected=None)


def test_a_link_does_not_lead_a_write_out_of_the_repository(farm: Farm, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (farm.root / "incidents").symlink_to(tmp_path / "outside")
    with pytest.raises(FarmError, match="leads out"):
        write_text(find_project(farm.root), "incidents/a.txt", "x", expected=None)
    assert list((tmp_path / "outside").iterdir()) == []


def test_when_the_disk_refuses_the_old_file_stays_and_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.txt"
    target.write_bytes(b"before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FarmError, match="No space left"):
        write_bytes(target, b"after")
    assert target.read_bytes() == b"before"
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_ctrl_c_between_the_files_of_an_act_takes_back_those_that_were_written(
    farm: Farm, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm.write("farm.yaml", "before")
    kept = sorted(farm.root.rglob("*"))
    descriptors: list[int] = []

    def stop_at_the_third(descriptor: int) -> None:
        descriptors.append(descriptor)
        if len(descriptors) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop_at_the_third)
    texts = {"farm.yaml": "after", "incidents/acme/a/timeline/1.md": "one", "incidents/acme/a/incident.yaml": "facts"}
    with pytest.raises(KeyboardInterrupt):
        write_texts(find_project(farm.root), texts, {"farm.yaml": b"before"}.get)
    assert farm.read("farm.yaml") == "before"
    assert sorted(farm.root.rglob("*")) == kept


def test_where_one_file_of_an_act_is_somebody_elses_none_is_written_and_theirs_stays(farm: Farm) -> None:
    farm.write("b.txt", "the same")
    with pytest.raises(FarmError, match="nothing was written"):
        write_texts(find_project(farm.root), {"new/a.txt": "ours", "b.txt": "the same"}, dict[str, bytes]().get)
    assert farm.read("b.txt") == "the same"
    assert not (farm.root / "new").exists()


def _count_up(root: Path, times: int) -> None:
    project = find_project(root)
    for _ in range(times):
        with one_writer(project):
            counter = root / "counter"
            write_bytes(counter, str(int(counter.read_text()) + 1).encode())


def test_writers_in_several_processes_take_turns(farm: Farm) -> None:
    farm.write("counter", "0")
    start = multiprocessing.get_context("spawn").Process
    writers = [start(target=_count_up, args=(farm.root, 10)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert farm.read("counter") == "40"


def test_the_lock_lies_out_of_gits_sight(farm: Farm) -> None:
    with one_writer(find_project(farm.root)):
        assert GitWorld(farm.root).git("status", "--short") == ""


@pytest.mark.parametrize("obstacle", ["farm-gitops", "farm-gitops/lock/x"])
def test_where_the_lock_cannot_be_made_the_message_says_what_stands_in_its_way(farm: Farm, obstacle: str) -> None:
    farm.write(f".git/{obstacle}", "in the way")
    with (
        pytest.raises(FarmError, match=r"nothing can be written here: .*farm-gitops: "),
        one_writer(find_project(farm.root)),
    ):
        pytest.fail("it wrote without the lock")
