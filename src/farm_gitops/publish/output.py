"""Bytes to the output folder: only what differs is written, files are whole, and nothing of others is removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from enum import Enum
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.publish import manifest
from farm_gitops.publish.folder import Folder
from farm_gitops.publish.ledger import Ledger, Left
from farm_gitops.publish.making import Wanted, written
from farm_gitops.publish.page import Bundle
from farm_gitops.records import layout
from farm_gitops.store.seen import time_in

Progress = Callable[[str, int, int], None]
"""(what, done, of how many)."""


class Written(NamedTuple):
    """What a build did, in files: all that the site consists of, those made anew, and those whose bytes changed."""

    pages: int
    made: int
    changed: int
    removed: int


def check_output(output: Path, project: Path) -> Path:
    """The folder to build into, links in its own path followed; UsageError where building there would do harm."""
    target, root = output.resolve(), project.resolve()
    if target.is_relative_to(root / layout.INCIDENTS) or root.is_relative_to(target):
        raise UsageError(f"{output} is where the records lie; a site is not built there", "--output site")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{output} is a file", "name a folder: --output site")
    if target.is_dir() and _is_foreign(target):
        raise UsageError(
            f"{output} holds files that no build of ours wrote; they are left alone",
            "name another folder, or empty this one: --output site",
        )
    return target


class Look(Enum):
    """How to find out what of the output lies there as it was left."""

    NONE = "not at all: somebody else found out that all of it does"
    USUAL = "by the marks of its files"
    VERIFYING = "by their contents as well"


def write_site(
    ledger: Ledger, output: Path, bundles: Sequence[Bundle], progress: Progress, how: Look = Look.USUAL
) -> Written:
    """Make the folder hold exactly the pages of these bundles, in their order, besides what others put there.

    A bundle that the last build left there is not even made, as long as it depends on the same and nobody touched it.
    An interruption leaves every file as it was or as it will be, and the journal until a later build comes to its end.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FarmError(f"cannot make the folder {output}: {error.strerror}", "--output site") from error
    progress("looking", 0, 0)
    listing = manifest.listing(output, is_trusted=how is Look.NONE)
    folder = Folder(output, listing, manifest.unlisted(output))
    if how is not Look.NONE or manifest.is_unfinished(output):
        folder.look()
    plan = _plan(bundles, ledger, folder, how)
    made, changed = _made(plan, folder, ledger, progress)
    progress("finishing", 0, 0)
    removed = folder.remove(plan.gone)
    lines = (manifest.line(file.path, file.digest) for file in ledger.made())
    manifest.finish(output, folder.listing, lines, plan.gone)
    ledger.keep((bundle.name for bundle in bundles), time_in(output))
    return Written(plan.pages, made, changed, removed)


class _Plan(NamedTuple):
    """The bundles that are made; how many pages stay and how many there are in all, and the paths that are `gone`."""

    wanted: tuple[Wanted, ...]
    staying: int
    pages: int
    gone: frozenset[str]


def _plan(bundles: Sequence[Bundle], ledger: Ledger, folder: Folder, how: Look) -> _Plan:
    """Find out what is to be made, and claim its places, which nobody holds once the journal lists them."""
    is_there = partial(folder.holds, verifies=how is Look.VERIFYING) if folder.was_looked_at else None
    alone, staying, wanted, paths = set(), 0, [], _Paths()
    for bundle in bundles:
        pages = ledger.stays(bundle.name, bundle.inputs, is_there) if bundle.inputs else None
        if pages is None:
            wanted.append(Wanted(bundle, paths.put(page.path for page in bundle.pages())))
        else:
            alone.add(bundle.name)
            staying += pages
    folder.claim(paths)
    gone = _gone(alone, paths, ledger, folder, bundles)
    return _Plan(tuple(wanted), staying, staying + sum(each.pages for each in wanted), gone)


class _Paths:
    """Where pages will lie; those of a bundle as one text, since there may be a million."""

    def __init__(self) -> None:
        self._told: Final[list[str]] = []

    def put(self, paths: Iterable[str]) -> int:
        """Remember those of a bundle; how many they are."""
        some = list(paths)
        self._told.extend(["\0".join(some)] if some else [])
        return len(some)

    def __call__(self) -> Iterator[str]:
        """All of them."""
        return chain.from_iterable(told.split("\0") for told in self._told)


def _made(plan: _Plan, folder: Folder, ledger: Ledger, progress: Progress) -> tuple[int, int]:
    """How many pages were made, and how many of them differed from what lay there."""
    made, changed = 0, 0
    for bundle, puts in written(folder, plan.wanted, lambda done: progress("pages", plan.staying + done, plan.pages)):
        ledger.put(bundle.name, bundle.inputs, [Left(put.path, put.digest, put.mark) for put in puts])
        made += len(puts)
        changed += sum(put.is_new for put in puts)
    return made, changed


def _gone(alone: Set[str], paths: _Paths, ledger: Ledger, folder: Folder, bundles: Iterable[Bundle]) -> frozenset[str]:
    """What builds of this folder wrote and the site has no more."""
    left = [ledger.files(name) for name in ledger.bundles - alone]
    if ledger.pages == len(folder.listing) and not folder.unlisted and None not in left:
        before = frozenset(file.path for files in left if files for file in files)
        return before.difference(paths()) if before else before
    # Another ledger, or none, or one of before an interruption, or one of which the cache lost a part.
    before = folder.unlisted.union(folder.listing.paths())
    return before.difference(page.path for bundle in bundles for page in bundle.pages()) if before else before


def _is_foreign(folder: Path) -> bool:
    """Whether there is something that neither we nor a version control put there, hidden files included."""
    names = [entry.name for entry in folder.iterdir()]
    if manifest.MANIFEST in names or manifest.JOURNAL in names:
        return False
    return any(name not in {".git", ".gitignore", ".gitkeep", ".gitattributes"} for name in names)
