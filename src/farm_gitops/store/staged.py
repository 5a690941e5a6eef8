"""The step that `git commit` is about to make: what is staged, not what lies on disk, for only that is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from farm_gitops.git.diff import changed_files
from farm_gitops.git.hook import amended_at
from farm_gitops.git.identity import identity
from farm_gitops.git.objects import Blobs
from farm_gitops.git.revisions import commits_between, require_intact
from farm_gitops.git.runner import Repository
from farm_gitops.git.state import current_branch, head
from farm_gitops.model.moment import Moment
from farm_gitops.model.step import ChangedFile, Commit, Signed
from farm_gitops.store.history import no_origins, past_of_few
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Revision
from farm_gitops.store.steps import StepFiles, changed_file, commit_of, filled, require_unfounded

_PUBLISHED: Final = "refs/remotes/origin/HEAD"
_APART: Final = 2  # seconds between a commit and what amends it; what is nearer may be two commits of a script


@contextmanager
def staged(project: Project, now: Moment) -> Iterator[StepFiles]:
    """The step from what is published to what the index holds, with what is staged as the last commit.

    On a branch that a pull request will land as one step, what is published is where the branch left it, so that a
    mistake in one's own commits may be mended. Otherwise, and where nobody knows, it is HEAD, or what lies below HEAD
    where that is amended. Raises FarmError where git cannot say, or where something is left unmerged.
    """
    repository = project.require_repository()
    require_intact(repository)
    tree, newest = repository.line("write-tree"), head(repository)
    tip = _beneath(repository, newest, now)
    with Blobs(repository) as blobs:
        after = FileSnapshot(Revision(repository, tree, blobs), no_origins)
        if tip is None:
            nothing = FileSnapshot(InMemory({}), no_origins)
            changed = map(changed_file, changed_files(repository, None, tree))
            yield filled(nothing, after, changed, _pending(repository, None, tree))
            return
        base = _published(project, repository, tip)
        before = FileSnapshot(Revision(repository, base, blobs), no_origins)
        require_unfounded(repository, base, before)
        changed = map(changed_file, changed_files(repository, base, tree))
        commits = [*_pending(repository, tip, tree), *map(commit_of, commits_between(repository, base, tip))]
        files = filled(before, after, changed, commits, past_of_few(repository, base).who_added)
        yield files._replace(base={tip: "HEAD^", newest: "HEAD"}.get(base, base))


def _beneath(repository: Repository, newest: str | None, now: Moment) -> str | None:
    """The commit that the coming one is put on: HEAD, or its parent where HEAD is amended and no remote has it."""
    at = amended_at(repository)
    if newest is None or at is None or now.instant.timestamp() - at < _APART:
        return newest
    if repository.line("for-each-ref", "--count=1", "--format=%(refname)", "--contains", newest, "refs/remotes/"):
        return newest
    parents = repository.line("rev-parse", f"{newest}^@").split()
    return newest if len(parents) > 1 else next(iter(parents), None)


def _published(project: Project, repository: Repository, tip: str) -> str:
    found = repository.ask("symbolic-ref", "--quiet", _PUBLISHED)
    branch = found.output.decode("utf-8", "surrogateescape").strip()
    here = current_branch(repository)
    if found.status != 0 or branch == f"refs/remotes/origin/{here}" or _lands_each(project, tip):
        return tip
    left = repository.ask("merge-base", tip, branch)
    return left.output.decode().strip() if left.status == 0 else tip


def _lands_each(project: Project, tip: str) -> bool:
    """Whether every commit is a step of its own, so that no later one mends an earlier one."""
    with project.revision(tip, history=False) as snapshot:
        policy = snapshot.configuration_document.value if snapshot.has_configuration else None
    return policy is not None and policy.landing == "rebase"


def _pending(repository: Repository, tip: str | None, tree: str) -> Iterator[Commit]:
    """The commit that is about to be made; of a merge, what differs from all sides, and the commits that it brings."""
    author, merged = identity(repository), _merged(repository)
    if author is not None:
        paths = _differing(repository, (tip, *merged), tree)
        yield Commit("", Signed(author.name, author.email), (), is_merge=bool(merged), paths=paths)
    for other in merged:
        yield from map(commit_of, commits_between(repository, tip or other, other))


def _merged(repository: Repository) -> list[str]:
    """What is being merged, where the commit concludes a merge."""
    file = repository.git_dir / "MERGE_HEAD"
    return file.read_text().split() if file.is_file() else []


def _differing(repository: Repository, parents: tuple[str | None, ...], tree: str) -> dict[str, str | None]:
    """The content (None: none) of each path that differs from all parents."""
    first, *others = ({file.path: file.after for file in _changed(repository, each, tree)} for each in parents)
    return {path: after for path, after in first.items() if all(path in other for other in others)}


def _changed(repository: Repository, before: str | None, tree: str) -> Iterator[ChangedFile]:
    return map(changed_file, changed_files(repository, before, tree))
