"""The Containerfile, which no test can build: what a linter says, who runs in it, and that it copies what it needs."""

from __future__ import annotations

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "Containerfile"
TEXT = FILE.read_text("utf-8")
IGNORED = ROOT.joinpath(".dockerignore").read_text("utf-8").splitlines()


def lint(file: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sysconfig.get_path("scripts"), "hadolint")
    command: list[str | Path] = [linter, "--no-color", "--failure-threshold", "style", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_hadolint_finds_nothing() -> None:
    done = lint(FILE)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_hadolint_would_find_what_is_wrong(tmp_path: Path) -> None:
    wrong = tmp_path / "Containerfile"
    wrong.write_text(TEXT.replace("USER 10001:10001", "USER root").replace(":3.13-slim-bookworm\n", "\n"))
    assert {"DL3002", "DL3006"} <= set(re.findall(r"DL\d+", lint(wrong).stdout))


def test_nobody_in_particular_runs_it() -> None:
    last = TEXT.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last, re.MULTILINE) == ["10001:10001"]
    assert last.index("USER ") < last.index("ENTRYPOINT ")


def test_what_an_install_needs_is_copied() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["only-include"], *wheel["shared-data"], "farm.yaml", "hatch_build.py", "README.md", "LICENSE"}
    assert {path.split("/")[0] for path in needed} & {line.strip("/") for line in IGNORED} == set()
    assert [path for path in needed if not (ROOT / path).exists()] == []
