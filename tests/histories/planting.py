"""Puts into a commit what git's own commands refuse to make: entries of a tree, whatever their names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from git_world import GitWorld

from histories.base import BOB
from histories.history import Change


class Raw(NamedTuple):
    """An entry of a tree: git's mode as it is stored (`100644`, `40000`), a name, which may hold `/`, and an id."""

    mode: str
    name: bytes
    oid: str


def plants(folder: str, name: str, *contents: str, ahead: bool = False) -> Change:
    """A commit with an entry more in a folder, once for each content; nothing else of the tree changes.

    `ahead` of what has the same name there already, else behind it.
    """

    def change(world: GitWorld) -> None:
        oids = [world.git("hash-object", "-w", "--stdin", stdin=text.encode()) for text in contents]
        new = [Raw("100644", _raw(name), oid) for oid in oids]
        path = folder.split("/")
        below = [*_entries(world, f"HEAD:{folder}")] if _exists(world, folder) else []
        tree = _tree(world, [*new, *below] if ahead else [*below, *new])
        for depth in range(len(path) - 1, -1, -1):
            above = "/".join(path[:depth])
            kept = [*_entries(world, f"HEAD:{above}")] if _exists(world, above) else []
            others = [entry for entry in kept if entry.name != _raw(path[depth])]
            tree = _tree(world, [*others, Raw("40000", _raw(path[depth]), tree)])
        made = world.git("commit-tree", tree, "-p", "HEAD", "-m", "Plant", author=BOB)
        world.git("update-ref", "HEAD", made)

    return change


def _raw(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _exists(world: GitWorld, folder: str) -> bool:
    return world.git_anyway("cat-file", "-e", f"HEAD:{folder}").returncode == 0


def _entries(world: GitWorld, tree: str) -> Iterator[Raw]:
    for line in filter(None, world.git("ls-tree", "-z", tree).split("\0")):
        facts, _, name = line.partition("\t")
        mode, _, oid = facts.split(" ")
        yield Raw(mode.lstrip("0"), _raw(name), oid)


def _tree(world: GitWorld, entries: list[Raw]) -> str:
    """Source of the format and of the order: "Tree" in gitformat-index(5), and `base_name_compare` in git's tree.c."""
    ordered = sorted(entries, key=lambda entry: entry.name + (b"/" if entry.mode == "40000" else b""))
    data = b"".join(entry.mode.encode() + b" " + entry.name + b"\0" + bytes.fromhex(entry.oid) for entry in ordered)
    return world.git("hash-object", "-t", "tree", "--literally", "-w", "--stdin", stdin=data)
