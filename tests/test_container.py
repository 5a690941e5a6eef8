"""The Containerfile, which no test can build: what a linter says, who runs in it, and its lines as far as they install,
run for real and started by nobody in particular.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from command import FARM_YAML
from git_world import GitWorld
from workflow_runner import built_wheel, machine_environment

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


NOBODY = 10001


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that other users may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def as_nobody(*command: str | Path, where: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it as the image's user where that is possible, else as who we are, who is not root then."""
    user = NOBODY if os.geteuid() == 0 else None
    return subprocess.run(
        command, cwd=where, env=environment, capture_output=True, text=True, check=False, timeout=120,
        user=user, group=user, extra_groups=[] if user else None,
    )  # fmt: skip


def a_python_for_nobody(folder: Path) -> Path:
    """A Python of this version which that user may start."""
    for python in (Path(sys._base_executable), Path("/usr/bin/python3")):  # type: ignore[attr-defined]
        asked = "import ensurepip, sys, venv; print(sys.version_info[:2])"
        try:
            done = as_nobody(python, "-c", asked, where=folder)
        except PermissionError:
            continue
        if done.stdout.strip() == str(sys.version_info[:2]):
            return python
    pytest.skip("no Python of this version may be started by another user here")


def copied(folder: Path) -> None:
    """What `COPY . .` takes, as far as git holds or would hold it."""
    listing = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True
    )
    for name in filter(None, listing.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not any(fnmatch(name.split("/")[0], line) for line in IGNORED):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def test_its_lines_install_and_nobody_in_particular_can_run_what_they_installed(
    readable: Path,
) -> None:
    python = a_python_for_nobody(readable)
    build = TEXT.rpartition("\nFROM ")[0].replace("\\\n", "")
    lines = [line.removeprefix("RUN ") for line in build.splitlines() if line.startswith("RUN ")]
    assert len(lines) == 2
    copied(readable / "source")
    (readable / "wheels").mkdir()
    (readable / "bin").mkdir()
    (readable / "bin" / "python").symlink_to(python)
    known = machine_environment(built_wheel(readable / "wheels"), readable)
    environment = {**known, "PATH": os.pathsep.join((str(readable / "bin"), os.defpath))}
    for line in lines:
        command = ["sh", "-c", line.replace("/opt/farm", str(readable / "farm"))]
        made = subprocess.run(
            command, cwd=readable / "source", env=environment, capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
    work = readable / "work"
    GitWorld.new(work).commit({"farm.yaml": FARM_YAML})
    if os.geteuid() == 0:
        for path in (work, *work.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    shutil.rmtree(readable / "source")
    installed = readable / "farm" / "bin"
    searched = os.pathsep.join((str(installed), os.defpath))
    own = {"PATH": searched, "HOME": str(work), "PYTHONPATH": known["PYTHONPATH"]}
    for arguments in (("--help",), ("validate",), ("audit",), ("build",)):
        done = as_nobody(installed / "farm-gitops", *arguments, where=work, **own)
        assert done.returncode == 0, done.stderr
    assert (work / "site" / "index.html").is_file()
