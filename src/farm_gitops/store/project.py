"""Which folder a command works on, and the snapshots of it: of the working tree, or of a commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import Blobs, tree
from farm_gitops.git.runner import Repository, find_repository
from farm_gitops.git.state import head, is_partial, is_shallow, resolve, uncommitted
from farm_gitops.records import layout
from farm_gitops.records.folder import WhoAdded
from farm_gitops.store.history import no_origins, origins
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Remembering, Revision, Worktree


@dataclass(frozen=True)
class Project:
    """A repository of incidents on disk: its root, and git's view of it (None in a plain folder)."""

    root: Path
    repository: Repository | None

    @property
    def private_folder(self) -> Path:
        """Where locks and caches lie, out of sight: in git's own folder, else in `.farm-gitops/`."""
        if self.repository is not None:
            return self.repository.common_dir / "farm-gitops"
        return self.root / ".farm-gitops"

    @property
    def head(self) -> str | None:
        """The commit that is checked out; None in a plain folder or before the first commit."""
        return head(self.repository) if self.repository else None

    @property
    def has_history(self) -> bool:
        """Whether git can say who added what: there are commits, and none is cut off."""
        return self.repository is not None and self.head is not None and not self._is_cut_off(self.repository)

    def uncommitted(self) -> frozenset[str]:
        """Files that differ from the last commit; empty in a plain folder and before the first commit."""
        if self.repository is None or self.head is None:
            return frozenset()
        return uncommitted(self.repository)

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
    def worktree(self, *, history: bool = True) -> Iterator[FileSnapshot]:
        """The snapshot of the files on disk."""
        yield FileSnapshot(Worktree(self.root), self._who_added(None) if history else no_origins)

    @contextmanager
    def workbench(self) -> Iterator[FileSnapshot]:
        """The snapshot for somebody who will write: what was read of a file stays what it was."""
        yield FileSnapshot(Remembering(Worktree(self.root)), no_origins)

    @contextmanager
    def revision(self, commit: str, *, history: bool = True) -> Iterator[FileSnapshot]:
        """The snapshot of a commit (full id)."""
        repository = self.require_repository()
        with Blobs(repository) as blobs:
            source = Revision(repository, commit, blobs)
            yield FileSnapshot(source, self._who_added(commit) if history else no_origins)

    def resolve(self, revision: str) -> str:
        """The full id of a commit."""
        return resolve(self.require_repository(), revision)

    def require_repository(self) -> Repository:
        """Git's view of the project; FarmError in a plain folder."""
        if self.repository is None:
            raise FarmError("this folder is no git repository, so it has no history", "git init")
        return self.repository

    def _who_added(self, commit: str | None) -> WhoAdded:
        if self.repository is None or not self.has_history:
            return no_origins
        return origins(self.repository, commit or self.head or "HEAD")

    @staticmethod
    def _is_cut_off(repository: Repository) -> bool:
        return is_shallow(repository) or is_partial(repository)


def find_project(start: Path) -> Project:
    """The project that a folder is in: the nearest `farm.yaml` upwards; FarmError where there is none."""
    for folder in (start, *start.parents):
        if (folder / layout.CONFIGURATION).is_file():
            return _project(folder)
    raise FarmError("there is no farm.yaml here or above", "make a repository of this folder: farm-gitops init")


def _project(root: Path) -> Project:
    repository = find_repository(root)
    if repository is not None and repository.top.resolve() != root.resolve():
        raise FarmError(
            f"farm.yaml lies below the top of its git repository ({repository.top})",
            "move farm.yaml and incidents/ to the top, or give them a repository of their own: git init",
        )
    return Project(root, repository)
