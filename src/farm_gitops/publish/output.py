"""Bytes to the output folder: only what differs is written, files are whole, and nothing of others is removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.publish import manifest
from farm_gitops.publish.folder import Folder
from farm_gitops.publish.ledger import Ledger, Left
from farm_gitops.publish.making import written
from farm_gitops.publish.page import Page
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


def write_site(
    output: Path, pages: Sequence[Page], progress: Progress, ledger: Ledger, *, trusts: bool = False
) -> Written:
    """Make the folder hold exactly these pages, in their order, besides what others put there.

    A page that the last build left there is not even made, as long as it depends on the same and nobody touched it.
    An interruption leaves every file as it was or as it will be, and the journal until a later build comes to its end.
    One that `trusts` takes for granted that all lies there as it was left.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FarmError(f"cannot make the folder {output}: {error.strerror}", "--output site") from error
    folder = Folder(output, manifest.ours(output), frozenset(page.path for page in pages))
    progress("looking", 0, 0)
    if trusts and not manifest.is_unfinished(output):
        folder.trust(ledger.marks())
    else:
        folder.look()
    known = ((page, ledger.digest(page, folder.marks.get(page.path))) for page in pages)
    digests = {page.path: digest for page, digest in known if digest}
    wanted = [page for page in pages if page.path not in digests]
    made = tuple(written(folder, wanted, lambda done: progress("pages", len(digests) + done, len(pages))))
    marks = {path: folder.marks[path] for path in digests} | {put.path: put.mark for put in made}
    digests |= {put.path: put.digest for put in made}
    progress("finishing", 0, 0)
    removed = folder.remove(folder.ours - folder.planned)
    manifest.finish(output, digests)
    left = {page.path: Left(page.inputs, digests[page.path], marks[page.path]) for page in pages if page.inputs}
    ledger.keep(left, time_in(output))
    return Written(len(pages), len(made), sum(put.is_new for put in made), removed)


def _is_foreign(folder: Path) -> bool:
    """Whether there is something that neither we nor a version control put there, hidden files included."""
    names = [entry.name for entry in folder.iterdir()]
    if manifest.MANIFEST in names or manifest.JOURNAL in names:
        return False
    return any(name not in {".git", ".gitignore", ".gitkeep", ".gitattributes"} for name in names)
