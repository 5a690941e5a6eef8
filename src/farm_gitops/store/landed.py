"""All that landed on a branch, step by step, at the cost of what changed: for whoever judges or tells its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from typing import Any, Final, NamedTuple, TypeVar

from farm_gitops.errors import FarmError
from farm_gitops.git.apart import Pair, differences
from farm_gitops.git.objects import Blobs, TreeFile, tree
from farm_gitops.git.revisions import Authored, FileChange, LandedStep, landed_history, require_intact
from farm_gitops.git.runner import Repository
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.incident import IncidentId
from farm_gitops.records import layout
from farm_gitops.records.document import Document
from farm_gitops.records.folder import Folder, read_again
from farm_gitops.records.layout import File
from farm_gitops.store.history import no_origins, past_of_few
from farm_gitops.store.moving_tree import Contents, MovingTree, Patched, Tree, TreeSource
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Revision
from farm_gitops.store.steps import StepFiles, changed_file, commits_of, filled, parent_of, require_unfounded

_BATCH: Final = 200  # steps whose contents are fetched at once
_REMEMBERED: Final = 20_000  # documents; an incident is worked on for a while and then left alone

Value = TypeVar("Value")
_Landing = tuple[LandedStep, tuple[Authored, ...]]


class LandedFiles(NamedTuple):
    """A step of a branch: the commit that landed, what it did to its first parent, and to each further one."""

    landed: LandedStep
    files: StepFiles
    further: tuple[StepFiles, ...]


@contextmanager
def landed_files(project: Project, start: str | None, end: str) -> Iterator[Iterator[LandedFiles]]:
    """Every step after the commit `start` (None: from the first of all) up to `end`, oldest first; both full ids.

    Each is to be looked at before the next is asked for. Steps before there is a `farm.yaml` are left out, and the one
    that brings it has no `before`; from then on the last one that could be read counts where it is missing or broken.
    Raises FarmError where git cannot say, or where `start` is not on the first-parent line of `end`.
    """
    repository = project.require_repository()
    require_intact(repository)
    with Blobs(repository) as blobs:
        yield _Walk(repository, blobs, start).steps(end)


class _Walk:
    """The tree at the present step, the policy that holds there, and what was understood so far."""

    def __init__(self, repository: Repository, blobs: Blobs, start: str | None) -> None:
        self._repository: Final = repository
        self._blobs: Final = blobs
        self._start: Final = start
        self._tree: Final = MovingTree(tree(repository, start) if start else ())
        self._contents: Final = Contents(blobs)
        self._memory: Final = _Memory()
        self._policy: TreeFile | None = None
        self._folders: Mapping[IncidentId, Folder] = {}
        self._age = 0

    def steps(self, end: str) -> Iterator[LandedFiles]:
        """Every step from the founding one on."""
        if self._start:
            self._policy = self._policy_at(self._start)
        history = landed_history(self._repository, self._start, end)
        while batch := list(islice(history, _BATCH)):
            self._contents.fetch(_texts(batch))
            further = differences(self._repository, [pair for landed, _ in batch for pair in _further_pairs(landed)])
            for landed, brought in batch:
                step = self._step(landed, brought, [next(further) for _ in landed.parents[1:]])
                if step is not None:
                    yield step
                self._tree.move(landed.files)

    def _step(
        self, landed: LandedStep, brought: tuple[Authored, ...], further: list[tuple[FileChange, ...]]
    ) -> LandedFiles | None:
        """The step to a commit, or None before the founding."""
        before = self._snapshot(self._governed(self._tree), self._age) if self._policy else None
        here = Patched(self._tree, {change.path: change.after for change in landed.files})
        self._age += any(layout.incident_of(change.path) is None for change in landed.files)
        after = self._after(landed, here)
        self._hand_on(before, after, landed.files)
        if self._policy is None:
            return None
        who_added = past_of_few(self._repository, landed.before or landed.after).who_added
        files = filled(before or after, after, map(changed_file, landed.files), commits_of(landed, brought), who_added)
        others = (self._from_another_parent(here, after, changes) for changes in further)
        named = (other._replace(base=f"{parent_of(landed)}{number}") for number, other in enumerate(others, 2))
        files = (files if before else files.as_founding())._replace(base=parent_of(landed))
        return LandedFiles(landed, files, tuple(named))

    def _hand_on(self, before: _StepSnapshot | None, after: FileSnapshot, changes: tuple[FileChange, ...]) -> None:
        """What the last step left is what this one found, and what it leaves differs in a few files."""
        if before:
            before.folders.update(self._folders)
        if isinstance(after, _StepSnapshot):
            after.follow(before, changes)
        self._folders = after.folders if isinstance(after, _StepSnapshot) else {}

    def _after(self, landed: LandedStep, here: Tree) -> FileSnapshot:
        """What landed: as it is where it touches the policy, which counts from then on if it can be read."""
        if all(change.path != layout.CONFIGURATION for change in landed.files):
            return self._landed(landed, self._governed(here))
        after = self._landed(landed, here)
        if after.has_configuration and after.configuration_document.value is not None:
            self._policy = here.at(layout.CONFIGURATION)
        return after

    def _landed(self, landed: LandedStep, here: Tree) -> FileSnapshot:
        """A tree that names a path twice is read from git, for no tree of ours can hold it."""
        paths = [change.path for change in landed.files]
        if len(paths) == len(set(paths)):
            return self._snapshot(here, self._age)
        return FileSnapshot(Revision(self._repository, landed.after, self._blobs), no_origins)

    def _from_another_parent(self, here: Tree, after: FileSnapshot, changes: tuple[FileChange, ...]) -> StepFiles:
        other = self._governed(Patched(here, {change.path: change.before for change in changes}))
        return filled(self._snapshot(other, None), after, map(changed_file, changes), ())

    def _governed(self, at: Tree) -> Tree:
        """A tree with the policy that holds there."""
        if self._policy is None or at.at(layout.CONFIGURATION) == self._policy:
            return at
        return Patched(at, {layout.CONFIGURATION: self._policy})

    def _snapshot(self, at: Tree, age: int | None) -> _StepSnapshot:
        return _StepSnapshot(at, self._contents, self._memory, age)

    def _policy_at(self, start: str) -> TreeFile | None:
        """Raises FarmError where there was a policy before `start` and none can be read there."""
        here = self._snapshot(self._tree, self._age)
        require_unfounded(self._repository, start, here)
        if here.has_configuration and here.configuration_document.value is None:
            raise FarmError(
                f"the farm.yaml of {start[:12]} has errors, so there is no policy to judge by",
                "judge all of history, from the founding on: farm-gitops audit",
            )
        return self._tree.at(layout.CONFIGURATION)


class _Memory:
    """What contents were decoded to, and the catalog of the present step; what is old is forgotten."""

    def __init__(self) -> None:
        self._documents: Final[dict[TreeFile, Document[Any]]] = {}
        self._catalogs: Final[dict[int, Catalog]] = {}

    def document(self, file: TreeFile, decode: Callable[[], Document[Value]]) -> Document[Value]:
        """What a path with this content was decoded to."""
        found = self._documents.get(file)
        if found is None:
            found = self._documents[file] = decode()
            if len(self._documents) > _REMEMBERED:
                del self._documents[next(iter(self._documents))]
        return found

    def catalog(self, age: int, make: Callable[[], Catalog]) -> Catalog:
        """The catalog of an age, which ends when a file changes that belongs to no incident."""
        if age not in self._catalogs:
            self._catalogs.clear()
            self._catalogs[age] = make()
        return self._catalogs[age]


class _StepSnapshot(FileSnapshot):
    """A snapshot on a walk: what it has in common with those before it is not read again."""

    def __init__(self, at: Tree, contents: Contents, memory: _Memory, age: int | None) -> None:
        self._files: Final = TreeSource(at, contents)
        super().__init__(self._files, no_origins, self._recalled)
        self._at: Final = at
        self._memory: Final = memory
        self._age: Final = age
        self._before: _StepSnapshot | None = None
        self._changed: Final[dict[IncidentId | None, dict[str, File | None]]] = defaultdict(dict)
        self.folders: Final[dict[IncidentId, Folder]] = {}

    def follow(self, before: _StepSnapshot | None, changes: Iterable[FileChange]) -> None:
        """Take what did not change from the snapshot before."""
        self._before = before
        for change in changes:
            self._changed[layout.incident_of(change.path)][change.path] = self._files.file(change.path)

    def folder(self, incident: IncidentId) -> Folder:
        """One incident's files; whoever judges a step asks for the same few again and again."""
        if incident not in self.folders:
            self.folders[incident] = self._understood(incident)
        return self.folders[incident]

    def _understood(self, incident: IncidentId) -> Folder:
        if self._before is None:
            return super().folder(incident)
        earlier, changed = self._before.folder(incident), self._changed.get(incident)
        return read_again(earlier, changed, self.read, no_origins, self._recalled) if changed else earlier

    @property
    def has_configuration(self) -> bool:
        """Whether there is a `farm.yaml`; this snapshot knows without reading it."""
        file = self._at.at(layout.CONFIGURATION)
        return file is not None and file.mode in layout.READABLE_MODES

    @cached_property
    def catalog(self) -> Catalog:
        """See `Snapshot`."""
        return self._own_catalog() if self._age is None else self._memory.catalog(self._age, self._own_catalog)

    def _own_catalog(self) -> Catalog:
        return super().catalog

    def _recalled(self, path: str, decode: Callable[[], Document[Value]]) -> Document[Value]:
        file = self._at.at(path)
        return decode() if file is None else self._memory.document(file, decode)


def _further_pairs(landed: LandedStep) -> Iterator[Pair]:
    return ((parent, landed.after) for parent in landed.parents[1:])


def _texts(batch: Iterable[_Landing]) -> Iterator[str]:
    """The contents that will be read for certain; attachments are large, and fetched one by one."""
    for landed, _ in batch:
        for change in landed.files:
            if change.after and change.after.mode in layout.READABLE_MODES and change.path.endswith((".md", ".yaml")):
                yield change.after.oid
