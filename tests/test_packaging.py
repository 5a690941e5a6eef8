"""The package as users get it: a wheel, a source distribution, an editable install, each in a fresh environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from empty_wheel import empty_wheel
from packaging.requirements import Requirement

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


def test_the_wheel_holds_nothing_but_the_package_and_its_manual(packages: tuple[Path, Path]) -> None:
    names = zipfile.ZipFile(packages[0]).namelist()
    mark = f"farm_gitops-{PROJECT['project']['version']}"
    assert {name.split("/")[0] for name in names} == {"farm_gitops", f"{mark}.data", f"{mark}.dist-info"}
    assert {name.partition(".data/data/share/")[2] for name in names if ".data/" in name} == {
        "man/man1/farm-gitops.1",
        "farm-gitops/requirements.txt",
        "farm-gitops/requirements-notify.txt",
    }


def test_two_builds_in_other_folders_at_other_times_by_other_people_have_the_same_bytes(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    copy = _copy_of_the_source(tmp_path / "elsewhere")
    for path in copy.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    command = ["sh", "-c", 'umask 077; exec "$0" -m hatchling build -d ../built', sys.executable]
    environment = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "42"}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    for package in packages:
        assert (tmp_path / "elsewhere" / "built" / package.name).read_bytes() == package.read_bytes()


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
            shutil.copy(ROOT / name, copy / name)
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


def test_uv_installs_it_as_a_tool(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """In an environment of its own, its command among the user's; the registry is a folder of empty dependencies."""
    for name in _dependencies():
        empty_wheel(tmp_path / "registry", name, version(name))
    places = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "UV_CACHE_DIR": "cache"}
    own = {**os.environ, **{key: str(tmp_path / place) for key, place in places.items()}, "UV_OFFLINE": "1"}
    offline = ("--no-index", "--find-links", tmp_path / "registry", "--no-config", "--python", sys.executable)
    uv = Path(sysconfig.get_path("scripts"), "uv")
    install: list[str | Path] = [uv, "tool", "install", "--quiet", *offline, packages[0]]
    subprocess.run(install, env=own, check=True)
    (purelib,) = tmp_path.glob("tools/farm-gitops/lib/python3.*/site-packages")
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    run: list[str | Path] = [tmp_path / "bin" / "farm-gitops", "demo", "world", "--json"]
    done = subprocess.run(run, cwd=tmp_path, env=own, capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["incidents"] >= 12, done.stderr
    listed = subprocess.run([uv, "tool", "list"], env=own, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == ["farm-gitops", f"v{PROJECT['project']['version']}", "-", "farm-gitops"]


def _dependencies() -> list[str]:
    return [Requirement(line).name for line in PROJECT["project"]["dependencies"]]


def test_an_editable_install_leaves_no_copy_of_the_demo_or_the_templates(installed: Path) -> None:
    (purelib,) = installed.parents[1].glob("lib/python3.*/site-packages")
    copied = {path.name for path in purelib.glob("farm_gitops/*")}
    is_editable = (purelib / "_editable_impl_farm_gitops.pth").exists()
    assert copied == set() if is_editable else {"demo", "templates", "forges"} <= copied
