"""Steps filled from git: the two sides as snapshots, what differs, and the commits between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.identity import Identity, require_identity
from farm_gitops.git.objects import Blobs
from farm_gitops.git.quoting import quoted
from farm_gitops.git.revisions import (
    Authored,
    Compared,
    FileChange,
    LandedStep,
    changed_files,
    commits_between,
    landed_history,
    require_whole,
)
from farm_gitops.git.runner import Repository
from farm_gitops.git.stream import words
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.step import ChangedFile, Commit, Signed, Step
from farm_gitops.records import layout
from farm_gitops.records.folder import WhoAdded
from farm_gitops.records.sealed import is_policy_file
from farm_gitops.store.conflict import compared_or_explained
from farm_gitops.store.evidence import FileEvidence
from farm_gitops.store.history import no_origins, past_of_few
from farm_gitops.store.project import Project
from farm_gitops.store.shared import Shared
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Revision, Worktree

_SHORT: Final = 10  # digits of a commit's id, as reports name it


class StepFiles(NamedTuple):
    """A step, and the documents of its two sides; `before` is None for the founding step.

    `base` is what somebody who types a command calls the side before.
    """

    step: Step
    before: FileSnapshot | None
    after: FileSnapshot
    base: str = "BASE"

    def as_founding(self) -> StepFiles:
        """The same step, as the one that founds the repository: judged by its own policy."""
        return StepFiles(replace(self.step, before=None), None, self.after)


@contextmanager
def merging(project: Project, base: str, head: str = "HEAD") -> Iterator[StepFiles]:
    """The step from the tip of `base` to what merging `head` into it would land.

    Raises FarmError where git cannot say: a cut-off clone, an unknown base, unrelated histories, a conflict.
    """
    repository = project.require_repository()
    require_whole(repository)
    # What merging made can be read in one place only, and everything else there too.
    with compared_or_explained(repository, base, head) as found, Blobs(found.repository) as blobs:
        changed = changed_files(found.repository, found.base, found.tree)
        recall = Shared(change.path for change in changed)
        before = FileSnapshot(Revision(found.repository, found.base, blobs), no_origins, recall)
        require_unfounded(repository, found.base, before)
        after = FileSnapshot(Revision(found.repository, found.tree, blobs), no_origins, recall)
        commits = map(commit_of, commits_between(repository, found.base, found.head))
        who_added = past_of_few(repository, found.base).who_added
        yield filled(before, after, map(changed_file, changed), commits, who_added)._replace(base=base)


def each_commit(project: Project, base: str) -> Iterator[StepFiles]:
    """Each commit between the tip of `base` and HEAD as a step of its own, oldest first.

    Each is to be judged before the next is asked for. Raises FarmError also where HEAD lacks commits of the base.
    """
    repository = project.require_repository()
    require_whole(repository)
    with compared_or_explained(repository, base) as found, Blobs(repository) as blobs:
        _require_up_to_date(repository, found, base)
        _require_line(repository, found, base)
        require_unfounded(repository, found.base, FileSnapshot(Revision(repository, found.base, blobs), no_origins))
        for landed, brought in landed_history(repository, found.base, found.head):
            parent = landed.before or found.base
            before = FileSnapshot(Revision(repository, parent, blobs), no_origins)
            after = FileSnapshot(Revision(repository, landed.after, blobs), no_origins)
            who_added = past_of_few(repository, parent).who_added
            files = filled(before, after, map(changed_file, landed.files), commits_of(landed, brought), who_added)
            yield files._replace(base=parent_of(landed))


@contextmanager
def working(project: Project, base: str) -> Iterator[StepFiles]:
    """The step from the tip of `base` to the working tree, with what is not committed as the last commit.

    Raises FarmError also where the working tree lacks commits of the base.
    """
    repository = project.require_repository()
    require_whole(repository)
    _require_seen(repository)
    with compared_or_explained(repository, base) as found, Blobs(repository) as old:
        _require_up_to_date(repository, found, base)
        source = Revision(repository, found.base, old)
        before = FileSnapshot(source, no_origins)
        require_unfounded(repository, found.base, before)
        after = FileSnapshot(Worktree(project.root), no_origins)
        uncommitted = _uncommitted_files(project, source)
        changed = {change.path: changed_file(change) for change in changed_files(repository, found.base, found.tree)}
        changed |= uncommitted
        commits = [commit_of(authored) for authored in commits_between(repository, found.base, found.head)]
        commits = [*_pending(project, uncommitted, found.head), *commits]
        who_added = past_of_few(repository, found.base).who_added
        yield filled(before, after, changed.values(), commits, who_added)._replace(base=base)


def require_unfounded(repository: Repository, commit: str, before: FileSnapshot) -> None:
    """FarmError where there is no policy at a commit, and its past had one.

    Or else whoever takes farm.yaml away could found the repository anew, with a policy of their own.
    """
    if before.has_configuration:
        return
    if repository.line("log", "--max-count=1", "--format=%H", "--full-history", commit, "--", layout.CONFIGURATION):
        raise FarmError(
            f"there is no farm.yaml at {commit[:12]}, and there was one before, so nobody knows what holds",
            "see who took it away, and put it back: farm-gitops audit",
        )


def parent_of(landed: LandedStep) -> str:
    """What somebody who types a command calls the side before a commit that landed."""
    return f"{landed.after[:_SHORT]}^"


def _require_line(repository: Repository, found: Compared, base: str) -> None:
    """FarmError where merges are among what would land one by one: nobody had judged each commit that they brought."""
    merge = repository.line("rev-list", "--merges", "--max-count=1", found.head, f"^{found.base}")
    if merge:
        raise FarmError(
            f"{merge[:_SHORT]} is a merge, and `landing: rebase` lands commits one by one", f"git rebase {quote(base)}"
        )


def _require_up_to_date(repository: Repository, found: Compared, base: str) -> None:
    if found.tree != repository.line("rev-parse", f"{found.head}^{{tree}}"):
        raise FarmError(f"what is checked out lacks commits of {base}", f"git rebase {base}")


def commits_of(landed: LandedStep, brought: Iterable[Authored]) -> Iterator[Commit]:
    """The commits of a step that landed, newest first: the one commit itself, or a merge with those that it brought."""
    is_merge = len(landed.parents) > 1
    files = landed.own if is_merge else landed.files
    return map(commit_of, (Authored(landed.authored, landed.co_authors, files, is_merge), *brought))


def filled(
    before: FileSnapshot,
    after: FileSnapshot,
    changed: Iterable[ChangedFile],
    commits: Iterable[Commit],
    who_added: WhoAdded = no_origins,
) -> StepFiles:
    """A step between two snapshots; without a policy before, it is the founding step.

    `who_added` is asked about what was there before, where a record of `before` does not know it.
    """
    base = before if before.has_configuration else None
    evidence = FileEvidence(base, after, who_added)
    return StepFiles(Step(base, after, tuple(changed), tuple(commits), evidence), base, after)


def touched_incidents(step: Step) -> tuple[IncidentId, ...]:
    """The incidents in whose folders something differs, sorted."""
    return tuple(sorted(filter(None, {layout.incident_of(changed.path) for changed in step.changed})))


def changed_file(change: FileChange) -> ChangedFile:
    """A file that differs, by what it holds."""
    before, after = change.before, change.after
    return ChangedFile(change.path, before.oid if before else None, after.oid if after else None)


def commit_of(authored: Authored) -> Commit:
    """A commit as rules see it."""
    commit = authored.commit
    helpers = tuple(map(_signed, authored.co_authors))
    paths = {change.path: change.after.oid if change.after else None for change in authored.files}
    return Commit(commit.id, _signed(commit.author), helpers, authored.is_merge, paths, commit.authored, commit.parents)


def _signed(who: Identity) -> Signed:
    return Signed(who.name, who.email)


def _pending(project: Project, uncommitted: Mapping[str, ChangedFile], head: str) -> Iterator[Commit]:
    """What is not committed yet, as the commit that git's user would make of it."""
    if uncommitted:
        author = require_identity(project.repository)
        paths = {path: file.after for path, file in uncommitted.items()}
        yield Commit("", _signed(author), (), is_merge=False, paths=paths, parents=(head,))


