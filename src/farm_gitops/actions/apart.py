"""A branch for one incident does not begin on the branch of another: it begins where the default branch ends.

See docs/decisions/0042.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk, act_of, branch_name, refuse_what_rules_refuse
from farm_gitops.errors import FarmError, Refused
from farm_gitops.git.default import DefaultBranch, default_branch, stand_on
from farm_gitops.git.objects import tree
from farm_gitops.git.revisions import contains
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import current_branch
from farm_gitops.git.write import create_branch
from farm_gitops.records import layout

_USUAL: Final = ("main", "master")


class Apart(NamedTuple):
    """The branch that was made, the default branch at whose end it begins, and the one where somebody stood."""

    branch: str
    base: str
    left: str


def stand_apart(desk: Desk, repository: Repository, deed: Deed) -> Apart | None:
    """Make a branch for a deed at the end of the default branch, and stand on it.

    None, and nothing has changed, where the present branch holds nothing that the default branch lacks, or the deed is
    about an incident that only lies here. Refused where the deed needs something else that only lies here.
    """
    head, stood = desk.project.head, current_branch(repository)
    with desk.project.workbench() as snapshot:
        names = (snapshot.configuration.site.branch, *_USUAL)
        default = default_branch(repository, names) if head else None
        if head is None or default is None or contains(repository, default.commit, head):
            return None
        act = act_of(deed, snapshot)
        is_here_alone = act.incident is None or (
            snapshot.has(act.incident) and not tree(repository, default.commit, layout.folder(act.incident))
        )
    if is_here_alone or not tree(repository, default.commit, layout.CONFIGURATION):
        return None
    there = _done_there(desk, deed, default, stood or "here")
    stand_on(repository, head, default.commit)
    branch = create_branch(repository, branch_name(there), default.commit)
    return Apart(branch, default.name, stood or head[:10])


def _done_there(desk: Desk, deed: Deed, default: DefaultBranch, stood: str) -> Act:
    """What the deed would do on the default branch, judged."""
    try:
        with desk.project.revision(default.commit, history=False) as snapshot:
            act = act_of(deed, snapshot)
            refuse_what_rules_refuse(snapshot, act, desk.done)
            return act
    except FarmError as error:
        said = f"the new branch would begin at {default.name}, and there this does not work: {error.message}"
        raise Refused(said, f"--commit puts it on {stood}; or else: {error.cure}") from error
