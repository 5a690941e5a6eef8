"""The package as users get it: a wheel, a source distribution, an editable install, each in a fresh environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SHAPES = ("wheel", "sdist", "editable")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution, built without network and without isolation."""
    folder = tmp_path_factory.mktemp("packages")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def test_the_wheel_holds_every_template_and_what_forges_are_told(packages: tuple[Path, Path]) -> None:
    wheel = set(zipfile.ZipFile(packages[0]).namelist())
    folders = (ROOT / "templates", ROOT / "forges")
    data = {f"farm_gitops/{file.relative_to(ROOT)}" for each in folders for file in each.rglob("*") if file.is_file()}
    assert "farm_gitops/forges/gitlab/.gitlab-ci.yml" in data
    assert data | {"farm_gitops/py.typed", "farm_gitops/demo/farm.yaml"} <= wheel


def test_the_wheel_holds_nothing_but_the_package(packages: tuple[Path, Path]) -> None:
    assert {name.split("/")[0] for name in zipfile.ZipFile(packages[0]).namelist()} == {
        "farm_gitops",
        f"farm_gitops-{PROJECT['project']['version']}.dist-info",
    }


def test_the_source_distribution_can_be_built_and_tested_again(packages: tuple[Path, Path]) -> None:
    with tarfile.open(packages[1]) as archive:
        files = {name.split("/", 1)[1] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "LICENSE",
        "dev.py",
        ".importlinter",
        "requirements/dev.txt",
        "tests/test_house.py",
    } <= files


@pytest.fixture(scope="module", params=SHAPES)
def installed(
    request: pytest.FixtureRequest, packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The command of an install in an environment of its own, which sees our dependencies and not our source tree."""
    place = tmp_path_factory.mktemp(request.param)
    venv.create(place, with_pip=False)
    (purelib,) = place.glob("lib/python3.*/site-packages")
    # A plain line of a .pth file adds the folder without its own .pth files, so without our editable install.
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    what: dict[str, list[str | Path]] = {
        "wheel": [packages[0]],
        "sdist": [packages[1]],
        "editable": ["--editable", _copy_of_the_source(place)],
    }
    pip = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python")]
    alone = ["install", "-qq", "--no-deps", "--no-build-isolation", "--no-index", "--ignore-installed"]
    subprocess.run([*pip, *alone, *what[request.param]], check=True)
    return place / "bin" / "farm-gitops"


def _copy_of_the_source(place: Path) -> Path:
    """The files that git holds or would hold, so that nothing is left behind in this folder."""
    listing = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    copy = place / "source"
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    return copy


def test_demo_validate_and_build_work_in_every_shape(installed: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        done = subprocess.run(
            [installed, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert json.loads(run("demo", "world", "--json"))["incidents"] >= 12
    assert run("-C", "world", "validate", "--strict").startswith("PASS")
    run("-C", "world", "build")
    assert (tmp_path / "world" / "site" / "assets" / "site.css").stat().st_size > 1000
    listed = json.loads(run("-C", "world", "list", "--json"))
    assert listed["total"] >= 12


def test_an_editable_install_leaves_no_copy_of_the_demo_or_the_templates(installed: Path) -> None:
    (purelib,) = installed.parents[1].glob("lib/python3.*/site-packages")
    copied = {path.name for path in purelib.glob("farm_gitops/*")}
    is_editable = (purelib / "_editable_impl_farm_gitops.pth").exists()
    assert copied == set() if is_editable else {"demo", "templates", "forges"} <= copied
