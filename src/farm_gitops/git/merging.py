"""What merging one commit into another lands, computed where nothing of a clone's own configuration has a say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.objects import TreeFile
from farm_gitops.git.quoting import quoted
from farm_gitops.git.runner import GitFailed, Repository

_SHOWN = 5  # conflicting paths in a message

# No file of settings or attributes of the user, the machine or the clone: a merge driver must not be found, and even
# git's own `merge=union` would turn a conflict into two contradicting lines.
_CONFIGURATION = f"""[core]
\trepositoryFormatVersion = 1
\tbare = true
\tattributesFile = {os.devnull}
[extensions]
\tobjectFormat = %s
"""
_ALONE = (
    ("GIT_CONFIG_GLOBAL", os.devnull),
    ("GIT_CONFIG_SYSTEM", os.devnull),
    ("GIT_CONFIG_NOSYSTEM", "1"),
    ("GIT_ATTR_NOSYSTEM", "1"),
)


class Conflict(NamedTuple):
    """A path that a merge cannot decide; each side is None where it has no such file.

    With several merge bases the ancestor may be a merge of those, which exists only while it is computed.
    """

    path: str
    ancestor: TreeFile | None
    ours: TreeFile | None
    theirs: TreeFile | None


class MergeConflict(FarmError):  # noqa: N818 - it says what happened, as `Refused` does
    """The head cannot be merged into the base, so there is nothing to judge; `ours` of each conflict is the base."""

    def __init__(self, base: str, head: str, conflicts: tuple[Conflict, ...]) -> None:
        paths = [repr(conflict.path) for conflict in conflicts]
        more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
        where = f" in {', '.join(paths[:_SHOWN])}{more}" if paths else ""
        super().__init__(f"{head} conflicts with {base}{where}, so it cannot be merged or judged", recipe(base, head))
        self.conflicts = conflicts

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that conflict."""
        return tuple(conflict.path for conflict in self.conflicts)


def recipe(base: str, head: str, mend: str = "mend these files") -> str:
    """What to type to bring `head` up to date with `base`, and what to do where they conflict."""
    branch = "" if head == "HEAD" else f" {quote(head)}"
    return (
        f"git rebase {quote(base)}{branch}, {mend}, git add --update && git rebase --continue, "
        "git push --force-with-lease"
    )


@contextmanager
def throw_away(repository: Repository, id_length: int) -> Iterator[Repository]:
    """A bare repository that sees the objects of another one, and takes nothing else from it, from anybody or anything.

    New objects are written here alone and are gone in the end. `id_length` is 40, or 64 for SHA-256.
    """
    with TemporaryDirectory(prefix="farm-gitops-") as folder:
        git_dir = Path(folder)
        # By hand, because `git init` copies a template of the user's, hooks included.
        (git_dir / "refs").mkdir()
        (git_dir / "objects/info").mkdir(parents=True)
        known = "".join(f"{quoted(place)}\n" for place in _object_folders(repository))
        (git_dir / "objects/info/alternates").write_text(known)
        (git_dir / "config").write_text(_CONFIGURATION % ("sha256" if id_length == 64 else "sha1"))
        # A branch without commits, so that no version of git reads attributes from its tree.
        (git_dir / "HEAD").write_text("ref: refs/heads/none\n")
        yield Repository(git_dir, git_dir, git_dir, bare=True, settings=(("GIT_DIR", folder), *_ALONE))


def _object_folders(repository: Repository) -> Iterator[str]:
    """Where its objects lie; those of a push lie apart until it is let in."""
    yield str(repository.common_dir / "objects")
    yield from (place for name, place in repository.settings if name == "GIT_OBJECT_DIRECTORY")


def merged_tree(alone: Repository, base: str, head: str) -> str | tuple[Conflict, ...]:
    """The tree that merging the commit `head` into `base` lands, or what conflicts there (which git may not name).

    Raises FarmError when the two have no common history, or when something that a merge needs is missing.
    """
    _require_trees(alone, (base, head))
    question = ("merge-tree", "--write-tree", "-z", "--no-messages", base, head)
    done = alone.ask(*question)
    if done.status not in (0, 1):
        raise GitFailed(question, done.status, done.stderr)
    tree, *stages = done.output.decode("utf-8", "surrogateescape").split("\0")
    return tree if done.status == 0 else _conflicts(line for line in stages if line)


def _require_trees(alone: Repository, commits: Sequence[str]) -> None:
    """Raises FarmError when a tree that a merge begins with is missing: before 2.45, git took it for an empty one."""
    names = "".join(f"{commit}^{{tree}}\n" for commit in commits).encode()
    if b" missing" in alone.run("cat-file", "--batch-check", input=names):
        raise FarmError("the files of a commit are missing here", "git fsck  and then a new clone")
    if len(commits) > 1:  # of several bases, git first merges those
        _require_trees(alone, _merge_bases(alone, commits))


def _merge_bases(alone: Repository, commits: Sequence[str]) -> Sequence[str]:
    question = ("merge-base", "--all", *commits)
    done = alone.ask(*question)
    if done.status == 1:
        raise FarmError(
            f"the commits {' and '.join(commits)} have no common history",
            "check that the base is a branch of this project; a new history is not merged into another",
        )
    if done.status != 0:
        raise GitFailed(question, done.status, done.stderr)
    return done.output.decode().split()


def _conflicts(lines: Iterator[str]) -> tuple[Conflict, ...]:
    """Source of the format: "Conflicted file info" in git-merge-tree(1)."""
    found: dict[str, dict[str, TreeFile]] = {}
    for line in lines:
        facts, _, path = line.partition("\t")
        mode, oid, stage = facts.split(" ")
        found.setdefault(path, {})[stage] = TreeFile(path, mode, oid, None)
    return tuple(Conflict(path, *(sides.get(stage) for stage in "123")) for path, sides in found.items())