def _uncommitted_files(project: Project, before: Revision) -> dict[str, ChangedFile]:
    repository = project.require_repository()
    paths = sorted(project.uncommitted())
    after = _content_ids(repository, [path for path in paths if _is_ordinary(project.root / path)])
    return {path: ChangedFile(path, before.content_id(path), after.get(path)) for path in paths}


def _is_ordinary(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()


def _content_ids(repository: Repository, paths: Sequence[str]) -> dict[str, str]:
    """The ids that git would give to files as they lie there."""
    names = "".join(f"{quoted(path)}\n" for path in paths).encode()
    ids = repository.run("hash-object", "--no-filters", "--stdin-paths", input=names).decode().split()
    return dict(zip(paths, ids, strict=True))


def _require_seen(repository: Repository) -> None:
    """FarmError where the index tells git not to look at a record or at policy, so that no change of it would show."""
    for line in words(repository, "ls-files", "-v", "-z"):
        tag, path = line[0], line[2:]  # "S" is left out of the work tree; a small letter is taken to be unchanged
        flags = [*(["assume-unchanged"] if tag.islower() else []), *(["skip-worktree"] if tag in "Ss" else [])]
        if flags and (path.startswith(f"{layout.INCIDENTS}/") or path == layout.CONFIGURATION or is_policy_file(path)):
            options = " ".join(f"--no-{flag}" for flag in flags)
            cure = f"git update-index {options} {quote(path)}  (of a sparse checkout: git sparse-checkout disable)"
            raise FarmError(f"git is told not to look at {path} ({', '.join(flags)}), so it cannot be judged", cure)
