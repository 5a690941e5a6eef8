"""What the house costs: `python -m benchmarks` prints each figure beside a yardstick measured in the same run.

    python -m benchmarks                                  everything; the first time it makes repositories (10 minutes)
    python -m benchmarks starting | real | judging | audit | building     one part of it
    python -m benchmarks building --docs                  beside Hugo, into docs/performance.md; `python3 dev.py bench`
                                                          gets Hugo and does the same
    python -m benchmarks judging --most 10000 --runs 5    without the largest
    python -m benchmarks generate 10000 FOLDER            a repository to try things on
    python -m benchmarks.filter                           the filters of the page, in Chromium
    python -m benchmarks.filter_large                     the same for 100,000 incidents, whose index is in parts

Repositories are kept in `--cache`, the system's folder for temporary files unless another is named. Wall time in
milliseconds, the best of several runs of whole processes; ratios carry over to other machines, the milliseconds do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks.building import building
from benchmarks.judging import auditing, judging
from benchmarks.measure import FARM
from benchmarks.repository import Size, repository

ROOT = Path(__file__).resolve().parents[1]
STATUSPAGE = ROOT.parent / "shared/data/statuspage/github-incidents.json"
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


def arguments() -> Namespace:
    """What was typed."""
    parser = ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("part", nargs="?", choices=("starting", "real", "judging", "audit", "building", "generate"))
    parser.add_argument("incidents", nargs="?", type=int, help="with `generate`: how many")
    parser.add_argument("folder", nargs="?", type=Path, help="with `generate`: where")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "farm-gitops-benchmarks")
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--most", type=int, default=100_000, help="incidents of the largest repository")
    parser.add_argument("--organizations", type=int, default=10)
    parser.add_argument("--docs", action="store_true", help="with `building`: write docs/performance.md")
    given = parser.parse_args()
    if given.part == "generate" and not given.folder:
        parser.error("generate needs how many incidents, and a folder")
    return given


def main() -> None:
    """Measures what is asked for, or makes a repository."""
    given = arguments()
    if given.part == "generate":
        given.folder.mkdir(parents=True, exist_ok=True)
        print(repository(Size(given.incidents, given.organizations), given.folder))
        return
    if given.part in {None, "starting"}:
        starting()
    if given.part in {None, "real"}:
        real_incidents()
    if given.part in {None, "judging"}:
        judging(given.cache, given.runs, given.most)
    if given.part in {None, "building"}:
        building(given.cache, min(given.runs, 3), given.most, into_docs=given.docs)
    if given.part in {None, "audit"}:
        auditing(given.cache, min(given.runs, 3))


if __name__ == "__main__":
    main()
