"""What a merge commit holds of its own: where it differs from the merge that git makes of its parents by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from farm_gitops.git.log import entries
from farm_gitops.git.merging import throw_away
from farm_gitops.git.runner import Repository


def made_by_hand(repository: Repository, merges: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """By merge the paths that somebody's hand left otherwise than git merges them, a conflict's resolution included.

    `merges` are full ids of commits with two parents; git cannot repeat any other merge. It does so where no
    configuration or attribute of the clone has a say, and keeps nothing of it.
    """
    if not merges:
        return {}
    with throw_away(repository, len(merges[0])) as alone:
        listed = entries(alone, "--no-walk=unsorted", "--diff-merges=remerge", commits=merges)
        return {entry.commit.id: frozenset(path for _, path in entry.lines) for entry in listed}
