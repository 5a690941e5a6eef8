"""Bring the files of forge, editor and pre-commit up to what this version offers; what somebody changed stays."""

from __future__ import annotations

from difflib import unified_diff
from typing import NamedTuple

from farm_gitops.actions.form_bot import FORM_BOT, FORM_WORKFLOW, closed_to_the_form, opened_to_the_form
from farm_gitops.actions.initialize import guessed_forge
from farm_gitops.actions.set_up import (
    Choice,
    SetUp,
    Standing,
    digests,
    program_version,
    put,
    read_set_up,
    remember,
    standings,
    take_away,
    wanted,
)
from farm_gitops.errors import UsageError
from farm_gitops.git.state import published_branch
from farm_gitops.git.write import commit_paths
from farm_gitops.records import layout
from farm_gitops.store.project import Project
from farm_gitops.store.write import one_writer


class Upgraded(NamedTuple):
    """What was done: how each file stood, which were written, and the commit if there is one.

    `before` is the version that wrote the set-up; empty where there was none. `left` is the forge that it was for,
    where that is another one; `bot` is GitHub's in farm.yaml, where it is left with nothing to do.
    """

    forge: Choice
    left: Choice | None
    bot: str | None
    before: str
    now: str
    files: tuple[Standing, ...]
    written: tuple[str, ...]
    commit: str | None


class Upgrade(NamedTuple):
    """What is asked for: a forge (None: the one before, else the remote's), and files to take as they are offered."""

    forge: Choice | None = None
    take: tuple[str, ...] = ()
    commit: bool = False


def upgrade(project: Project, asked: Upgrade) -> Upgraded:
    """Write what is new here or as it was offered before, and what is to be taken; take away what nobody changed of
    what is no longer offered. The rest is only told of.
    """
    with one_writer(project):
        before = read_set_up(project.root) or SetUp()
        offer = offered(project, before, asked.forge)
        found = standings(project.root, offer.files, before)
        files = {each.path: each.ours for each in found if each.is_ours_to_write or each.path in asked.take}
        _require_offered(asked.take, offer)
        if FORM_WORKFLOW in files:
            files |= _opened(project)
        put(project, files)
        gone = [each for each in found if each.is_ours_to_remove]
        take_away(project, gone)
        chosen = None if offer.forge == "none" and not (asked.forge or before.forge) else offer.forge
        after = SetUp(program=program_version(), forge=chosen, branch=offer.branch, files=digests(offer.files))
        if after != before:
            remember(project, after)
        differing = {*files, *(each.path for each in gone), layout.SET_UP}
        commit = _commit(project, differing, after) if asked.commit else None
        left = before.forge if before.forge not in {None, offer.forge} else None
        bot = _idle_bot(project) if left == "github" else None
        written = tuple(sorted(files))
        return Upgraded(offer.forge, left, bot, before.program, after.program, found, written, commit)


class Offer(NamedTuple):
    """What this version offers here."""

    forge: Choice
    branch: str
    files: dict[str, bytes]


def offered(project: Project, before: SetUp, forge: Choice | None = None) -> Offer:
    """What this version offers for a forge: the one that is asked for, the one before, else the remote's."""
    chosen = forge or before.forge or guessed_forge(project.repository)[0]
    known = before.branch if before.program else None
    branch = known or (published_branch(project.repository) if project.repository else "main")
    with project.worktree(history=False) as snapshot:
        return Offer(chosen, branch, wanted(chosen, branch, snapshot.configuration))


def _opened(project: Project) -> dict[str, bytes]:
    """farm.yaml, where the form for reports would else bring what may not land."""
    with project.worktree(history=False) as snapshot:
        policy = snapshot.configuration
        if not closed_to_the_form(policy):
            return {}
        text = opened_to_the_form(snapshot.configuration_document.text, policy)
    return {layout.CONFIGURATION: text.encode()}


def _idle_bot(project: Project) -> str | None:
    """What GitHub's bot is called in farm.yaml, if it may still act there."""
    with project.worktree(history=False) as snapshot:
        policy = snapshot.configuration
        bot = policy.person_of(FORM_BOT)
        return bot if bot and policy.people[bot].active else None


def difference(standing: Standing) -> str:
    """What would change in a file that somebody changed, as a unified diff; empty where there is no such file."""
    if standing.here is None:
        return ""
    here, ours = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (standing.here, standing.ours))
    return "".join(unified_diff(here, ours, f"a/{standing.path}", f"b/{standing.path}"))


def _require_offered(take: tuple[str, ...], offer: Offer) -> None:
    unknown = [path for path in take if path not in offer.files]
    if unknown:
        raise UsageError(f"{unknown[0]} is no file of this set-up", f"one of: {', '.join(sorted(offer.files))}")


def _commit(project: Project, paths: set[str], after: SetUp) -> str | None:
    """Commit what was written, unless the last commit holds it already: what was taken back, for instance."""
    repository = project.require_repository()
    differing = paths & project.uncommitted() if project.head else paths
    if not differing:
        return None
    message = f"Bring workflows and settings up to farm-gitops {after.program}"
    return commit_paths(repository, sorted(differing), message)
