"""Where the preview keeps its pages: in git's own folder, never in `site/`, and one place for one preview."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from farm_gitops.store.project import Project


@contextmanager
def output_of(project: Project, organization: str | None) -> Iterator[Path]:
    """The folder of the pages; what the last preview left there is used again.

    A plain folder has no place for them, and another preview of the same work tree has taken it: then it is a
    temporary one.
    """
    home = _home(project, organization)
    lock = FileLock(home.with_name(f"{home.name}.lock"), blocking=False) if home else None
    if home is None or lock is None or not _is_taken(home, lock):
        with tempfile.TemporaryDirectory(prefix="farm-gitops-preview-") as folder:
            yield Path(folder)
        return
    with lock:
        yield home


def _home(project: Project, organization: str | None) -> Path | None:
    repository = project.repository
    if repository is None:
        return None
    is_linked = repository.git_dir != repository.common_dir
    worktree = f"worktree-{repository.git_dir.name}" if is_linked else "main"
    return project.private_folder / "preview" / (f"{worktree}-of-{organization}" if organization else worktree)


def _is_taken(home: Path, lock: FileLock) -> bool:
    """Whether the place could be taken."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except (Timeout, OSError):
        return False
    return True
