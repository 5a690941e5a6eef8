"""What it costs to judge a change, whatever the size of the repository, and to judge all of history again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from benchmarks.measure import FARM, Costs, Task, peak, side_by_side
from benchmarks.repository import Size, git, repository

# 100,000 incidents once as ten organizations have them, and once all in one folder, whose tree alone has 8 MB.
SIZES: Final = (Size(1_000), Size(10_000), Size(100_000, live=500), Size(100_000, organizations=1, live=50))
_AUDITED: Final = Size(10_000)
_BUDGET: Final = "to reach: 300 ms at any size, largest to smallest 1.2, 80 MiB"


def judging(cache: Path, runs: int, most: int) -> None:
    """`validate --base` of one changed incident at each size up to `most`, up to date and behind its base."""
    places = {size: repository(size, cache) for size in SIZES if size.incidents <= most}
    for branch, base in (("main", "main~1"), ("stale", "main")):
        print(f"\nvalidate --base, one changed incident, branch `{branch}` against `{base}` ({_BUDGET})")
        tasks = {_name(size): Task((*FARM, "validate", "--base", base), place) for size, place in places.items()}
        for place in places.values():
            git(place, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        costs = side_by_side(tasks, runs)
        for name, task in tasks.items():
            _show(name, costs[name], costs[_name(SIZES[0])], peak(task))
    for place in places.values():
        git(place, "symbolic-ref", "HEAD", "refs/heads/main")


def auditing(cache: Path, runs: int) -> None:
    """`audit` of 50,000 steps beside the least that git needs to tell what each changed, and to hand out every text."""
    place = repository(_AUDITED, cache)
    blobs = _blobs(place)
    log = ("git", "log", "--raw", "-z", "--no-abbrev", "--no-renames", "--first-parent", "--diff-merges=first-parent")
    tasks = {
        "git log --raw": Task((*log, "main"), place),
        "git cat-file --batch, every text": Task(("git", "cat-file", "--batch", "--buffer"), place, blobs),
        "audit": Task((*FARM, "audit"), place),
    }
    steps = git(place, "rev-list", "--count", "--first-parent", "main").strip()
    print(f"\naudit of {steps} steps (to reach: 20 s)")
    costs = side_by_side(tasks, runs)
    for name, task in tasks.items():
        _show(name, costs[name], costs["git log --raw"], peak(task))


def _blobs(place: Path) -> Path:
    """A file with the id of every text in history, as `cat-file --batch` reads them."""
    listed = place / ".git" / "every-blob"
    if not listed.exists():
        objects = git(place, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectname)")
        ids = (line.removeprefix("blob ") for line in objects.splitlines() if line.startswith("blob "))
        listed.write_text("".join(f"{oid}\n" for oid in ids))
    return listed


def _name(size: Size) -> str:
    return f"{size.incidents:,} incidents in {size.organizations} folder{'s' * (size.organizations > 1)}"


def _show(name: str, costs: Costs, first: Costs, memory: float) -> None:
    """A row: best and median of the clock, processor time, how many times as long as the first row, memory."""
    print(
        f"{name:<36} {costs.best.wall:8.0f} ms best {costs.median.wall:8.0f} median {costs.best.cpu:8.0f} ms cpu"
        f"  {costs.best.wall / first.best.wall:5.2f} x  {memory:5.0f} MiB"
    )
