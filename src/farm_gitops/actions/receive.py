"""Judge what a push asks of the repository that publishes: nobody rewrites its branch, and each commit is a step."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import Final

from farm_gitops.actions.audit import baseline_at
from farm_gitops.errors import Refused
from farm_gitops.git.hook import RefUpdate, branches_with, is_there, moved_ref, published_ref
from farm_gitops.git.revisions import is_on_first_parent_chain
from farm_gitops.git.runner import Repository
from farm_gitops.records import layout
from farm_gitops.store.landed import landed_files
from farm_gitops.store.project import Project
from farm_gitops.validate.audit import audit
from farm_gitops.validate.baseline import NO_BASELINE
from farm_gitops.validate.judge import Report

_REPLACEMENTS: Final = "refs/replace/"
_BRANCHES: Final = "refs/heads/"


def guarded_ref(repository: Repository, updates: Sequence[RefUpdate]) -> str:
    """The ref that a push must not rewrite: the branch that HEAD names, which is there or comes with the push.

    Refused where HEAD names none: nobody knows then which branch is published, and a guess would leave one unguarded.
    """
    ref, farms = published_ref(repository), branches_with(repository, layout.CONFIGURATION)
    created = [moved_ref(repository, update.ref) for update in updates if update.old is None and update.new]
    if ref is not None and (is_there(repository, ref) or (not farms and ref in created)):
        return ref
    raise _unguarded(ref, farms or tuple(created))


def guard(repository: Repository) -> str:
    """Which branch the hook guards, in words; where it can guard none and lets nothing in, what to do."""
    ref, farms = published_ref(repository), branches_with(repository, layout.CONFIGURATION)
    if ref is not None and is_there(repository, ref):
        return f"guards {_name(ref)}"
    if ref is not None and not farms:
        another = "to publish another: git symbolic-ref HEAD refs/heads/NAME"
        return f"guards {_name(ref)}, which is not here yet and is pushed first; {another}"
    refused = _unguarded(ref, farms)
    return f"lets nothing in: {refused.message}; {refused.cure}"


def judge_push(project: Project, update: RefUpdate, guarded: str) -> Report | None:
    """What is wrong with what one line of a push lands; None where it is about another branch, which is let in unseen.

    A first push is judged from the founding on, by its own policy and with what its own baseline excuses. Raises
    Refused for what no repository of incidents lets in, and FarmError where it cannot be judged.
    """
    if update.ref.startswith(_REPLACEMENTS):
        raise Refused("nothing may stand in for another object here", f"leave {update.ref} away")
    if moved_ref(project.require_repository(), update.ref) != guarded:
        return None
    if update.new is None:
        raise Refused(f"{update.ref} is what is published, so it is not deleted", "delete another branch")
    _require_forward(project, update.old, update.new)
    with landed_files(project, update.old, update.new) as steps:
        # What is there already excuses nothing that comes: a baseline names commits.
        return audit(steps, NO_BASELINE if update.old else baseline_at(project, update.new))


def _require_forward(project: Project, old: str | None, new: str) -> None:
    """What is published stays on the line of first parents, by which an audit reads it."""
    if old is not None and not is_on_first_parent_chain(project.require_repository(), old, new):
        raise Refused(
            "the push takes what is published off the branch's line: it was rewritten, or merged into another line",
            "put your commits on top of it and push again: git pull --rebase",
        )


def _unguarded(ref: str | None, branches: Sequence[str]) -> Refused:
    """Why nothing is let in; `branches` are those that could be the published one."""
    fault = f"names {_name(ref)}, which is not here" if ref else "is detached"
    likely = next((each for each in branches if each.startswith(_BRANCHES)), f"{_BRANCHES}main")
    meant = f"{_BRANCHES}main" if f"{_BRANCHES}main" in branches else likely
    return Refused(
        f"the server's HEAD {fault}, so nobody knows which branch is published",
        f"on the server: git symbolic-ref HEAD {quote(meant)}",
    )


def _name(ref: str) -> str:
    return ref.removeprefix(_BRANCHES)
