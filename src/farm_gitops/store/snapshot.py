"""The bridge from files to records: a snapshot of a working tree or of a commit, read when it is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import groupby
from typing import Final

from farm_gitops.errors import FarmError, Refused
from farm_gitops.git.objects import TreeEntry
from farm_gitops.model.catalog import Catalog, Entity
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.decode import decode_configuration
from farm_gitops.records.descriptor import Descriptors, decode_descriptors
from farm_gitops.records.document import Document
from farm_gitops.records.folder import Folder, Recall, WhoAdded, decode_anew, read_folder
from farm_gitops.records.layout import Content, File
from farm_gitops.store.glob import fixed_folder, matches
from farm_gitops.store.history import WhatLanded, nothing_known
from farm_gitops.store.overlay import Overlay
from farm_gitops.store.source import Revision, Source


class FileSnapshot:
    """Every record of a source; implements `model.snapshot.Snapshot` and gives the documents behind it."""

    def __init__(
        self,
        source: Source,
        who_added: WhoAdded,
        recall: Recall = decode_anew,
        what_landed: WhatLanded = nothing_known,
    ) -> None:
        self._source: Final = source
        self._who_added: Final = who_added
        self._recall: Final = recall
        self._what_landed: Final = what_landed

    @cached_property
    def configuration_document(self) -> Document[Configuration]:
        """`farm.yaml` as it was read; FarmError where there is none."""
        if not self.has_configuration:
            raise FarmError("there is no farm.yaml here", "make a repository of this folder: farm-gitops init")
        return self._recall(layout.CONFIGURATION, self._read_configuration)

    @property
    def has_configuration(self) -> bool:
        """Whether there is a `farm.yaml` at all: before the founding there is none."""
        return self._source.read(layout.CONFIGURATION, 0) is not None

    @property
    def configuration(self) -> Configuration:
        """See `Snapshot`."""
        value = self.configuration_document.value
        if value is None:
            raise Refused("farm.yaml has errors", "see which: farm-gitops validate farm.yaml")
        return value

    @cached_property
    def catalog_documents(self) -> tuple[Document[Descriptors], ...]:
        """Every file that the globs under `catalog:` name, sorted by path."""
        globs = self.configuration.catalog
        found = {file for glob in globs for file in self._matching(glob)}
        return tuple(map(self._descriptors, sorted(found)))

    @cached_property
    def catalog(self) -> Catalog:
        """See `Snapshot`."""
        values = [document.value for document in self.catalog_documents if document.value]
        described = [entity for value in values for entity in value.entities]
        users = {key: name for value in values for key, name in value.users}
        return Catalog([*_declared(self.configuration), *described], users)

    @cached_property
    def files(self) -> tuple[File, ...]:
        """Every file under `incidents/`, sorted by path."""
        return self._source.files(layout.INCIDENTS)

    def files_under(self, paths: tuple[str, ...]) -> tuple[File, ...]:
        """The files under `incidents/` at or below any of these paths; nothing else is looked at."""
        listed = [self._source.files(path) for path in paths if _is_below_incidents(path)]
        return listed[0] if len(listed) == 1 else tuple(sorted({file for files in listed for file in files}))

    @cached_property
    def _ids(self) -> tuple[IncidentId, ...]:
        if isinstance(self._source, Revision):
            return tuple(sorted(self._trees))
        return tuple(
            IncidentId(organization, name)
            for organization in filter(layout.is_slug, self._source.folders(layout.INCIDENTS))
            for name in filter(layout.is_slug, self._source.folders(f"{layout.INCIDENTS}/{organization}"))
        )

    @cached_property
    def _trees(self) -> Mapping[IncidentId, str]:
        """Of a commit: what tells all that lies in the folder of an incident from anything else."""
        inside = ((each, layout.incident_of(f"{each.path}/")) for each in self._inside if each.is_folder)
        return {incident: each.oid for each, incident in inside if incident}

    @cached_property
    def _inside(self) -> tuple[TreeEntry, ...]:
        """Of a commit: what lies in the folders of organizations, and beside them."""
        if not isinstance(self._source, Revision):
            return ()
        above = self._source.inside([layout.INCIDENTS])
        organizations = [each.path for each in above if each.is_folder]
        return (*(each for each in above if not each.is_folder), *self._source.inside(organizations))

    @cached_property
    def has_strays(self) -> bool:
        """Whether anything under `incidents/` lies in no incident's folder."""
        if isinstance(self._source, Revision) and self._inside:
            return len(self._trees) < len(self._inside)
        return any(layout.incident_of(file.path) is None for file in self.files)

    @cached_property
    def _known(self) -> frozenset[IncidentId]:
        return frozenset(self._ids)

    def ids(self) -> tuple[IncidentId, ...]:
        """See `Snapshot`."""
        return self._ids

    def ids_around(self, paths: tuple[str, ...]) -> tuple[IncidentId, ...]:
        """The incidents at or below any of these paths, or in which one lies, sorted; nothing else is listed."""
        if not {"", "."}.isdisjoint(paths):
            return self._ids
        inside = {path: layout.incident_of(f"{path}/") for path in paths}
        above = tuple(path for path, incident in inside.items() if incident is None)
        below = {layout.incident_of(file.path) for file in self.files_under(above)}
        return tuple(sorted({*filter(None, below), *(each for each in inside.values() if each and self.has(each))}))

    def has(self, incident: IncidentId) -> bool:
        """See `Snapshot`."""
        if "_ids" in self.__dict__:
            return incident in self._known
        folder = layout.folder(incident)
        is_proper = layout.incident_of(f"{folder}/") == incident  # what a record refers to may hold anything
        return is_proper and any(file.path != folder for file in self._source.files(folder))

    @cached_property
    def theme(self) -> tuple[File, ...]:
        """Every ordinary file of the project's own templates and assets, sorted by path."""
        found = self._source.files(layout.TEMPLATES)
        return tuple(file for file in found if file.mode in layout.READABLE_MODES)

    def folder(self, incident: IncidentId) -> Folder:
        """One incident's files, decoded."""
        folder = read_folder(incident, self.files_of(incident), self.read, self._who_added, self._recall)
        folder.history = self._what_landed(incident)
        return folder

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """See `Snapshot`."""
        return self.folder(incident).record

    def contents(self, incident: IncidentId) -> str:
        """What tells an incident's files, as they are now, from all others: their paths, modes, sizes and contents."""
        if incident in self._trees and not self.has_strays:  # else a tree may hold two folders of one name
            return f"tree {self._trees[incident]}"
        files = self.files_of(incident)
        told = (f"{file.path}\0{file.mode}\0{file.size}\0{self._source.content_id(file.path)}\n" for file in files)
        return hashlib.sha256("".join(told).encode("utf-8", "surrogateescape")).hexdigest()

    def files_of(self, incident: IncidentId) -> tuple[File, ...]:
        """The files of one incident, sorted by path; only its own folder is listed, unless all have been already."""
        is_listed = "files" in self.__dict__
        return self._by_incident.get(incident, ()) if is_listed else self._source.files(layout.folder(incident))

    def records(self) -> Iterator[IncidentRecord]:
        """See `Snapshot`; everything is listed at once."""
        return filter(None, (self.record(incident) for incident in self._by_incident))

    def find(self, path: str) -> bytes | None:
        """The bytes of an ordinary file, or None where there is none."""
        return self._source.read(path)

    def read(self, file: File) -> bytes:
        """The bytes of a file that was listed (empty where it has gone since); of one too large only the beginning."""
        return self._source.read(file.path, layout.READ_LIMIT) or b""

    def with_texts(self, texts: Mapping[str, Content]) -> FileSnapshot:
        """This snapshot as it would be with these files written."""
        return FileSnapshot(Overlay(self._source, texts), self._who_added, what_landed=self._what_landed)

    def expect(self, incidents: Iterable[IncidentId]) -> None:
        """Say of which incidents all files will be read next; of a commit they are then read many at once."""
        if isinstance(self._source, Revision):
            self._source.expect([layout.folder(incident) for incident in incidents])

    @cached_property
    def _by_incident(self) -> Mapping[IncidentId, tuple[File, ...]]:
        groups = groupby(self.files, key=lambda file: layout.incident_of(file.path))
        return {incident: tuple(files) for incident, files in groups if incident}

    def _read_configuration(self) -> Document[Configuration]:
        return decode_configuration(layout.CONFIGURATION, self.read(File(layout.CONFIGURATION)))

    def _descriptors(self, file: File) -> Document[Descriptors]:
        return self._recall(file.path, lambda: decode_descriptors(file.path, self.read(file)))

    def _matching(self, glob: str) -> Iterator[File]:
        readable = (file for file in self._source.files(fixed_folder(glob)) if file.mode in layout.READABLE_MODES)
        return (file for file in readable if matches(glob, file.path))


def _is_below_incidents(path: str) -> bool:
    return path == layout.INCIDENTS or path.startswith(f"{layout.INCIDENTS}/")


def _declared(configuration: Configuration) -> Iterator[Entity]:
    for key, component in configuration.components.items():
        yield Entity(
            "component",
            "default",
            key,
            component.name or key,
            component.owner,
            component.description,
            component.formerly,
            component.retired,
        )
