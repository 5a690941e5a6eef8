"""Knows at once that there is nothing to build: the same commit, and an output that is as the last build left it.

A commit says all that a site of it is made from, so neither records nor templates are looked at, nor what reads them
loaded. The output is trusted by its manifest and the times of its folders, which change when a file comes, goes or is
replaced; what somebody wrote into a file in its place is only seen by a build that makes pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from farm_gitops.git.state import resolve
from farm_gitops.publish.manifest import JOURNAL, MANIFEST
from farm_gitops.store.cache import cache_of
from farm_gitops.store.place import Place

_KIND: Final = "built"


class Asked(NamedTuple):
    """What a build of a commit (full id) was asked for, besides its output; `as_of` as it was written."""

    commit: str
    as_of: str | None
    organization: str | None
    history: bool


class Built(NamedTuple):
    """What there is: the number of files, and the moment in UTC of which they speak."""

    files: int
    as_of: str


def asked(place: Place, revision: str, as_of: str | None, organization: str | None, *, history: bool) -> Asked | None:
    """What is asked for; None where no repository can know of it."""
    if place.repository is None:
        return None
    return Asked(resolve(place.repository, revision), as_of, organization, history)


def already_built(place: Place, output: Path, wanted: Asked) -> Built | None:
    """What the last build of this output left there, if it was asked for the same; None where it must be built."""
    with cache_of(place) as cache:
        told = cache.get_many(_KIND, [str(output)]).get(str(output))
    if told is None:
        return None
    known = json.loads(told)
    is_same = known["asked"] == list(wanted) and not (output / JOURNAL).exists()
    return Built(*known["built"]) if is_same and _is_as_left(output, known) else None


def remember(place: Place, output: Path, wanted: Asked, built: Built) -> None:
    """Write down what a build left in its output."""
    known = {"asked": wanted, "built": built, "manifest": _mark(output / MANIFEST), "folders": dict(_folders(output))}
    with cache_of(place) as cache:
        cache.put_many(_KIND, {str(output): json.dumps(known).encode()})


def _is_as_left(output: Path, known: dict[str, Any]) -> bool:
    try:
        times = all(os.lstat(folder).st_mtime_ns == time for folder, time in known["folders"].items())
        return times and _mark(output / MANIFEST) == known["manifest"]
    except FileNotFoundError:
        return False


def _mark(file: Path) -> list[int]:
    status = file.lstat()
    return [status.st_size, status.st_mtime_ns]


def _folders(folder: Path | str) -> Iterator[tuple[str, int]]:
    """Every folder at or below this one, with the time of its last change in nanoseconds."""
    yield str(folder), os.lstat(folder).st_mtime_ns
    with os.scandir(folder) as found:
        inner = [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
    for path in inner:
        yield from _folders(path)
