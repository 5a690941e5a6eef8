"""Knows at once that there is nothing to build: the same state of the records, and an output as the last build left it.

A commit says all that a site of it is made from; of a working tree that is told by the commit below it and by when each
file was changed. So neither records nor templates are looked into, nor what reads them loaded (decisions 0018, 0020).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import sleep
from typing import Final, NamedTuple

from farm_gitops.git.runner import Repository
from farm_gitops.git.state import head, resolve, uncommitted
from farm_gitops.publish.manifest import JOURNAL, MANIFEST, is_as_listed, listing
from farm_gitops.records.names import CONFIGURATION, INCIDENTS, TEMPLATES
from farm_gitops.store.cache import cache_of
from farm_gitops.store.glob import fixed_folder
from farm_gitops.store.place import Place
from farm_gitops.store.seen import SECOND, TICK, Seen, is_as_seen, is_settled, look, mark, see, time_in

_KIND: Final = "built"


class Asked(NamedTuple):
    """What a build was asked for besides its output, and what was seen before it began; `as_of` as it was written.

    `commit` is a full id; of a working tree that of its head, empty before the first commit. `marks` are of what says
    whether history is whole and how git compares files, `staged` is that of git's index.
    """

    commit: str
    is_tree: bool
    as_of: str | None
    organization: str | None
    history: bool
    marks: list[list[int]]
    staged: list[int]


class Built(NamedTuple):
    """What there is: the number of files, and the moment in UTC of which they speak."""

    files: int
    as_of: str


class Tree(NamedTuple):
    """The working tree that a site is built from: its head, what was seen of its files, what git calls uncommitted."""

    commit: str
    seen: Seen
    uncommitted: frozenset[str]


class Options(NamedTuple):
    """The wishes that a site depends on: a revision (None: the working tree), a moment, an organization, history."""

    revision: str | None
    as_of: str | None
    organization: str | None
    history: bool


def asked(place: Place, options: Options) -> Asked | None:
    """What is asked for; None where no repository can know of it."""
    repository = place.repository
    if repository is None:
        return None
    is_tree = options.revision is None
    commit = (head(repository) or "") if options.revision is None else resolve(repository, options.revision)
    marks = [mark(file) for file in settings(place.root, repository, is_tree=is_tree)]
    staged = mark(repository.git_dir / "index") if is_tree else []
    return Asked(commit, is_tree, *options[1:], marks, staged)


def already_built(place: Place, output: Path, wanted: Asked, *, verifies: bool = False) -> Built | None:
    """What the last build of this output left there, if it was asked for the same; None where it must be built.

    Whoever `verifies` has every file of the output read.
    """
    folder = output.resolve()
    name, files, tree = _keys(folder)
    with cache_of(place) as cache:
        told = cache.get_many(_KIND, [name, files, tree])
    if name not in told or files not in told:
        return None
    known = json.loads(told[name])
    is_same = (
        known["asked"] == _question(wanted)
        and known["manifest"] == mark(folder / MANIFEST)
        and not (folder / JOURNAL).exists()
        and (not wanted.is_tree or is_as_seen(place.root, told.get(tree, b""), known["tree"]))
        and is_as_seen(folder, told[files], known["output"])
        and (wanted.staged == known["staged"] or _uncommitted(place) == known["uncommitted"])
        and (not verifies or is_as_listed(folder))
    )
    return Built(*known["built"]) if is_same else None


def is_as_left(place: Place, output: Path) -> bool:
    """Whether nothing came into an output that a build of a commit left, nor went, nor was replaced (decision 0018)."""
    folder = output.resolve()
    name, files, _ = _keys(folder)
    with cache_of(place) as cache:
        told = cache.get_many(_KIND, [name, files])
    if name not in told or files not in told:
        return False
    known = json.loads(told[name])
    is_left = known["manifest"] == mark(folder / MANIFEST) and is_as_seen(folder, told[files], known["output"])
    return is_left and not (folder / JOURNAL).exists()


def look_around(place: Place, catalog: Iterable[str], output: Path) -> Seen | None:
    """What is seen of the files that a site of the working tree is made from, before they are read.

    `catalog` are globs. None where that says too little: something was changed this very moment, or the output lies
    among the files.
    """
    starts = {INCIDENTS, TEMPLATES, *map(fixed_folder, catalog)}
    folder, root = output.resolve(), place.root.resolve()
    if any(folder.is_relative_to(root / start) for start in starts):
        return None
    now = _time(place)
    try:
        seen = look(place.root, starts)
    except OSError:
        return None
    return seen if now is not None and is_settled(seen.newest, now) else None


def remember(place: Place, output: Path, wanted: Asked, built: Built, tree: Tree | None) -> None:
    """Write down what a build left in its output; where time counts in whole seconds, it says too little for that."""
    folder = output.resolve()
    if folder.lstat().st_mtime_ns % SECOND == 0 or (wanted.is_tree and (tree is None or tree.commit != wanted.commit)):
        return
    sleep(TICK / SECOND)  # so that whatever somebody changes from now on leaves another time
    left = look(folder, [""]) if wanted.is_tree else see(folder, _folders(folder))
    known = {
        "asked": _question(wanted),
        "staged": wanted.staged,
        "built": built,
        "manifest": mark(folder / MANIFEST),
        "output": left.marks,
        "tree": tree.seen.marks if tree else "",
        "uncommitted": _told(tree.uncommitted) if tree else "",
    }
    values = (json.dumps(known).encode(), left.paths, tree.seen.paths if tree else b"")
    with cache_of(place) as cache:
        cache.put_many(_KIND, dict(zip(_keys(folder), values, strict=True)))


def _folders(output: Path) -> Iterator[str]:
    """The folders in which a build left files, as its manifest says, and those above them."""
    known = {""}
    for folder in listing(output, is_trusted=True).folders():
        above = folder
        while above not in known:
            known.add(above)
            above = above.rpartition("/")[0]
    return iter(sorted(known))


def _keys(output: Path) -> tuple[str, str, str]:
    """What is known of a build, the paths of what it left, and of what it was made from."""
    return str(output), f"{output}\0output", f"{output}\0tree"


def _question(wanted: Asked) -> list[object]:
    return list(wanted[:-1])


def settings(root: Path, repository: Repository, *, is_tree: bool) -> Iterator[Path]:
    """What says whether git has the whole history and, of a working tree, how it compares files; and farm.yaml."""
    git = repository.common_dir
    yield from (git / "config", git / "shallow")
    if is_tree:
        yield from (git / "info/exclude", git / "info/attributes", repository.git_dir / "config.worktree")
        yield from (root / ".gitignore", root / ".gitattributes", root / CONFIGURATION)


def _uncommitted(place: Place) -> str:
    return _told(uncommitted(place.repository)) if place.repository else ""


def _told(paths: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(sorted(paths)).encode("utf-8", "surrogateescape")).hexdigest()


def _time(place: Place) -> int | None:
    """What time it is for files, beside git's own; None where nothing can be written there."""
    try:
        place.private_folder.mkdir(parents=True, exist_ok=True)
        return time_in(place.private_folder)
    except OSError:
        return None
