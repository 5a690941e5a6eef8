"""How git's head moved since one looked: what it holds otherwise, and of which incidents it tells another past."""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.revisions import FileChange, changed_files, is_on_first_parent_chain
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


class Parted(NamedTuple):
    """In what a head differs from the one before: in files, and in the incidents of which it tells another past.

    It `has_grown` where it came from the other one, which is then a part of its past.
    """

    has_grown: bool
    files: tuple[FileChange, ...]
    incidents: frozenset[IncidentId]


def parted(project: Project, before: str | None, head: str | None) -> Parted | None:
    """Ask git, for a fair part of a second; None where only a look at everything tells what that means."""
    if project.repository is None or before is None or head is None:
        return None
    try:
        has_grown = is_on_first_parent_chain(project.repository, before, head)
        incidents = (landed_since if has_grown else landed_apart)(project.repository, before, head)
        changed = changed_files(project.repository, before, head)
    except FarmError:
        return None  # the commit that was checked out before is in nobody's past any more
    return None if incidents is None else Parted(has_grown, changed, incidents)


def moved(before: Moved, head: str | None, now: Parted | None, memory: Cache) -> Moved | None:
    """From `before` to a head; None where only a look at everything tells what that means.

    `now` is how the two have parted, if they are not the same; `memory` must be there
    when the past is asked for the first time.
    """
    if before.head == head:
        return Moved(head, before.past)
    if now is None or head is None:
        return None
    past = before.past.grown(head) if now.has_grown else before.past.elsewhere(head, memory)
    return Moved(head, past, now.files, now.incidents)
