"""Repositories of any size in the layout of the product, valid under all rules: one commit a step, five an incident.

`git fast-import` makes them from a stream, so that memory stays small, and the same arguments make the same commits.
The newest incidents landed step by step; the ones before came in whole, many to a commit, as from another tool.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from heapq import heappop, heappush
from pathlib import Path
from typing import IO, Final, NamedTuple

from benchmarks.life import ADMIN, COMPONENTS, ENVIRONMENTS, MEMBERS, ORGANIZATIONS, Step, life

_BATCH: Final = 2_000  # incidents that one commit brings from another tool
_VERSION: Final = 1  # part of the folder's name: another text here makes another repository
ALONE: Final = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


class Size(NamedTuple):
    """How many incidents, over how many organizations (folders), and how many of them landed step by step."""

    incidents: int
    organizations: int = 10
    live: int = 10_000

    @property
    def imported(self) -> int:
        """How many incidents came in whole."""
        return max(self.incidents - self.live, 0)

    def life(self, number: int) -> tuple[Step, ...]:
        """The steps of one incident."""
        return life(number, self.incidents, self.organizations)


def repository(size: Size, cache: Path) -> Path:
    """The repository of this size inside the folder `cache`, made where it is not there yet.

    Its branch `main` holds everything, the branch `stale` began ten commits earlier and declares one incident. The work
    tree holds only farm.yaml; `git reset --hard` brings the rest.
    """
    place = cache / f"farm-{size.incidents}-in-{size.organizations}-live-{size.live}-v{_VERSION}"
    if not place.is_dir():
        making = cache / f"{place.name}.{os.getpid()}"
        _make(size, making)
        making.rename(place)
    return place


def _make(size: Size, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    git(place, "init", "--quiet", "--initial-branch=main")
    (place / "farm.yaml").write_text(policy(size.organizations))
    _import(place, "main", steps(size))
    _import(place, "stale", size.life(size.incidents)[:1], start="from refs/heads/main~10\n")
    # As a forge packs it: what is new lies whole, what is old as the difference to it; an import does the opposite.
    git(place, "repack", "-adfq", "--window=3")


def _import(place: Path, branch: str, landed: Iterable[Step], start: str = "") -> None:
    """The commits of a branch, as a stream: see "INPUT FORMAT" in git-fast-import(1)."""
    command = ("git", "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done")
    with subprocess.Popen(command, cwd=place, stdin=subprocess.PIPE, env={**os.environ, **ALONE}) as importer:
        assert importer.stdin is not None
        importer.stdin.write(f"reset refs/heads/{branch}\n{start}\n".encode())
        for step in landed:
            _write(importer.stdin, branch, step)
        importer.stdin.write(b"done\n")
    if importer.returncode != 0:
        raise SystemExit(f"git fast-import failed: exit code {importer.returncode}")


def steps(size: Size) -> Iterator[Step]:
    """Every step, oldest first; those of incidents that burn at the same time come as they happened."""
    yield Step(size.life(0)[0].at, ADMIN, "Begin", {"farm.yaml": policy(size.organizations)})
    for start in range(0, size.imported, _BATCH):
        yield _imported(size, range(start, min(start + _BATCH, size.imported)))
    waiting: list[tuple[datetime, int, int, Step]] = []
    for number in range(size.imported, size.incidents):
        own = size.life(number)
        while waiting and waiting[0][0] <= own[0].at:
            yield heappop(waiting)[-1]
        for rank, step in enumerate(own):
            heappush(waiting, (step.at, number, rank, step))
    while waiting:
        yield heappop(waiting)[-1]


def policy(organizations: int) -> str:
    """The `farm.yaml`: everybody is a member everywhere, one admin."""
    members = ", ".join(MEMBERS)
    people = "".join(f"  {name}: {{name: {name.title()}, emails: [{_email(name)}]}}\n" for name in (ADMIN, *MEMBERS))
    return (
        f"maintainers: [{ADMIN}]\norganizations:\n"
        + "".join(f"  {name}: {{admins: [{ADMIN}], members: [{members}]}}\n" for name in ORGANIZATIONS[:organizations])
        + f"people:\n{people}environments: [{', '.join(ENVIRONMENTS)}]\ncomponents:\n"
        + "".join(f"  {name}: {{name: {name.title()}, owner: platform}}\n" for name in COMPONENTS)
    )


def _imported(size: Size, numbers: range) -> Step:
    """What several incidents came to, in one commit of the admin's."""
    files: dict[str, str] = {}
    for number in numbers:
        for step in size.life(number):
            files.update(step.files)
    return Step(step.at, ADMIN, f"Import {len(numbers)} incidents", files)


def _write(stream: IO[bytes], branch: str, step: Step) -> None:
    stamp = f"{step.person.title()} <{_email(step.person)}> {step.at.timestamp():.0f} +0000"
    head = f"commit refs/heads/{branch}\nauthor {stamp}\ncommitter {stamp}\n".encode()
    stream.write(head + _data(step.subject) + b"".join(_files(step.files)) + b"\n")


def _files(files: Mapping[str, str]) -> Iterator[bytes]:
    for path, text in files.items():
        yield f"M 100644 inline {path}\n".encode() + _data(text)


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%b\n" % (len(content), content)


def _email(person: str) -> str:
    return f"{person}@acme.example"


def git(place: Path, *args: str) -> str:
    """What a git command without anybody's settings prints."""
    command = ["git", "-C", str(place), *args]
    return subprocess.run(command, check=True, env={**os.environ, **ALONE}, stdout=subprocess.PIPE, text=True).stdout
