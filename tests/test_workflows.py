"""Workflows, ours and those that `init` writes: nothing that a security linter or the forge's schema objects to."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from farm_gitops.actions.set_up import Choice, wanted
from farm_gitops.model.organization import Configuration

ROOT = Path(__file__).resolve().parents[1]
OURS = [*sorted((ROOT / ".github" / "workflows").glob("*.yml")), ROOT / "action.yml"]
SCRIPTS = Path(sysconfig.get_path("scripts"))
SCHEMAS = {
    ".github/workflows": "vendor.github-workflows",
    ".gitea/workflows": "vendor.github-workflows",
    ".github/ISSUE_TEMPLATE": "vendor.github-issue-forms",
    ".": "vendor.gitlab-ci",
}
# Each was looked up: what it was released as, and that it is the same in the workflows of many others.
ACTIONS = {
    "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
    "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0",
    "actions/upload-pages-artifact@7b1f4a764d45c48632c6b24a0339c27f5614fb0b # v4.0.0",
    "actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e # v4.0.5",
}


def lint(*command: str | Path, where: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False)


@pytest.fixture(params=["github", "gitea", "gitlab"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with what `init` writes for a forge, for a branch with a name that patterns and YAML stumble over."""
    forge: Choice = request.param
    for path, data in wanted(forge, 'rel"1+*', Configuration(organizations={"acme": {}})).items():  # type: ignore[dict-item]
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def definitions(folder: Path) -> list[Path]:
    """The files that a forge acts on."""
    return [
        file for place in SCHEMAS for file in sorted(folder.glob(f"{place}/*.yml")) if "pre-commit" not in file.name
    ]


def zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    return lint(SCRIPTS / "zizmor", "--offline", "--no-progress", "--persona=pedantic", *files)


def test_zizmor_finds_nothing_in_ours() -> None:
    assert len(OURS) == 3
    done = zizmor(*OURS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_what_init_writes(written: Path) -> None:
    workflows = [file for file in definitions(written) if file.parent.name == "workflows"]
    for file in workflows:  # where it looks for workflows
        (written / ".github" / "workflows").mkdir(parents=True, exist_ok=True)
        (written / ".github" / "workflows" / file.name).write_bytes(file.read_bytes())
    if workflows:
        done = zizmor(written / ".github" / "workflows")
        assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_would_find_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / ".github" / "workflows" / "wrong.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(OURS[0].read_text().replace('test "$RESULT" = success', "test ${{ github.head_ref }} = success"))
    assert zizmor(wrong).returncode != 0


@pytest.mark.parametrize("file", OURS, ids=lambda path: path.name)
def test_the_forges_schema_fits_ours(file: Path) -> None:
    kind = "vendor.github-actions" if file.name == "action.yml" else "vendor.github-workflows"
    done = lint(SCRIPTS / "check-jsonschema", "--builtin-schema", kind, file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_forges_schema_fits_what_init_writes(written: Path) -> None:
    assert definitions(written)
    for file in definitions(written):
        kind = SCHEMAS[str(file.parent.relative_to(written))]
        done = lint(SCRIPTS / "check-jsonschema", "--builtin-schema", kind, file)
        assert done.returncode == 0, f"{file.name}: {done.stdout}{done.stderr}"


def test_pre_commit_reads_the_hooks_that_init_writes(written: Path) -> None:
    done = lint(SCRIPTS / "pre-commit", "validate-config", written / ".pre-commit-config.yaml", where=written)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_action_is_one_that_was_looked_up(written: Path) -> None:
    texts = [file.read_text() for file in [*OURS, *definitions(written)]]
    used = {line for text in texts for line in re.findall(r"uses: (\S+@.+)", text)}
    assert used <= ACTIONS


def test_no_workflow_runs_with_rights_on_what_a_stranger_wrote(written: Path) -> None:
    for file in [*OURS, *definitions(written)]:
        text = file.read_text()
        assert "pull_request_target" not in text
        assert "workflow_run" not in text
        commands = re.findall(r"run: (?:\|\n((?: {10,}.*\n)+)|(.*))", text)
        assert not any("${{" in block for pair in commands for block in pair), file.name


def test_nothing_is_left_to_be_filled_in(written: Path) -> None:
    for file in filter(Path.is_file, written.rglob("*")):
        assert not re.search(r"@[A-Z]+@", file.read_text()), file.name
