"""Listing a work tree in which somebody works."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import pytest

from farm_gitops.store.source import Worktree


def test_a_file_that_goes_while_it_is_listed_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.md", "b.md", "in/c.md"):
        (tmp_path / "incidents" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "incidents" / name).write_text("x")
    listed = os.scandir

    def scandir(folder: Path) -> nullcontext[list[os.DirEntry[str]]]:
        with listed(folder) as found:
            entries = list(found)
        if Path(folder).name == "incidents":
            (tmp_path / "incidents/b.md").unlink()
            (tmp_path / "incidents/in/c.md").unlink()
            (tmp_path / "incidents/in").rmdir()
        return nullcontext(entries)

    monkeypatch.setattr(os, "scandir", scandir)
    assert [file.path for file in Worktree(tmp_path).files("incidents")] == ["incidents/a.md"]
