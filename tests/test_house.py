"""The house itself: floors hold, modules say what they are for, the lock is whole, the packages hold everything."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

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
        ("git", "import git", "GitPython only in tests"),
        ("actions", "import http.client", "HTTP and Apprise only in notify"),
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
    groups = PROJECT["dependency-groups"]
    more = [*groups["clients"], *groups["docs"], *(each for each in groups["dev"] if isinstance(each, str))]
    return [Requirement(line) for line in [*lines, *(more if lock == "dev" else [])]]


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


def test_the_supported_pythons_are_those_that_ci_tries() -> None:
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    workflow = YAML(typ="safe").load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    assert claimed == workflow["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert PROJECT["project"]["requires-python"] == f">={claimed[0]}"
    for page in ("README.md", "CONTRIBUTING.md", "docs/tutorial.md"):
        assert f"Python {claimed[0]} or newer" in (ROOT / page).read_text(), page


@pytest.mark.parametrize("lock", ["runtime", "package", "notify"])
def test_what_was_tested_is_what_runs(lock: str) -> None:
    assert pinned(lock).items() <= pinned("dev").items()


@pytest.mark.parametrize("lock", ["runtime", "dev", "package", "notify"])
def test_the_lock_names_no_place(lock: str) -> None:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    assert [line for line in lines if re.search(r"://|find-links|index-url|/tmp/", line)] == []
