"""What differs between many pairs of commits, told by one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from farm_gitops.git.diff import RAW, FileChange, file_change
from farm_gitops.git.runner import Repository
from farm_gitops.git.stream import words

Pair = tuple[str, str]
"""The full ids of two commits: before, after."""


def differences(repository: Repository, pairs: Iterable[Pair]) -> Iterator[tuple[FileChange, ...]]:
    """What `changed_files` says of each pair, in the order given; raises GitFailed when a tree is missing.

    Source of the format: `--stdin` in git-diff-tree(1): a commit, and others to take for its parents.
    """
    text = "".join(f"{after} {before}\n" for before, after in pairs).encode()
    return _told(words(repository, "diff-tree", "--stdin", "--always", *RAW, text=text)) if text else iter(())


def _told(printed: Iterator[str]) -> Iterator[tuple[FileChange, ...]]:
    """Before the differences of each pair stands the id of its commit."""
    next(printed, None)
    found: list[FileChange] = []
    for word in printed:
        if word.startswith(":"):
            found.append(file_change(word, next(printed)))
        else:
            yield tuple(found)
            found = []
    yield tuple(found)
