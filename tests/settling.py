"""Waits for the clock of files, as time passes between what a person writes and the build that follows."""

from __future__ import annotations

from pathlib import Path

from farm_gitops.store import seen


def let_settle(root: Path) -> None:
    """Wait until whatever is written below a folder from now on has another time than all that lies there."""
    newest = max(file.lstat().st_ctime_ns for file in root.rglob("*"))
    while not seen.is_settled(newest, seen.time_in(root.parent)):
        pass
