"""The workflows of this repository: nothing that a security linter or the workflow schema objects to."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = Path(sysconfig.get_path("scripts"))


def lint(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_there_are_workflows_to_look_at() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml"]


def test_zizmor_finds_nothing() -> None:
    done = lint(SCRIPTS / "zizmor", "--offline", "--no-progress", "--persona=pedantic", *WORKFLOWS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / ".github" / "workflows" / "wrong.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(
        WORKFLOWS[0].read_text().replace('test "$RESULT" = success', "test ${{ github.head_ref }} = success")
    )
    assert lint(SCRIPTS / "zizmor", "--offline", "--no-progress", wrong).returncode != 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_the_schema_of_workflows_fits(workflow: Path) -> None:
    done = lint(SCRIPTS / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
    assert done.returncode == 0, done.stdout + done.stderr
