"""Which files of a working tree no commit holds, kept up while they change: git is asked about those that did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from farm_gitops.actions.build import pending, read_of
from farm_gitops.actions.unchanged import settings
from farm_gitops.git.revisions import FileChange
from farm_gitops.git.state import uncommitted
from farm_gitops.records import layout
from farm_gitops.store.project import Project
from farm_gitops.store.seen import mark
from farm_gitops.store.snapshot import FileSnapshot

_MANY: Final = 50  # folders; to ask git about more takes as long as to ask about everything

Marks = tuple[tuple[int, ...], ...]


class Tracked(NamedTuple):
    """What git says of a working tree: the paths that differ from its head, those that it holds; and what was `read`.

    `marks` are of what else has a say in that: git's index and settings.
    """

    differing: frozenset[str]
    landed: frozenset[str]
    read: frozenset[str]
    has_head: bool
    marks: Marks

    @property
    def pending(self) -> frozenset[str]:
        """What the site is made from and no commit holds."""
        return pending(self.read, self.differing, self.landed) if self.has_head else frozenset()


class Asked(NamedTuple):
    """The paths that git says to differ from the head, and the `marks` of what has a say in that."""

    differing: frozenset[str]
    marks: Marks


class Changed(NamedTuple):
    """What changed: in some incidents' `folders`, in which `read` are the files now, and in what the head holds."""

    folders: Sequence[str]
    read: frozenset[str]
    landed: Sequence[FileChange]


def track(project: Project, snapshot: FileSnapshot) -> Tracked:
    """Ask git about everything."""
    marks, has_head = marks_of(project), project.head is not None
    return Tracked(project.uncommitted(), project.landed_paths(), read_of(snapshot), has_head, marks)


def ask_again(project: Project, before: Tracked, folders: Sequence[str]) -> Asked:
    """What git says now: of files in some incidents' folders; of all where its index or settings changed."""
    marks = marks_of(project)
    return Asked(_differing(project, before, folders, marks), marks)


def track_again(before: Tracked, asked: Asked, changed: Changed) -> Tracked:
    """What git says now."""
    return Tracked(
        asked.differing,
        _landed(before.landed, changed.landed),
        _outside(before.read, changed.folders) | changed.read,
        before.has_head,
        asked.marks,
    )


def _landed(before: frozenset[str], changes: Sequence[FileChange]) -> frozenset[str]:
    if not changes:
        return before
    gone = {change.path for change in changes if change.after is None}
    return (before - gone) | {change.path for change in changes if change.after}


def _differing(project: Project, before: Tracked, folders: Sequence[str], marks: Marks) -> frozenset[str]:
    if project.repository is None or not before.has_head:
        return frozenset()
    if marks != before.marks or len(folders) > _MANY:
        return project.uncommitted()
    if not folders:
        return before.differing
    return _outside(before.differing, folders) | uncommitted(project.repository, tuple(folders))


def marks_of(project: Project) -> Marks:
    """What is seen of git's index and settings."""
    repository = project.repository
    if repository is None:
        return ()
    files = (repository.git_dir / "index", *settings(project.root, repository, is_tree=True))
    return tuple(tuple(mark(file)) for file in files)


def _outside(paths: frozenset[str], folders: Sequence[str]) -> frozenset[str]:
    """The paths that lie in none of some incidents' folders."""
    if len(folders) > _MANY:
        inside = frozenset(folders)
        return frozenset(path for path in paths if _folder(path) not in inside)
    starts = tuple(f"{folder}/" for folder in folders)  # of few, this asks at a tenth of the cost
    return paths - {path for path in paths if path.startswith(starts)}


def _folder(path: str) -> str:
    incident = layout.incident_of(path)
    return layout.folder(incident) if incident else ""
