"""Steps filled from git: the two sides as snapshots, what differs, and the commits between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.identity import Identity, identity
from farm_gitops.git.objects import Blobs
from farm_gitops.git.revisions import (
    Authored,
    Compared,
    FileChange,
    LandedStep,
    brought_by,
    changed_files,
    commits_between,
    compared,
    first_parent_steps,
    require_whole,
)
from farm_gitops.git.runner import Repository
from farm_gitops.model.step import ChangedFile, Commit, Signed, Step
from farm_gitops.store.history import no_origins
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Revision, Worktree


class StepFiles(NamedTuple):
    """A step, and the documents of its two sides; `before` is None for the founding step."""

    step: Step
    before: FileSnapshot | None
    after: FileSnapshot


@contextmanager
def merging(project: Project, base: str, head: str = "HEAD") -> Iterator[StepFiles]:
    """The step from the tip of `base` to what merging `head` into it would land.

    Raises FarmError where git cannot say: a cut-off clone, an unknown base, unrelated histories, a conflict.
    """
    repository = project.require_repository()
    require_whole(repository)
    with (
        compared(repository, base, head) as found,
        Blobs(repository) as old,
        Blobs(found.repository) as new,
    ):
        before = FileSnapshot(Revision(repository, found.base, old), no_origins)
        after = FileSnapshot(Revision(found.repository, found.tree, new), no_origins)
        changed = changed_files(found.repository, found.base, found.tree)
        commits = map(commit_of, commits_between(repository, found.base, found.head))
        yield filled(before, after, map(changed_file, changed), commits)


def each_commit(project: Project, base: str) -> Iterator[StepFiles]:
    """Each commit between the tip of `base` and HEAD as a step of its own, oldest first.

    Each is to be judged before the next is asked for. Raises FarmError also where HEAD lacks commits of the base.
    """
    repository = project.require_repository()
    require_whole(repository)
    with compared(repository, base) as found, Blobs(repository) as blobs:
        _require_up_to_date(repository, found, base)
        for landed in first_parent_steps(repository, found.base, found.head):
            before = FileSnapshot(Revision(repository, landed.before or found.base, blobs), no_origins)
            after = FileSnapshot(Revision(repository, landed.after, blobs), no_origins)
            yield filled(
                before, after, map(changed_file, landed.files), commits_of(landed, brought_by(repository, landed))
            )


@contextmanager
def working(project: Project, base: str) -> Iterator[StepFiles]:
    """The step from the tip of `base` to the working tree, with what is not committed as the last commit.

    Raises FarmError also where the working tree lacks commits of the base.
    """
    repository = project.require_repository()
    require_whole(repository)
    with compared(repository, base) as found, Blobs(repository) as old:
        _require_up_to_date(repository, found, base)
        source = Revision(repository, found.base, old)
        before = FileSnapshot(source, no_origins)
        after = FileSnapshot(Worktree(project.root), no_origins)
        uncommitted = project.uncommitted()
        changed = {change.path: changed_file(change) for change in changed_files(repository, found.base, found.tree)}
        changed |= _uncommitted_files(project, source, uncommitted)
        commits = [commit_of(authored) for authored in commits_between(repository, found.base, found.head)]
        yield filled(before, after, changed.values(), [*_pending(project, uncommitted), *commits])


def _require_up_to_date(repository: Repository, found: Compared, base: str) -> None:
    if found.tree != repository.line("rev-parse", f"{found.head}^{{tree}}"):
        raise FarmError(f"what is checked out lacks commits of {base}", f"git rebase {base}")


def commits_of(landed: LandedStep, brought: Iterable[Authored]) -> Iterator[Commit]:
    """The commits of a step that landed, newest first: of a merge those that it brought, else the one commit itself."""
    if len(landed.parents) > 1:
        return map(commit_of, brought)
    return iter([commit_of(Authored(landed.authored, landed.co_authors, landed.files, is_merge=False))])


def filled(
    before: FileSnapshot, after: FileSnapshot, changed: Iterable[ChangedFile], commits: Iterable[Commit]
) -> StepFiles:
    """A step between two snapshots; without a policy before, it is the founding step."""
    base = before if before.has_configuration else None
    return StepFiles(Step(base, after, tuple(changed), tuple(commits)), base, after)


def changed_file(change: FileChange) -> ChangedFile:
    """A file that differs, by what it holds."""
    before, after = change.before, change.after
    return ChangedFile(change.path, before.oid if before else None, after.oid if after else None)


def commit_of(authored: Authored) -> Commit:
    """A commit as rules see it."""
    commit = authored.commit
    helpers = tuple(map(_signed, authored.co_authors))
    paths = frozenset(change.path for change in authored.files)
    return Commit(commit.id, _signed(commit.author), helpers, authored.is_merge, paths)


def _signed(who: Identity) -> Signed:
    return Signed(who.name, who.email)


def _pending(project: Project, uncommitted: frozenset[str]) -> Iterator[Commit]:
    """What is not committed yet, as the commit that git's user would make of it."""
    author = identity(project.repository)
    if uncommitted and author is not None:
        yield Commit("", _signed(author), (), is_merge=False, paths=uncommitted)


def _uncommitted_files(project: Project, before: Revision, uncommitted: frozenset[str]) -> dict[str, ChangedFile]:
    repository = project.require_repository()
    return {
        path: ChangedFile(path, before.content_id(path), _content_id(repository, project, path))
        for path in sorted(uncommitted)
    }


def _content_id(repository: Repository, project: Project, path: str) -> str | None:
    """The id that git would give to a file as it lies there; None where there is no ordinary file."""
    file = project.root / path
    if file.is_symlink() or not file.is_file():
        return None
    return repository.line("hash-object", "--no-filters", "--end-of-options", path)
