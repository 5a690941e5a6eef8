"""Which folder a command works on, and the snapshots of it: of the working tree, or of a commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.runner import Repository, find_repository
from farm_gitops.git.state import head, is_partial, is_shallow, resolve, uncommitted
from farm_gitops.store.history import NO_PAST, Past, no_origins, past, past_of_few
from farm_gitops.store.memory import NOTHING_KEPT, Cache
from farm_gitops.store.place import Place, find_place, root_above
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Remembering, Revision, Source, Worktree


@dataclass(frozen=True)
class Project:
    """A repository of incidents on disk: its root, and git's view of it (None in a plain folder)."""

    root: Path
    repository: Repository | None

    @property
    def place(self) -> Place:
        """The same for who need not look into it."""
        return Place(self.root, self.repository)

    @property
    def private_folder(self) -> Path:
        """See `Place`."""
        return self.place.private_folder

    @property
    def head(self) -> str | None:
        """The commit that is checked out; None in a plain folder or before the first commit."""
        return head(self.repository) if self.repository else None

    @property
    def has_history(self) -> bool:
        """Whether git can say who added what: there are commits, and none is cut off."""
        return not self.why_no_history

    @property
    def why_no_history(self) -> str:
        """Why git cannot say who added what, in words; empty where it can."""
        if self.repository is None:
            return "this folder is no git repository"
        if self.head is None:
            return "nothing is committed yet"
        return "this clone does not hold the whole history" if self._is_cut_off(self.repository) else ""

    def uncommitted(self, *below: str) -> frozenset[str]:
        """Files that differ from the last commit, at or below these paths or anywhere.

        Empty in a plain folder and before the first commit.
        """
        if self.repository is None or self.head is None:
            return frozenset()
        return uncommitted(self.repository, below)

    def landed_paths(self) -> frozenset[str]:
        """Every path that the last commit holds; empty where there is none."""
        if self.repository is None or self.head is None:
            return frozenset()
        return frozenset(file.path for file in tree(self.repository, self.head))

    def require_history(self) -> None:
        """FarmError where git's history is cut off, so that nothing derived from it would be true."""
        if self.repository is not None and self._is_cut_off(self.repository):
            raise FarmError(
                "this clone does not hold the whole history, so git cannot say who did what and when",
                "fetch it: git fetch --unshallow (in CI: fetch-depth: 0), or build with --no-history",
            )

    @contextmanager
    def worktree(self, *, history: bool = True, memory: Cache = NOTHING_KEPT) -> Iterator[FileSnapshot]:
        """The snapshot of the files on disk."""
        yield snapshot_of(Worktree(self.root), self.past(self.head, memory) if history else NO_PAST)

    @contextmanager
    def worktree_for_few(self) -> Iterator[FileSnapshot]:
        """The same for a command that looks at one incident, or at very few: git reads no history but theirs."""
        yield snapshot_of(Worktree(self.root), self._past(past_of_few, self.head))

    @contextmanager
    def workbench(self) -> Iterator[FileSnapshot]:
        """The snapshot for somebody who will write: what was read of a file stays what it was."""
        yield FileSnapshot(Remembering(Worktree(self.root)), no_origins)

    @contextmanager
    def revision(self, commit: str, *, history: bool = True, memory: Cache = NOTHING_KEPT) -> Iterator[FileSnapshot]:
        """The snapshot of a commit (full id)."""
        repository = self.require_repository()
        with Blobs(repository) as blobs:
            yield snapshot_of(Revision(repository, commit, blobs), self.past(commit, memory) if history else NO_PAST)

    def resolve(self, revision: str) -> str:
        """The full id of a commit."""
        return resolve(self.require_repository(), revision)

    def require_repository(self) -> Repository:
        """Git's view of the project; FarmError in a plain folder."""
        if self.repository is None:
            raise FarmError("this folder is no git repository, so it has no history", "git init")
        return self.repository

    def past(self, commit: str | None, memory: Cache = NOTHING_KEPT) -> Past:
        """What git knows of everything up to a commit; nothing where there is none, or history is cut off."""
        return self._past(partial(past, memory=memory), commit)

    def _past(self, read: Callable[[Repository, str], Past], commit: str | None) -> Past:
        if self.repository is None or commit is None or self._is_cut_off(self.repository):
            return NO_PAST
        return read(self.repository, commit)

    @staticmethod
    def _is_cut_off(repository: Repository) -> bool:
        return is_shallow(repository) or is_partial(repository)


def snapshot_of(source: Source, told: Past) -> FileSnapshot:
    """The records of a source, with what is told of history."""
    return FileSnapshot(source, told.who_added, what_landed=told.what_landed)


def find_project(start: Path) -> Project:
    """The project that a folder is in: the nearest `farm.yaml` upwards; FarmError where there is none."""
    return Project(*find_place(start))


def find_history(start: Path) -> Project:
    """As `find_project`, and also a repository that has no `farm.yaml` on disk: a bare one, or where it is gone."""
    repository = find_repository(start)
    if repository is not None and (repository.bare or root_above(start) in {None, repository.top}):
        return Project(repository.top, repository)
    return find_project(start)
