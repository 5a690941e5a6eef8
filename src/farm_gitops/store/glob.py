"""Globs over paths: `**` is any number of folders, `*` and `?` stop at `/`; in time that no glob can blow up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Part = TypeVar("Part")


def fixed_folder(glob: str) -> str:
    """The folder below which every match lies; `""` is the root."""
    folders = glob.split("/")[:-1]
    wild = (place for place, name in enumerate(folders) if "*" in name or "?" in name)
    return "/".join(folders[: next(wild, len(folders))])


def matches(glob: str, path: str) -> bool:
    """Whether a path is one of those that a glob means."""
    return _fits(glob.split("/"), path.split("/"), "**", _fits_name)


def _fits_name(glob: str, name: str) -> bool:
    return _fits(glob, name, "*", lambda wanted, character: wanted in {"?", character})


def _fits(glob: Sequence[Part], text: Sequence[Part], star: Part, fits: Callable[[Part, Part], bool]) -> bool:
    """Whether a text fits a pattern whose stars stand for any number of parts, at most one look for each pair of parts.

    A star takes as little as it can; where the rest does not fit, only the last one has to take more.
    """
    at = place = 0
    last_star, taken = -1, 0
    while place < len(text):
        if at < len(glob) and glob[at] == star:
            last_star, taken = at, place
            at += 1
        elif at < len(glob) and fits(glob[at], text[place]):
            at, place = at + 1, place + 1
        elif last_star >= 0:
            taken += 1
            at, place = last_star + 1, taken
        else:
            return False
    return all(part == star for part in glob[at:])
