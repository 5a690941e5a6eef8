"""The formats of `validate` from the command line: each says its verdict, and none is silent where none is reached."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from command import Answer, Farm
from git_world import GitWorld

from farm_gitops.validate.report.formats import NAMES

FOLDER = "incidents/acme/2026-11-23-outage"
FACTS = "title: Outage\nseverity: P7\nstatus: open\ndescription: x\naffected_components: [checkout]\n"


def _sarif_verdict(out: str) -> str:
    (run,) = json.loads(out)["runs"]
    if not run["invocations"][0]["executionSuccessful"]:
        return "error"
    return "reject" if run["results"] else "pass"


def _junit_verdict(out: str) -> str:
    suite = fromstring(out)[0]
    return "error" if suite.get("errors") != "0" else "pass" if suite.get("failures") == "0" else "reject"


MACHINES: dict[str, Callable[[str], object]] = {
    "json": lambda out: json.loads(out)["verdict"],
    "github": lambda out: "reject" if "::error file=" in out else "error" if "::error title=cannot" in out else "pass",
    "gitlab": lambda out: {(): "pass", ("cannot-judge",): "error"}.get(
        tuple(issue["check_name"] for issue in json.loads(out)), "reject"
    ),
    "sarif": _sarif_verdict,
    "junit": _junit_verdict,
}


def test_every_format_is_tried_here() -> None:
    assert set(MACHINES) == set(NAMES) - {"text"}


@pytest.mark.parametrize("form", MACHINES)
def test_every_format_tells_the_three_verdicts(farm: Farm, form: str, tmp_path: Path) -> None:
    verdict = MACHINES[form]
    passed = farm("validate", "--format", form)
    assert (passed.code, verdict(passed.out)) == (0, "pass")
    farm.write(f"{FOLDER}/incident.yaml", FACTS)
    refused = farm("validate", f"--format={form}")
    assert (refused.code, verdict(refused.out)) == (1, "reject")
    unable = farm("validate", "--base", "nowhere", "--format", form)
    assert (unable.code, verdict(unable.out)) == (3, "error")


@pytest.mark.parametrize("form", MACHINES)
def test_a_bug_is_told_in_every_format(farm: Farm, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("stumbled")

    monkeypatch.setattr("farm_gitops.validate.judge.judge", stumble)
    answer = farm("validate", "--format", form)
    assert (answer.code, MACHINES[form](answer.out)) == (70, "error")


def test_a_wrong_call_is_no_report(farm: Farm) -> None:
    assert farm("validate", "nowhere", "--format", "sarif").out == ""
    assert farm("validate", "--format", "html").code == 2


def summarized(farm: Farm, file: Path, *args: str) -> tuple[Answer, str]:
    """What a command answers in a step of a job, and what stands in the job's summary then."""
    farm.patch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return farm(*args), file.read_text() if file.exists() else ""


def test_the_job_summary_is_added_to_what_is_there(farm: Farm, tmp_path: Path) -> None:
    farm.write(f"{FOLDER}/incident.yaml", FACTS)
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    _, text = summarized(farm, file, "validate", "--format", "github")
    assert text.startswith("before\n## farm-gitops\n")
    assert "| error | `invalid-value` |" in text
    _, text = summarized(farm, file, "validate", "--base", "nowhere", "--format", "github")
    assert "**Cannot judge:**" in text


def test_other_formats_write_no_job_summary(farm: Farm, tmp_path: Path) -> None:
    assert summarized(farm, tmp_path / "summary.md", "validate", "--format", "sarif")[1] == ""


def test_a_full_job_summary_takes_no_more(farm: Farm, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("x" * 1024 * 1024)
    assert len(summarized(farm, file, "validate", "--format", "github")[1]) == 1024 * 1024


def test_a_job_summary_that_cannot_be_written_changes_no_verdict(farm: Farm, tmp_path: Path) -> None:
    farm.patch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    answer = farm("validate", "--format", "github")
    assert (answer.code, "the job summary was not written" in answer.err) == (0, True)


@pytest.mark.parametrize("form", NAMES)
def test_a_hostile_name_commands_no_runner(farm: Farm, form: str) -> None:
    for name in ("##[add-mask]x", "::stop-commands::x", "a\n::add-mask::x"):
        farm.write(f"{FOLDER}/{name}", "x")
    farm.write(f"{FOLDER}/incident.yaml", FACTS.replace("P7", "'##[add-mask]x'"))
    answer = farm("validate", "--format", form)
    assert answer.code == 1
    lines = [*answer.out.splitlines(), *answer.err.splitlines()]
    assert not [line for line in lines if "##[" in line]
    assert all(line.startswith("::error file=incidents/") for line in lines if line.lstrip().startswith("::"))


def test_an_error_message_commands_no_runner(farm: Farm) -> None:
    GitWorld(farm.root)
    answer = farm("validate", "--base", "##[add-mask]x")
    assert answer.code == 3
    assert "##[" not in answer.err
