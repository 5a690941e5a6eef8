"""What a build costs beside Hugo with a minimal theme over the same texts, and beside moving the same bytes."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.measure import FARM, Cost, Task, peak, side_by_side, watched
from benchmarks.plot import plot
from benchmarks.repository import Size, git, repository
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.store.project import find_project

ROOT: Final = Path(__file__).resolve().parents[1]
THEME: Final = Path(__file__).with_name("hugo")
DOCS: Final = ROOT / "docs"
SIZES: Final = (Size(1_000), Size(10_000), Size(100_000))
_BESIDE_OTHERS: Final = 10_000
"""Incidents up to which everything is run, several times; of more only our builds, once each, since it takes long."""
_COLD: Final = "build, nothing there"
_SAME: Final = "the same commit again"
_TREE: Final = "the working tree again"
_CHANGED: Final = "one incident changed"
_HUGO: Final = "Hugo, minimal theme"
_FLOOR: Final = "read all blobs and log, write all bytes"
_LEAST: Final = "git status, stat of the output"
_TARGETS: Final = {
    _COLD: "CPU 1.2 of Hugo, wall 1.0 of Hugo; 300 MB (10,000), 900 MB (100,000)",
    _SAME: "100 ms",
    _TREE: f"1.5 of `{_LEAST}`",
    _CHANGED: "0.3 s (1,000), 0.4 s (10,000), 0.6 s (100,000)",
}


_BEGIN: Final = "<!-- begin: measured by python3 dev.py bench -->"
_END: Final = "<!-- end: measured -->"


class Row(NamedTuple):
    """What one task cost at one size: milliseconds, and MiB."""

    incidents: int
    task: str
    wall: float
    cpu: float
    memory: float


def building(cache: Path, runs: int, most: int, *, into_docs: bool) -> None:
    """Prints the table of all sizes up to `most`, and writes it into `docs/` where that is asked for."""
    rows: list[Row] = []
    for size in (each for each in SIZES if each.incidents <= most):
        rows += _measured(size, cache, runs)
        if into_docs:  # whatever becomes of the larger ones
            write_docs(rows)
    print(table(rows))


def write_docs(rows: list[Row]) -> None:
    """The figures into the page, between its marks, and beside it as a plot and as data."""
    file = DOCS / "performance.md"
    told = f"{_BEGIN}\n{measured(table(rows), versions())}{_END}"
    file.write_text(re.sub(f"{_BEGIN}.*{_END}", lambda _: told, file.read_text(), flags=re.DOTALL))
    (DOCS / "images" / "performance.svg").write_text(plot(bars(rows)))
    (DOCS / "performance.json").write_text(json.dumps([row._asdict() for row in rows], indent=1) + "\n")


def _measured(size: Size, cache: Path, runs: int) -> Iterator[Row]:
    print(f"{size.incidents:,} incidents: making the repository, unless it is there", flush=True)
    place = repository(size, cache)
    work = cache / f"building-{size.incidents}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    yield from _several_times(size, place, work, runs) if size.incidents <= _BESIDE_OTHERS else _once(size, place, work)
    shutil.rmtree(work)


def _several_times(size: Size, place: Path, work: Path, runs: int) -> Iterator[Row]:
    git(place, "reset", "--quiet", "--hard", "main")
    tasks = {**dict(_tasks_of_commits(place, work)), **dict(_tasks_beside(place, work))}
    print(f"{size.incidents:,} incidents: {len(tasks)} tasks, {runs + 2} times each", flush=True)
    costs = side_by_side(tasks, runs)
    for name, task in tasks.items():
        yield _row(size, name, costs[name].best, peak(task))


def _once(size: Size, place: Path, work: Path) -> Iterator[Row]:
    for name, task in _tasks_of_commits(place, work):
        print(f"{size.incidents:,} incidents: {name}, once", flush=True)
        yield _row(size, name, *watched(task))


def _row(size: Size, name: str, cost: Cost, memory: float) -> Row:
    return Row(size.incidents, name, cost.wall, cost.cpu, memory)


def _tasks_of_commits(place: Path, work: Path) -> Iterator[tuple[str, Task]]:
    """In this order each finds what it needs as the one before left it, also when it is run once."""
    output, kept = work / "site", place / ".git" / "farm-gitops"
    at_head = (*FARM, "build", "--at", "main", "--output", str(output))
    anew = ("sh", "-c", f"rm -rf '{output}' '{kept}'")
    before_last = (*FARM, "build", "--at", "main~1", "--output", str(output))
    yield _COLD, Task(at_head, place, before=anew)
    yield _SAME, Task(at_head, place, before=at_head)
    yield _CHANGED, Task(at_head, place, before=before_last)


def _tasks_beside(place: Path, work: Path) -> Iterator[tuple[str, Task]]:
    """What needs the work tree, and what others do."""
    output, tree = work / "site", (*FARM, "build", "--output", str(work / "tree"))
    yield _TREE, Task(tree, place, before=tree)
    least = f"git status --short && find '{work}/tree' -type f -printf '%s %T@\\n' > /dev/null"
    yield _LEAST, Task(("sh", "-c", least), place)
    blobs = "git ls-tree -r --format='%(objectname)' main | git cat-file --batch --buffer"
    written = f"git log --raw -z > /dev/null && {blobs} > /dev/null && cp -r '{output}' '{work}/copy'"
    yield _FLOOR, Task(("sh", "-c", written), place, before=("rm", "-rf", str(work / "copy")))
    hugo = shutil.which("hugo")
    if hugo is None:
        print("Hugo is not installed (`python3 dev.py bench` gets it): left out")
        return
    _make_content(place, work / "hugo")
    built = (hugo, "--source", str(work / "hugo"), "--quiet", "--ignoreCache", "--noBuildLock")
    yield _HUGO, Task(built, work, before=("rm", "-rf", str(work / "hugo/public"), str(work / "hugo/resources")))


def _make_content(place: Path, site: Path) -> None:
    """The same incidents, updates and post-mortems as Hugo reads them: a bundle for each incident."""
    shutil.copytree(THEME, site)
    with find_project(place).worktree(history=False) as snapshot:
        for record in snapshot.records():
            folder = site / "content" / "incidents" / f"{record.id.organization}-{record.id.name}"
            (folder / "timeline").mkdir(parents=True)
            (folder / "index.md").write_text(_bundle(record))
            for entry in record.entries:
                front = json.dumps({"title": entry.name})
                (folder / "timeline" / entry.name).write_text(f"---\n{front}\n---\n{entry.message}\n")
            if record.post_mortem:
                (folder / "postmortem.md").write_text(f"{record.post_mortem.root_cause}\n\n{record.post_mortem.body}\n")


def _bundle(record: IncidentRecord) -> str:
    facts = record.facts
    front = {
        "title": facts.title,
        "date": record.created.utc if record.created else None,
        "severity": [facts.severity.value],
        "status": facts.status.value,
        "components": list(facts.affected_components),
    }
    return f"---\n{json.dumps(front)}\n---\n{facts.description}\n"


def table(rows: list[Row]) -> str:
    """The figures in Markdown, each beside the peer and the floor of its size."""
    lines = [
        "| incidents | what | wall | CPU | of Hugo's CPU | of the floor's CPU | memory | to reach |",
        "|---:|---|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        of = {name: _ratio(row, rows, name) for name in (_HUGO, _FLOOR)}
        took = f"{row.wall / 1000:.2f} s | {row.cpu / 1000:.2f} s"
        figures = f"{took} | {of[_HUGO]} | {of[_FLOOR]} | {row.memory:.0f} MiB"
        lines.append(f"| {row.incidents:,} | {row.task} | {figures} | {_TARGETS.get(row.task, '')} |")
    return "\n".join(lines) + "\n"


def _ratio(row: Row, rows: list[Row], name: str) -> str:
    other = next((each for each in rows if (each.incidents, each.task) == (row.incidents, name)), None)
    return f"{row.cpu / other.cpu:.2f}" if other else ""


def bars(rows: list[Row]) -> Mapping[str, float]:
    """Seconds of processor time by what took them, where Hugo did the same."""
    size = max((row.incidents for row in rows if row.task == _HUGO), default=0)
    return {f"{row.task} ({row.incidents:,})": row.cpu / 1000 for row in rows if row.incidents in {size, size // 10}}


def versions() -> str:
    """What was measured on."""
    # Hugo's package says first where it lies.
    said = re.search(r"^hugo v([0-9.]+)", _said("hugo", "version"), re.MULTILINE) if shutil.which("hugo") else None
    hugo = f"Hugo {said[1]}, " if said else ""
    git_version = _said("git", "--version").split()[2]
    machine = f"{os.cpu_count()} cores ({platform.machine()})"
    return f"{machine}, Python {platform.python_version()}, git {git_version}, {hugo}{_said('date', '-u', '+%Y-%m-%d')}"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def measured(text: str, measured_on: str) -> str:
    """What the page of the documentation says of one measurement."""
    return f"""\
Whole processes with all that they start, the best of several runs in alternation (of 100,000 incidents one run);
{measured_on}.

![Processor time](images/performance.svg)

{text}"""
