"""The house itself: floors hold, modules say what they are for, the lock is whole, the packages hold everything."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "farm_gitops"
MODULES = sorted(SOURCE.rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def lint_imports(house: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of this repository against the package in `house`/src."""
    command = (Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", ROOT / ".importlinter")
    environment = {"PYTHONPATH": str(house / "src"), "PATH": ""}
    return subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)


def test_imports_go_down() -> None:
    report = lint_imports(ROOT)
    assert report.returncode == 0, report.stdout


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("model", "import farm_gitops.cli", "Imports go down, never up, never sideways"),
        ("publish", "import farm_gitops.validate", "Imports go down, never up, never sideways"),
        ("rules", "import subprocess", "What decides does no input or output"),
        ("store", "import ruamel.yaml", "The YAML reader, the Markdown renderer and the sanitizer only in documents"),
        ("cli", "import jinja2", "Jinja only in publish"),
        ("records", "import git", "GitPython only in git"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path: Path, room: str, line: str, contract: str) -> None:
    shutil.copytree(SOURCE, tmp_path / "src" / "farm_gitops", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "src" / "farm_gitops" / room / "intruder.py").write_text(f"{line}\n")
    report = lint_imports(tmp_path)
    assert report.returncode == 1
    assert any(contract in line and "BROKEN" in line for line in report.stdout.splitlines())


def test_every_module_says_what_it_is_for() -> None:
    trees = {module: ast.parse(module.read_bytes()) for module in MODULES}
    assert [module for module, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def test_a_package_file_holds_no_code_so_that_help_stays_cheap() -> None:
    registry = SOURCE / "rules" / "__init__.py"
    files = {file: ast.parse(file.read_bytes()) for file in MODULES if file.name == "__init__.py" and file != registry}
    # A docstring is the one statement that costs nothing.
    assert [file for file, tree in files.items() if len(tree.body) > (ast.get_docstring(tree) is not None)] == []


def asked(lock: str) -> list[Requirement]:
    """What pyproject.toml asks of the lock "runtime" or "dev"."""
    lines = PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]
    return [Requirement(line) for line in lines + (PROJECT["dependency-groups"]["dev"] if lock == "dev" else [])]


def pinned(lock: str) -> dict[str, str]:
    """Name → version of what requirements/`lock`.txt installs."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)}


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_the_lock_holds_what_the_project_asks_for(lock: str) -> None:
    versions = pinned(lock)
    wrong = [
        str(each) for each in asked(lock) if versions.get(canonicalize_name(each.name), "none") not in each.specifier
    ]
    assert wrong == [], "run: python3 dev.py lock"


def test_what_was_tested_is_what_runs() -> None:
    assert pinned("runtime").items() <= pinned("dev").items()


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_the_lock_names_no_place(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    assert [line for line in lines if re.search(r"://|find-links|index-url|/tmp/", line)] == []


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution, built without network and without isolation."""
    folder = tmp_path_factory.mktemp("packages")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def test_the_wheel_holds_every_template_and_the_types(packages: tuple[Path, Path]) -> None:
    wheel = set(zipfile.ZipFile(packages[0]).namelist())
    templates = {f"farm_gitops/{file.relative_to(ROOT)}" for file in (ROOT / "templates").rglob("*") if file.is_file()}
    assert templates
    assert templates | {"farm_gitops/py.typed"} <= wheel


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
