"""The same records give the same bytes, every page and every machine file, wherever and by whomever they are built."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from farm_gitops.actions.demo import make_demo

# A file system may list its files in any order; here it does so backwards.
_BACKWARDS = """
import os
class Backwards:
    def __init__(self, path="."):
        with list_folder(path) as found:
            self.found = iter(sorted(found, key=lambda entry: os.fsdecode(entry.name), reverse=True))
    def __iter__(self): return self.found
    def __next__(self): return next(self.found)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
list_folder, list_names, os.scandir = os.scandir, os.listdir, Backwards
os.listdir = lambda path=".": sorted(list_names(path), reverse=True)
"""
_RUN = "from farm_gitops.cli.main import run; run()"


class Machine(NamedTuple):
    """Whose build it is: time zone, locale, seed of hashes, file mode mask, and what is done before it begins."""

    zone: str
    locale: str
    seed: str
    umask: int
    begin: str = ""


OURS = Machine("UTC", "C", "0", 0o022)
THEIRS = (
    Machine("Asia/Kathmandu", "de_DE.UTF-8", "42", 0o077, _BACKWARDS),
    Machine("America/St_Johns", "tr_TR.UTF-8", "4294967295", 0o002),
    Machine("Pacific/Kiritimati", "C.UTF-8", "random", 0o027, _BACKWARDS),
)


def site_of(repository: Path, machine: Machine, cwd: Path) -> dict[str, bytes]:
    """Path → bytes of everything that the command writes there, started in another folder."""
    output = repository.parent / f"site {machine.seed}"
    settings = {"TZ": machine.zone, "LC_ALL": machine.locale, "LANG": machine.locale, "PYTHONHASHSEED": machine.seed}
    command = [sys.executable, "-c", machine.begin + _RUN, "-C", str(repository), "build", "--output", str(output)]
    subprocess.run(command, env=os.environ | settings, cwd=cwd, umask=machine.umask, check=True, capture_output=True)
    files = sorted(file for file in output.rglob("*") if file.is_file())
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in files}


def copy_backwards(source: Path, target: Path) -> Path:
    """A copy whose files came into being in the other order."""
    for file in sorted(source.rglob("*"), reverse=True):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.is_dir():
            place.mkdir(exist_ok=True)
        else:
            shutil.copyfile(file, place)
    return target


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, with its history."""
    folder = tmp_path_factory.mktemp("same") / "demo"
    make_demo(folder)
    return folder


def test_zone_locale_hash_seed_umask_folder_and_file_order_change_no_byte(demo: Path, tmp_path: Path) -> None:
    ours = site_of(demo, OURS, cwd=demo)
    assert {"index.html", "feeds/all.xml", "calendar.ics", "events.json", "metrics", "llms.txt"} <= set(ours)
    assert sum(path.endswith(".html") for path in ours) > 60
    clone = tmp_path / "else where" / "Straße"
    subprocess.run(["git", "clone", "--quiet", demo.as_uri(), str(clone)], check=True)
    places = (clone, copy_backwards(demo, tmp_path / "copy"), demo)
    for place, machine in zip(places, THEIRS, strict=True):
        theirs = site_of(place, machine, cwd=tmp_path)
        assert sorted(theirs) == sorted(ours)
        assert {path for path, data in theirs.items() if data != ours[path]} == set(), machine.zone


def test_a_folder_is_really_listed_backwards(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).touch()
    names = "*os.listdir(), *(e.name for e in os.scandir()), *(p.name for p in Path().iterdir())"
    command = [sys.executable, "-c", f"{_BACKWARDS}from pathlib import Path; print({names})"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [*"cba"] * 3
