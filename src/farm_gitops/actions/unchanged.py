"""Knows at once that there is nothing to build: the same commit, and an output that is as the last build left it.

A commit says all that a site of it is made from, so neither records nor templates are looked at, nor what reads them
loaded. The output is trusted by its manifest and the times of its folders, which change when a file comes, goes or is
replaced; what somebody wrote into a file in its place is only seen by a build that makes pages.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import sleep
from typing import Final, NamedTuple

from farm_gitops.git.state import resolve
from farm_gitops.publish.manifest import JOURNAL, MANIFEST
from farm_gitops.store.cache import cache_of
from farm_gitops.store.place import Place

_KIND: Final = "built"
_SECOND: Final = 1_000_000_000
_TICK: Final = 0.02  # seconds; clocks of file systems count no coarser, unless they count whole seconds


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
    folder = output.resolve()
    with cache_of(place) as cache:
        told = cache.get_many(_KIND, [str(folder)]).get(str(folder))
    if told is None:
        return None
    known = json.loads(told)
    is_same = known["asked"] == list(wanted) and known["marks"] == _marks(place, folder)
    is_as_left = is_same and _times(folder, known["folders"].split("\0")) == known["times"]
    return Built(*known["built"]) if is_as_left and not (folder / JOURNAL).exists() else None


def remember(place: Place, output: Path, wanted: Asked, built: Built) -> None:
    """Write down what a build left in its output; where time counts in whole seconds, it says too little for that."""
    folder = output.resolve()
    if folder.lstat().st_mtime_ns % _SECOND == 0:
        return
    sleep(_TICK)  # so that whatever somebody changes from now on leaves another time
    below = list(_folders(folder, ""))
    known = {
        "asked": wanted,
        "built": built,
        "marks": _marks(place, folder),
        "folders": "\0".join(below),
        "times": _times(folder, below),
    }
    with cache_of(place) as cache:
        cache.put_many(_KIND, {str(folder): json.dumps(known).encode()})


def _marks(place: Place, output: Path) -> list[list[int] | None]:
    """Of the manifest, and of what says whether git has the whole history: size, and time in nanoseconds."""
    git = place.repository.common_dir if place.repository else output
    return [_mark(file) for file in (output / MANIFEST, git / "config", git / "shallow")]


def _mark(file: Path) -> list[int] | None:
    try:
        status = file.lstat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _times(output: Path, folders: Iterable[str]) -> str | None:
    """A digest of when folders were changed last; None where one is missing."""
    try:
        times = array("q", [os.lstat(f"{output}{folder}").st_mtime_ns for folder in folders])
    except OSError:
        return None
    return hashlib.sha256(times).hexdigest()


def _folders(output: Path, below: str) -> Iterator[str]:
    """Every folder at or below this one, as what follows the path of the output."""
    yield below
    with os.scandir(f"{output}{below}") as found:
        inner = [entry.name for entry in found if entry.is_dir(follow_symlinks=False)]
    for name in inner:
        yield from _folders(output, f"{below}/{name}")
