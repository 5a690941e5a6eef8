"""Which folder a command works on: found without reading anything in it, so that little has to be loaded."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.runner import Repository, find_repository
from farm_gitops.records.names import CONFIGURATION


class Place(NamedTuple):
    """A repository of incidents on disk: its root, and git's view of it (None in a plain folder)."""

    root: Path
    repository: Repository | None

    @property
    def private_folder(self) -> Path:
        """Where locks and caches lie, out of sight: in git's own folder, else in `.farm-gitops/`."""
        if self.repository is not None:
            return self.repository.common_dir / "farm-gitops"
        return self.root / ".farm-gitops"


def find_place(start: Path) -> Place:
    """The one that a folder is in: the nearest `farm.yaml` upwards; FarmError where there is none."""
    root = root_above(start)
    if root is None:
        raise FarmError("there is no farm.yaml here or above", "make a repository of this folder: farm-gitops init")
    repository = find_repository(root)
    if repository is not None and (repository.top.resolve() != root.resolve()):
        raise FarmError(
            f"farm.yaml lies below the top of its git repository ({repository.top})",
            "move farm.yaml and incidents/ to the top, or give them a repository of their own: git init",
        )
    return Place(root, repository)


def root_above(start: Path) -> Path | None:
    """The nearest folder upwards that holds a `farm.yaml`."""
    folders = (folder for folder in (start, *start.parents) if (folder / CONFIGURATION).is_file())
    return next(folders, None)
