"""Files of another tool, with every version that git, or a list of versions as JSON Lines, has of them.

Nothing in that folder is executed, and no link in it is followed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple, TypeAlias

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.git.identity import Identity
from farm_gitops.git.runner import find_repository
from farm_gitops.git.state import head, is_partial, is_shallow
from farm_gitops.store.foreign_git import Commit, FileVersions, versions_in

HISTORY_FILE: Final = "git_history.jsonl"
_LARGEST: Final = 64 * 1024 * 1024  # bytes of a list of versions
_LARGEST_FILE: Final = 1024 * 1024
_MOST: Final = 50_000

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
IsWanted = Callable[[str], bool]
"""Whether a file is of interest, by its path from the folder."""


class Version(NamedTuple):
    """What a file held from a commit on (None: it was gone); `commit` is None where nobody knows of one."""

    data: bytes | None
    commit: Commit | None = None


class ForeignFile(NamedTuple):
    """A file by its newest path, its versions oldest first, and the paths that it had before."""

    path: str
    versions: tuple[Version, ...]
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignFolder:
    """The files of a folder that were asked for, and whether they come with a history."""

    name: str
    files: tuple[ForeignFile, ...]
    has_history: bool

    def newest(self, path: str) -> bytes | None:
        """What a file holds now; None where there is none."""
        return next((file.versions[-1].data for file in self.files if file.path == path), None)


def read_foreign(source: Path, is_wanted: IsWanted) -> ForeignFolder:
    """Read a folder, be it in a git repository or not, or a list of versions; UsageError where there is neither."""
    if source.is_file():
        return _of_list(source, is_wanted)
    if not source.is_dir():
        raise UsageError(f"there is no folder {source}", "give the folder, a clone of it, or its git_history.jsonl")
    found = _of_git(source, is_wanted)
    if found is not None:
        return found
    if (source / HISTORY_FILE).is_file():
        return _of_list(source / HISTORY_FILE, is_wanted)
    files = tuple(ForeignFile(path, (Version(data),)) for path, data in _on_disk(source, is_wanted))
    return ForeignFolder(source.resolve().name, files, has_history=False)


def _of_git(source: Path, is_wanted: IsWanted) -> ForeignFolder | None:
    """From the commits of a clone; None where the folder is in no repository, or in one that holds none of it."""
    repository = find_repository(source)
    if repository is None or head(repository) is None:
        return None
    inside = source.resolve().relative_to(repository.top.resolve()).as_posix() if not repository.bare else "."
    prefix = "" if inside == "." else f"{inside}/"
    histories = versions_in(repository, prefix, is_wanted)
    if not histories:
        return None
    if is_shallow(repository) or is_partial(repository):
        raise FarmError(f"the clone {source} does not hold its whole history", "git fetch --unshallow, there")
    return ForeignFolder(source.resolve().name, tuple(map(_file, histories)), has_history=True)


def _file(history: FileVersions) -> ForeignFile:
    versions = tuple(Version(data, commit) for commit, data in history.versions)
    return ForeignFile(history.path, versions, history.former)


def _of_list(source: Path, is_wanted: IsWanted) -> ForeignFolder:
    """From a list of versions, and what it does not list (a configuration) from the folder in which it lies."""
    if source.stat().st_size > _LARGEST:
        raise UsageError(f"{source} is larger than 64 MiB", "give the repository itself")
    listed = [_listed(line, number, source) for number, line in enumerate(source.read_bytes().split(b"\n"), 1) if line]
    wanted = {file.path: file for file in listed if is_wanted(file.path)}
    beside = (ForeignFile(path, (Version(data),)) for path, data in _on_disk(source.parent, is_wanted))
    files = (*wanted.values(), *(file for file in beside if file.path not in wanted))
    return ForeignFolder(source.resolve().parent.name, files, has_history=True)


def _listed(line: bytes, number: int, source: Path) -> ForeignFile:
    """One line: `{"path", "first_path", "versions": [{"commit", "committed_at", "text", "author", "email"}]}`."""
    try:
        value: Json = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"line {number} of {source} is no JSON", "give the list of versions as it was made") from error
    versions = value.get("versions") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(versions, list) or not versions:
        raise UsageError(f"line {number} of {source} lists no versions of a file", "see docs/import.md")
    path = _text(value, "path")
    names = [_text(value, "first_path"), *(_text(each, "renamed_from") for each in versions)]
    former = tuple(dict.fromkeys(name for name in names if name and name != path))
    return ForeignFile(path, tuple(map(_listed_version, versions)), former)


def _listed_version(value: Json) -> Version:
    author = Identity(_text(value, "author"), _text(value, "email"))
    at = _text(value, "committed_at")
    commit = Commit(_text(value, "commit"), author, _text(value, "authored_at") or at, at)
    text = value.get("text") if isinstance(value, dict) else None
    return Version(text.encode("utf-8", "replace") if isinstance(text, str) else None, commit)


def _text(value: Json, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _on_disk(folder: Path, is_wanted: IsWanted) -> Iterator[tuple[str, bytes]]:
    for place in sorted(_below(folder)):
        path = PurePosixPath(*place.relative_to(folder).parts).as_posix()
        if is_wanted(path):
            with place.open("rb") as file:
                yield path, file.read(_LARGEST_FILE + 1)


def _below(folder: Path) -> Iterable[Path]:
    found: list[Path] = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        found += [place for name in names if not (place := Path(here, name)).is_symlink() and place.is_file()]
        if len(found) > _MOST:
            raise UsageError(f"{folder} holds more than {_MOST:,} files", "give the folder of the site alone")
    return found
