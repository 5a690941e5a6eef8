"""What the house costs: `python -m benchmarks` prints each figure beside a yardstick measured in the same run.

Wall time in milliseconds, the best of several runs of whole processes; ratios carry over to other machines, the
milliseconds do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATUSPAGE = ROOT.parent / "shared/data/statuspage/github-incidents.json"
FARM = (sys.executable, "-c", "from farm_gitops.cli.main import run; run()")
PEOPLE = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "B"), ("EMAIL", "b@b.example"))
}


def best(command: Sequence[str], *, runs: int = 7, before: Sequence[str] | None = None, cwd: Path = ROOT) -> float:
    """Milliseconds of the fastest run; `before` is run, and not measured, each time."""
    times = []
    for _ in range(runs):
        if before:
            subprocess.run(before, check=True, capture_output=True, cwd=cwd, env={**os.environ, **PEOPLE})
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=cwd, env={**os.environ, **PEOPLE})
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def show(name: str, milliseconds: float, yardstick: float, what: str) -> None:
    """One line of the table."""
    print(f"{name:<44} {milliseconds:9.0f} ms  {milliseconds / yardstick:7.1f} x {what}")


def starting() -> None:
    """How long a command takes before it does anything."""
    bare = best([sys.executable, "-c", "pass"])
    show("bare interpreter", bare, bare, "itself")
    for arguments in (["--help"], ["open", "--help"], ["--version"]):
        took = best([*FARM, *arguments])
        show(f"farm-gitops {' '.join(arguments)}", took, bare, f"a bare interpreter (+{took - bare:.0f} ms)")


def real_incidents() -> None:
    """760 real incidents: imported, validated, built, and built again."""
    if not STATUSPAGE.is_file():
        print("the real incidents are not beside this repository (../shared/data): left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "incidents"
        here = [*FARM, "-C", str(place)]
        anew = ["sh", "-c", f"rm -rf {place} && mkdir {place} && git init -q {place}"]
        subprocess.run([*anew], check=True)
        subprocess.run(
            [*here, "init", "--organization", "github"], check=True, capture_output=True, env={**os.environ, **PEOPLE}
        )
        source = [*here, "import", "statuspage", str(STATUSPAGE)]
        clean = ["git", "-C", str(place), "clean", "-fdq", "incidents"]
        floor = best(["git", "-C", str(place), "status", "--short"])
        show("import of 760 incidents", best(source, runs=3, before=clean), floor, "git status")
        show("validate", best([*here, "validate"], runs=3), floor, "git status")
        remove = ["rm", "-rf", str(place / "site")]
        show("build, nothing there", best([*here, "build"], runs=3, before=remove), floor, "git status")
        show("build, nothing changed", best([*here, "build"], runs=3), floor, "git status")


if __name__ == "__main__":
    starting()
    real_incidents()
