"""A real cState site, as a folder and with all 733 versions of its issues."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from status_page import House

from farm_gitops.importers.cstate import import_cstate, is_wanted
from farm_gitops.importers.result import Import
from farm_gitops.store.foreign import read_foreign


@pytest.fixture(scope="module")
def site(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as it is on disk, without its versions."""
    folder = tmp_path_factory.mktemp("site") / "jenkins"
    shutil.copytree(shared_data / "cstate-jenkins", folder, ignore=shutil.ignore_patterns("git_history.jsonl"))
    return folder


def taken(source: Path, *, history: bool = False) -> tuple[Import, House]:
    """What importing the site gives, into a repository of its own."""
    house = House()
    return house.take(partial(import_cstate, read_foreign(source, is_wanted), history=history)), house


def counts(result: Import) -> Counter[str]:
    """How often each repair was made."""
    return Counter(repair.oddity.value for repair in result.repairs)


def test_every_issue_of_the_folder_arrives(site: Path) -> None:
    result, house = taken(site)
    assert (len(result.added), len(result.skipped), len(result.refused)) == (297, 0, 0)
    assert counts(result) == {"untold-status": 119, "time": 81, "html": 11, "early-end": 8, "numbered-component": 4}
    assert house.judged().errors == 0
    records = [house.record(added) for added in result.added]
    assert Counter(record.facts.status.value for record in records) == {"resolved": 297}
    again = house.take(partial(import_cstate, read_foreign(site, is_wanted)))
    assert (again.files, again.repairs, again.unchanged) == ({}, (), 297)


def test_every_version_of_every_issue_arrives(shared_data: Path) -> None:
    result, house = taken(shared_data / "cstate-jenkins")
    assert (len(result.added), len(result.refused)) == (297, 0)
    assert Counter(skipped.why for skipped in result.skipped) == {"it was deleted at the source": 7}
    assert counts(result) == {
        "untold-status": 131,
        "rewording": 101,
        "time": 48,
        "unordered-updates": 15,
        "html": 14,
        "step-back": 9,
        "early-end": 8,
        "numbered-component": 5,
    }
    assert house.judged().errors == 0


def test_the_files_are_the_same_with_history(shared_data: Path) -> None:
    source = shared_data / "cstate-jenkins"
    plain, lived = taken(source)[0], taken(source, history=True)[0]
    assert lived.files == plain.files
    records = {path: text for path, text in lived.files.items() if path != "farm.yaml"}
    assert lived.past is not None
    written = {path: data for chapter in lived.past.chapters for path, data in chapter.files.items()}
    assert written == records
    assert len(lived.past.chapters) == 671
