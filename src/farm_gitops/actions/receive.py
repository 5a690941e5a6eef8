"""Judge what a push asks of the repository that publishes: nobody rewrites its branch, and each commit is a step."""

from __future__ import annotations

from farm_gitops.actions.audit import baseline_at
from farm_gitops.errors import Refused
from farm_gitops.git.hook import RefUpdate, published_ref
from farm_gitops.git.revisions import is_on_first_parent_chain
from farm_gitops.store.landed import landed_files
from farm_gitops.store.project import Project
from farm_gitops.validate.audit import audit
from farm_gitops.validate.baseline import NO_BASELINE
from farm_gitops.validate.judge import Report

_REPLACEMENTS = "refs/replace/"


def judge_push(project: Project, update: RefUpdate) -> Report | None:
    """What is wrong with what one line of a push lands; None where it is about another branch, which is let in unseen.

    A first push is judged from the founding on, by its own policy and with what its own baseline excuses. Raises
    Refused for what no repository of incidents lets in, and FarmError where it cannot be judged.
    """
    if update.ref.startswith(_REPLACEMENTS):
        raise Refused("nothing may stand in for another object here", f"leave {update.ref} away")
    if update.ref != published_ref(project.require_repository()):
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
