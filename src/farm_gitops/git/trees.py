"""A tree with some files put in or taken out: only the folders on the way to them are read and written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from farm_gitops.git.runner import Repository

_FOLDER: Final = "040000"
GONE: Final = "0"
"""The mode of what is to be no more."""


class Staged(NamedTuple):
    """What a path is to become in a tree: the blob `oid` with a mode of `100644` or `100755`, or `GONE`."""

    path: str
    mode: str
    oid: str


class _Entry(NamedTuple):
    mode: str
    kind: str
    oid: str


_Below = Mapping[tuple[str, ...], Staged]
"""What is to change at or below a folder, by the parts of the way from there."""


def tree_with(repository: Repository, parent: str | None, files: Sequence[Staged]) -> tuple[str, str]:
    """The ids of the parent's tree (the empty one without a parent) and of that tree with these files put in."""
    before = _written(repository, {}) if parent is None else _tree_of(repository, parent)
    after = _changed(repository, before, {tuple(file.path.split("/")): file for file in files})
    return before, after or _written(repository, {})


def _tree_of(repository: Repository, commit: str) -> str:
    named = f"{commit}^{{tree}}"
    return repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", named).decode().strip()


def _changed(repository: Repository, tree: str | None, wanted: _Below) -> str | None:
    """A folder's tree with all that is wanted in it; None where nothing is left, for git knows no empty folder."""
    entries = _entries(repository, tree) if tree else {}
    deeper: defaultdict[str, dict[tuple[str, ...], Staged]] = defaultdict(dict)
    for (name, *rest), file in wanted.items():
        if rest:
            deeper[name][tuple(rest)] = file
        elif file.mode != GONE:
            entries[name] = _Entry(file.mode, "blob", file.oid)
        elif name in entries and entries[name].kind != "tree":
            del entries[name]
    for name, below in deeper.items():
        _change_folder(repository, entries, name, below)
    return _written(repository, entries) if entries else None


def _change_folder(repository: Repository, entries: dict[str, _Entry], name: str, below: _Below) -> None:
    old = entries.get(name)
    folder = old.oid if old and old.kind == "tree" else None
    if folder is None and all(file.mode == GONE for file in below.values()):
        return  # there is no such folder to take anything out of, and a file of that name stays
    made = _changed(repository, folder, below)
    if made:
        entries[name] = _Entry(_FOLDER, "tree", made)
    else:
        entries.pop(name, None)


def _entries(repository: Repository, tree: str) -> dict[str, _Entry]:
    listing = repository.run("ls-tree", "-z", "--full-tree", "--end-of-options", tree)
    lines = listing.decode("utf-8", "surrogateescape").split("\0")[:-1]
    told = (line.partition("\t") for line in lines)
    return {name: _Entry(*about.split(" ")) for about, _, name in told}


def _written(repository: Repository, entries: Mapping[str, _Entry]) -> str:
    lines = "".join(f"{mode} {kind} {oid}\t{name}\0" for name, (mode, kind, oid) in entries.items())
    # What other entries name need not be here: a submodule's commit never is.
    made = repository.run("mktree", "-z", "--missing", input=lines.encode("utf-8", "surrogateescape"))
    return made.decode().strip()
