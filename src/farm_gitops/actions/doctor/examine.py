"""All questions, one after the other, over whatever is here: also a broken configuration, also an empty folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from farm_gitops.actions.doctor import clone, forge, machine, records, trust, unseen
from farm_gitops.actions.doctor.check import Check, asked
from farm_gitops.actions.initialize import guessed_forge
from farm_gitops.actions.set_up import Choice, forge_of, read_set_up
from farm_gitops.errors import FarmError
from farm_gitops.git.forges import Home
from farm_gitops.git.runner import find_repository
from farm_gitops.git.state import published_branch
from farm_gitops.model.organization import Configuration
from farm_gitops.store.place import root_above
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot


def examine(start: Path) -> Iterator[Check]:
    """Every answer about the project that a folder is in, or about the folder where it is in none."""
    yield from asked("git", machine.git_version)
    root = root_above(start) or start
    try:
        project = Project(root, find_repository(root))
    except FarmError as error:
        yield Check("repository", "blind", error.message, error.cure)
        return
    yield from asked("repository", partial(clone.repository_here, project))
    with _files(project) as snapshot:
        yield from _examined(project, snapshot)


def _files(project: Project) -> AbstractContextManager[FileSnapshot]:
    return project.worktree(history=False)


def _examined(project: Project, snapshot: FileSnapshot) -> Iterator[Check]:
    yield from asked("configuration", partial(records.configuration, snapshot))
    policy = _policy(snapshot)
    yield from _of_the_clone(project, policy)
    if policy is None:
        return
    yield from asked("maintainers", partial(records.maintainers, snapshot))
    yield from asked("catalog", partial(records.catalog, snapshot))
    yield from asked("records", partial(records.files, snapshot))
    yield from asked("signing", partial(trust.signing, project.repository, policy))
    yield from _of_the_forge(project, policy)


def _policy(snapshot: FileSnapshot) -> Configuration | None:
    return snapshot.configuration_document.value if snapshot.has_configuration else None


def _of_the_clone(project: Project, policy: Configuration | None) -> Iterator[Check]:
    yield from asked("identity", partial(clone.who_you_are, project.repository, policy))
    if project.repository is None:
        return
    yield from asked("history", partial(clone.history, project.repository))
    yield from asked("unfinished", partial(clone.unfinished, project))
    if policy is not None:
        yield from asked("site", partial(clone.output_is_ignored, project.repository))
        yield from asked("hooks", partial(clone.hooks, project.repository))


def _of_the_forge(project: Project, policy: Configuration) -> Iterator[Check]:
    chosen, home = _forge(project)
    yield from asked("workflows", partial(forge.workflows, project, chosen))
    kind = forge_of(chosen)
    if kind is not None:
        yield from asked("code-owners", partial(forge.code_owners_here, project.root, kind, policy))
        yield from asked("people", partial(forge.people_on_the_forge, kind, policy))
        yield from asked("report-form", partial(forge.report_form, project.root, policy))
    branch = published_branch(project.repository) if project.repository else "main"
    yield from asked("forge", partial(unseen.settings_of_the_forge, chosen, home, branch))


def _forge(project: Project) -> tuple[Choice, Home | None]:
    """The forge that the set-up was made for, else the one that the remote leads to."""
    guess, home = guessed_forge(project.repository)
    try:
        before = read_set_up(project.root)
    except FarmError:
        before = None  # `workflows` tells what is wrong with it
    return (before and before.forge) or guess, home
