"""What git knows of each file: which commit brought it, by whom and when."""

from __future__ import annotations

from functools import cache

from farm_gitops.git.log import Commit, additions
from farm_gitops.git.runner import Repository
from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import Origin
from farm_gitops.records import layout
from farm_gitops.records.folder import WhoAdded


def no_origins(path: str) -> Origin | None:  # noqa: ARG001 - a WhoAdded that knows nothing
    """For a folder without history: nobody knows who added what."""
    return None


def origins(repository: Repository, commit: str) -> WhoAdded:
    """Who added each file under `incidents/`, as of a commit; git is asked once, when the first path is."""

    @cache
    def known() -> dict[str, Commit]:
        return additions(repository, commit, layout.INCIDENTS)

    def who_added(path: str) -> Origin | None:
        found = known().get(path)
        return None if found is None else _origin(found)

    return who_added


def _origin(commit: Commit) -> Origin:
    authored, committed = Moment.parse(commit.authored), Moment.parse(commit.committed)
    return Origin(commit.id, commit.author.name, commit.author.email, authored, committed)
