"""How git's head moved since one looked: what it holds otherwise, and of which incidents it tells another past."""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.revisions import FileChange, changed_files, is_on_first_parent_chain
from farm_gitops.git.runner import Repository
from farm_gitops.model.incident import IncidentId
from farm_gitops.store.history import Past, landed_apart, landed_since
from farm_gitops.store.memory import Cache
from farm_gitops.store.project import Project

_NOBODY: Final[frozenset[IncidentId]] = frozenset()


class Moved(NamedTuple):
    """The commit that is the head now and its past; the paths and incidents in which that differs from before."""

    head: str | None
    past: Past
    files: tuple[FileChange, ...] = ()
    incidents: frozenset[IncidentId] = _NOBODY


def moved(project: Project, before: Moved, head: str | None, memory: Cache) -> Moved | None:
    """From `before` to a head; None where only a look at everything tells what that means.

    `memory` must be there when the past is asked for the first time.
    """
    if before.head == head:
        return Moved(head, before.past)
    if project.repository is None or before.head is None or head is None:
        return None
    try:
        if is_on_first_parent_chain(project.repository, before.head, head):
            return _grown(project.repository, before.head, head, before.past)
        return _elsewhere(project.repository, before.head, head, before.past.elsewhere(head, memory))
    except FarmError:
        return None  # the commit that was checked out before is in nobody's past any more


def _grown(repository: Repository, before: str, head: str, past: Past) -> Moved:
    return Moved(
        head, past.grown(head), changed_files(repository, before, head), landed_since(repository, before, head)
    )


def _elsewhere(repository: Repository, before: str, head: str, past: Past) -> Moved | None:
    apart = landed_apart(repository, before, head)
    return None if apart is None else Moved(head, past, changed_files(repository, before, head), apart)
