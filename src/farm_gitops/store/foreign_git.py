"""Every version of some files of another repository, through renames, with who committed each and when."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from farm_gitops.git.diff import FileChange
from farm_gitops.git.identity import Identity
from farm_gitops.git.log import LogEntry, entries
from farm_gitops.git.objects import Blobs, TreeFile, tree
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import resolve

_LARGEST: Final = 1024 * 1024  # bytes of a file
_ALIKE: Final = 0.5
"""How much of two texts must be the same for one to be the other under a new name; git itself asks for as much."""
_COMPARED: Final = 20_000  # characters
_FILES: Final = frozenset({"100644", "100755"})  # links and submodules are no files of their own


class Commit(NamedTuple):
    """A commit of the source: its id, who claims to have written it, and both of its times (RFC 3339)."""

    id: str
    author: Identity
    authored: str
    committed: str


class FileVersions(NamedTuple):
    """A file by its newest path: what it held after each commit that touched it (None: it was gone)."""

    path: str
    versions: tuple[tuple[Commit, bytes | None], ...]
    former: tuple[str, ...]


def versions_in(repository: Repository, prefix: str, is_wanted: Callable[[str], bool]) -> tuple[FileVersions, ...]:
    """The files below `prefix` (empty, or ending in `/`) that any commit of HEAD held; paths are told without it."""
    head = resolve(repository, "HEAD")
    folders = [prefix] if prefix else []
    listed = entries(repository, "--reverse", "--topo-order", "--diff-merges=off", head, folders=folders)
    with Blobs(repository) as blobs:
        told = _Told(blobs, prefix, is_wanted)
        for entry in listed:
            told.commit(entry)
        told.settle({file.path: file for file in tree(repository, head, prefix)})
        return told.files()


class _File(NamedTuple):
    versions: list[tuple[Commit, bytes | None]]
    former: list[str]


class _Told:
    """What the commits told so far, each file under its newest path."""

    def __init__(self, blobs: Blobs, prefix: str, is_wanted: Callable[[str], bool]) -> None:
        self._blobs: Final = blobs
        self._prefix: Final = prefix
        self._is_wanted: Final = is_wanted
        self._files: Final[dict[str, _File]] = {}
        self._last: Commit | None = None

    def commit(self, entry: LogEntry) -> None:
        """Take over what a commit did."""
        made = entry.commit
        self._last = commit = Commit(made.id, made.author, made.authored, made.committed)
        changes = [change for change in entry.files if self._concerns(change.path)]
        gone = {change.path for change in changes if change.after is None}
        for change in changes:
            if change.after is not None and change.after.mode in _FILES:
                self._write(commit, change, change.after, gone)
        for path in gone:
            if path in self._files:
                self._files[path].versions.append((commit, None))

    def settle(self, now: dict[str, TreeFile]) -> None:
        """What merges made by hand is in no other commit: the last tree has the last word."""
        last = self._last
        for path, file in self._files.items():
            held = self._read(now[path]) if path in now else None
            if last is not None and held != file.versions[-1][1]:
                file.versions.append((last, held))

    def files(self) -> tuple[FileVersions, ...]:
        """All of them, by path."""
        return tuple(FileVersions(self._short(path), *self._of(file)) for path, file in sorted(self._files.items()))

    def _of(self, file: _File) -> tuple[tuple[tuple[Commit, bytes | None], ...], tuple[str, ...]]:
        return tuple(file.versions), tuple(map(self._short, file.former))

    def _write(self, commit: Commit, change: FileChange, after: TreeFile, gone: set[str]) -> None:
        data = self._read(after)
        if change.before is None and change.path not in self._files:
            old = next(filter(None, (self._same(path, data) for path in sorted(gone))), None)
            if old is not None:
                gone.discard(old)
                file = self._files.pop(old)
                file.former.append(old)
                self._files[change.path] = file
        self._files.setdefault(change.path, _File([], [])).versions.append((commit, data))

    def _same(self, path: str, data: bytes) -> str | None:
        """The path of a file that has gone, if what is new is most likely that file."""
        before = self._files[path].versions[-1][1] if path in self._files else None
        if before is None:
            return None
        old, new = (each[:_COMPARED].decode("utf-8", "replace") for each in (before, data))
        return path if before == data or SequenceMatcher(None, old, new).ratio() >= _ALIKE else None

    def _read(self, file: TreeFile) -> bytes:
        return self._blobs.read(file.oid, _LARGEST + 1)

    def _concerns(self, path: str) -> bool:
        return path.startswith(self._prefix) and self._is_wanted(self._short(path))

    def _short(self, path: str) -> str:
        return path.removeprefix(self._prefix)
