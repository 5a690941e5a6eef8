"""Land an act in history, if asked: as a commit, on a branch of its own, pushed."""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk, branch_name, carry_out
from farm_gitops.actions.apart import Apart, stand_apart
from farm_gitops.errors import FarmError, UsageError, stoppable
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import current_branch
from farm_gitops.git.write import commit_paths, create_branch, pull_request_url, push
from farm_gitops.records import layout
from farm_gitops.store.write import one_writer

_UNTOUCHED: Final = "nothing was written"


class Wish(NamedTuple):
    """How far an act shall go; a branch or a push includes the commit."""

    commit: bool = False
    branch: bool = False
    push: bool = False

    @property
    def is_any(self) -> bool:
        """Whether history is to change at all."""
        return self.commit or self.branch or self.push


class Landed(NamedTuple):
    """What was done: the act, and the commit, branch and place of the pull request where there are any.

    `others` are paths of the same incident (or `with_it`) that the commit holds besides the act's own; `taken_back`
    those that an earlier command left when it was killed. `apart` is there where the branch begins elsewhere than where
    one stood.
    """

    act: Act
    commit: str | None = None
    branch: str | None = None
    pushed_to: str | None = None
    pull_request: str | None = None
    others: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()
    apart: Apart | None = None


def do(desk: Desk, deed: Deed, wish: Wish) -> Landed:
    """Carry a deed out and land it. What was written stays written when the commit or the push fails."""
    repository = _repository(desk, wish)
    with one_writer(desk.project) as left, stoppable(_UNTOUCHED) as stage:
        apart = stand_apart(desk, repository, deed) if repository and wish.branch else None
        if apart:
            stage.words = f"{_UNTOUCHED}; you stand on the new branch {apart.branch}"
        act = carry_out(desk, deed)
        if repository is None or not act.files:
            return Landed(act, taken_back=left)
        stage.words = "the files are written, and perhaps not committed yet: git status"
        base = apart.base if apart else current_branch(repository)
        branch = apart.branch if apart else create_branch(repository, branch_name(act)) if wish.branch else base
        landed = _commit(desk, repository, act)._replace(branch=branch, taken_back=left, apart=apart)
        stage.words = f"committed as {(landed.commit or '')[:10]}, and perhaps not pushed yet: git push"
        return push_landed(repository, landed, base if wish.branch else None) if wish.push else landed


def _commit(desk: Desk, repository: Repository, act: Act) -> Landed:
    """Commit the act, with what belongs to it and no commit holds yet: half an incident would make no sense."""
    others = _uncommitted_beside(desk, act)
    said = "\n".join(["", "", "Also what was not committed yet:", *others]) if others else ""
    return Landed(act, commit_paths(repository, [*sorted(act.files), *others], act.message + said), others=others)


def _uncommitted_beside(desk: Desk, act: Act) -> tuple[str, ...]:
    if act.incident is None and not act.with_it:
        return ()
    folder = (layout.folder(act.incident),) if act.incident else ()
    beside = desk.project.uncommitted(*folder, *act.with_it)
    return tuple(sorted(path for path in beside if path not in act.files))


def _repository(desk: Desk, wish: Wish) -> Repository | None:
    if not wish.is_any:
        return None
    if desk.project.repository is None:
        raise UsageError("this folder is no git repository, so nothing can be committed", "git init")
    return desk.project.repository


def push_landed(repository: Repository, landed: Landed, base: str | None) -> Landed:
    """Push; where the act has a branch of its own (`base` given), say where to open the pull request."""
    try:
        pushed = push(repository)
    except FarmError as error:
        raise FarmError(
            f"committed as {(landed.commit or '')[:10]}, not pushed: {error.message}", error.cure
        ) from error
    url = pull_request_url(pushed.url, pushed.branch, base) if base else None
    return landed._replace(commit=pushed.commit, pushed_to=f"{pushed.remote}/{pushed.branch}", pull_request=url)
