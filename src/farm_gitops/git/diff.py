"""Which files differ between two trees, as git's raw output tells it: no renames, no filters, no contents.

Source of the format: "RAW OUTPUT FORMAT" in git-diff-tree(1).
"""

from __future__ import annotations

import os
from typing import NamedTuple

from farm_gitops.git.objects import TreeFile
from farm_gitops.git.runner import Repository
from farm_gitops.git.stream import words

# What a configuration could otherwise hide or put in another order.
RAW = (
    *("--raw", "-z", "-r", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff", "--no-textconv"),
    *("--ignore-submodules=none", f"-O{os.devnull}"),
)
_EMPTY_TREE = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_NO_FILE = "000000"


class FileChange(NamedTuple):
    """A path of which two trees hold something different; None where one holds nothing.

    A rename is two of these. In a damaged tree, which names one path twice, a path may come twice.
    """

    path: str
    before: TreeFile | None
    after: TreeFile | None


def changed_files(
    repository: Repository, before: str | None, after: str, prefixes: tuple[str, ...] = ()
) -> tuple[FileChange, ...]:
    """What differs between two commits or trees, given by their full ids, in git's order.

    `before` None stands for the empty tree; `prefixes` are folders or files, and none means everywhere. Costs as much
    as the folders in which something changed. Raises GitFailed when a tree is missing.
    """
    old = before or _EMPTY_TREE[len(after)]
    printed = words(repository, "diff-tree", *RAW, old, after, "--", *prefixes)
    return tuple(file_change(line, path) for line, path in zip(printed, printed, strict=True))


def file_change(line: str, path: str) -> FileChange:
    """The change that a raw line tells; of a merge, whose line has a colon for each parent, against the first."""
    facts = line.lstrip("\n")
    parents = len(facts) - len(facts.lstrip(":"))
    words = facts[parents:].split(" ")
    modes, oids = words[: parents + 1], words[parents + 1 :]
    return FileChange(path, _file(path, modes[0], oids[0]), _file(path, modes[parents], oids[parents]))


def _file(path: str, mode: str, oid: str) -> TreeFile | None:
    return None if mode == _NO_FILE else TreeFile(path, mode, oid, None)
