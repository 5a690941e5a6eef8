"""What a merge commit holds of its own: where it differs from the merge that git makes of its parents by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from farm_gitops.git.diff import FileChange, changed_files
from farm_gitops.git.log import entries
from farm_gitops.git.merging import throw_away
from farm_gitops.git.runner import GitFailed, Repository

_TWO = 2  # parents of a merge that git itself can repeat
_NOBODY = "farm-gitops <> 0 +0000"


def made_by_hand(repository: Repository, merges: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[FileChange, ...]]:
    """By merge what somebody's hand left otherwise than git merges it, a conflict's resolution included.

    A merge that takes one side whole is told so, though it differs from that parent nowhere. `merges` gives for full
    ids of commits their parents, and none before one that has it in its past: git forgets the parents of whatever it
    has told (`cmd_log_walk` in `builtin/log.c`), and would not find where the sides of a later merge parted. Merging
    is repeated where no configuration or attribute of the clone has a say, and nothing of it is kept. Raises GitFailed
    where git cannot repeat it.
    """
    if not merges:
        return {}
    with throw_away(repository, len(next(iter(merges)))) as alone:
        many = ((oid, parents) for oid, parents in merges.items() if len(parents) > _TWO)
        found = {oid: changed_files(alone, _merged(alone, parents), oid) for oid, parents in many}
        return found | dict(_of_two(alone, [oid for oid, parents in merges.items() if len(parents) == _TWO]))


def _of_two(alone: Repository, merges: Sequence[str]) -> Iterator[tuple[str, tuple[FileChange, ...]]]:
    if merges:
        for entry in entries(alone, "--no-walk=unsorted", "--diff-merges=remerge", commits=merges):
            yield entry.commit.id, entry.files


def _merged(alone: Repository, parents: Sequence[str]) -> str:
    """A commit of what git makes of several parents, one after the other, with the marks of any conflict in it."""
    return reduce(lambda ours, theirs: _merge(alone, ours, theirs), parents)


def _merge(alone: Repository, ours: str, theirs: str) -> str:
    question = ("merge-tree", "--write-tree", "-z", "--no-messages", "--allow-unrelated-histories", ours, theirs)
    done = alone.ask(*question)
    if done.status not in (0, 1):
        raise GitFailed(question, done.status, done.stderr)
    tree = done.output.decode("utf-8", "surrogateescape").partition("\0")[0]
    people = f"author {_NOBODY}\ncommitter {_NOBODY}\n\n"
    text = f"tree {tree}\nparent {ours}\nparent {theirs}\n{people}".encode()
    return alone.run("hash-object", "-t", "commit", "-w", "--stdin", input=text).decode().strip()
