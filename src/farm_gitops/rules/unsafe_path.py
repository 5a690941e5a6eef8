"""`unsafe-path`."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from farm_gitops.model.step import Step
from farm_gitops.records import layout
from farm_gitops.records.layout import TWICE, File, dangers
from farm_gitops.records.sealed import is_policy_file
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import Listing

_CURE_FOR_NAME: Final = "give it another name: git mv -- {path} NEW-NAME"
_CURES_FOR_MODE: Final = {
    "100755": "chmod -x {path}, and where git keeps the mode itself: git update-index --chmod=-x {path}",
    "120000": "put the file itself in the link's place, or: git rm -- {path}",
    TWICE: "make the folder anew: git rm --cached -- {path} && git add -- {path}",
    "160000": "keep that repository elsewhere: git rm --cached -- {path}",
}


def unsafe_path(subject: Listing | Step) -> Iterator[Finding]:
    """A record is an ordinary file whose name is safe on every machine.

    Links lead elsewhere, executable files run, and two names that differ only in their case are one file on many
    computers.

    Fails (timeline/20261123T101500Z-bob.md, executable):

        The database answers again.

    Fails (attachments/what happened?.txt):

        10:14:59 no space left on device

    Fails (attachments/latest.log, link):

        graph.txt

    Passes (timeline/20261123T101500Z-bob.md):

        The database answers again.
    """
    if isinstance(subject, Step):
        yield from _impostors(subject)
        return
    for file in subject.unjudged:
        yield from _dangers(file)
    yield from _collisions(subject.files)


def _impostors(step: Step) -> Iterator[Finding]:
    """New files that a checkout puts in the place of policy or records where case makes no difference."""
    for file in step.changed:
        path, real = file.path, _folded(file.path)
        is_itself = path == real or path.startswith(f"{layout.INCIDENTS}/") or is_policy_file(path)
        if step.is_new(path) and not is_itself and _is_ours(real):
            message = f"`{path}` is `{real}` on machines that make no difference between cases"
            yield Finding(path, message, _CURE_FOR_NAME.format(path=shlex.quote(path)))


def _is_ours(folded: str) -> bool:
    in_records = folded.startswith(f"{layout.INCIDENTS}/") or folded == layout.CONFIGURATION
    return in_records or is_policy_file(folded) or folded in {"codeowners", "docs/codeowners"}


def _dangers(file: File) -> Iterator[Finding]:
    cures = iter([_CURES_FOR_MODE[file.mode]] if file.mode in _CURES_FOR_MODE else [])
    for danger in dangers(file):
        cure = next(cures, _CURE_FOR_NAME)
        yield Finding(file.path, f"this file {danger}", cure.format(path=shlex.quote(file.path)))


def _collisions(files: Iterable[File]) -> Iterator[Finding]:
    """Files that are, or lie in folders that are, one on a machine that ignores case or composes characters."""
    paths = [file.path for file in files]
    if _are_apart(paths):
        return
    first_spelling: dict[str, str] = {}
    for path in paths:
        for place in _with_folders(path):
            first = first_spelling.setdefault(_folded(place), place)
            if first != place:
                message = f"`{place}` and `{first}` are one and the same on many machines"
                yield Finding(path, message, _CURE_FOR_NAME.format(path=shlex.quote(place)))
                break


def _are_apart(paths: list[str]) -> bool:
    """Whether no two of these paths, and of the folders that they lie in, are one anywhere; for most listings, fast."""
    above = {path.rpartition("/")[0] for path in paths}
    places = {*paths, *(place for folder in above for place in _with_folders(folder))}
    return len(set(map(_folded, places))) == len(places)


def _with_folders(path: str) -> Iterator[str]:
    end = path.find("/")
    while end >= 0:
        yield path[:end]
        end = path.find("/", end + 1)
    yield path


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())
