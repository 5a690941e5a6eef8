"""Which program this is: another one, or this one with a line changed, keeps other things in its cache."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from farm_gitops.store.shipped import shipped_templates

_SAYING: Final = ("cmarkgfm", "icalendar", "jinja2", "nh3", "pydantic", "ruamel.yaml")
"""The libraries whose other versions may make other values or other bytes of the same files."""


@cache
def fingerprint() -> bytes:
    """32 bytes that differ where any module, template or library differs; files are told apart by size and time."""
    told = hashlib.sha256(sys.version.encode())
    git = shutil.which("git")
    told.update(_line(git, Path(git).stat()).encode() if git else b"")  # it says what a merge would land
    for name in _installed():
        told.update(f"{name}\n".encode())
    for root in (files("farm_gitops"), shipped_templates()):
        for line in _files(Path(str(root))):
            told.update(line.encode())
    return told.digest()


def _installed() -> Iterator[str]:
    """The libraries that have a say with their versions, as the names of folders say; reading these would be slow."""
    places = filter(os.path.isdir, sys.path)
    names = [entry.name for place in places for entry in os.scandir(place)]
    folders = [name for name in names if name.endswith((".dist-info", ".egg-info"))]
    for library in _SAYING:
        yield from [name for name in folders if _plain(name.partition("-")[0]) == _plain(library)] or [_said(library)]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _said(library: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415 - takes as long to load as all else here

    return f"{library}-{version(library)}"


def _files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(Path(entry.path))
        else:
            yield _line(entry.path, entry.stat())


def _line(path: str, status: os.stat_result) -> str:
    return f"{path} {status.st_size} {status.st_mtime_ns}\n"
