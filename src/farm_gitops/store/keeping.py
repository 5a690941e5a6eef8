"""A snapshot for who judges every incident and then shows them all: what each comes to is kept, small or at hand."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property
from typing import Final

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.folder import Folder, dated
from farm_gitops.records.layout import File
from farm_gitops.store.history import Past
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.store.source import Remembering, Revision, Source
from farm_gitops.views.brief import Brief, brief

_AT_HAND: Final = 100  # records; of one after the other, several pages are made


class _Away:
    """A record that is put away as `pickle` wrote it here, until somebody takes it; whoever has the same shares it."""

    __slots__ = ("_record", "pickled")

    def __init__(self, pickled: bytes) -> None:
        self.pickled = pickled
        self._record: IncidentRecord | None = None

    def read(self) -> IncidentRecord | None:
        """The record, once more."""
        record: IncidentRecord | None = pickle.loads(self.pickled)  # noqa: S301 - see above
        return record

    def taken(self) -> IncidentRecord | None:
        """The record, always the same."""
        if self.pickled:
            self._record, self.pickled = self.read(), b""
        return self._record


class Keeping(FileSnapshot):
    """A snapshot of which each incident was understood once; the documents behind it are let go.

    Who `holds` it has all records in memory. Else they are put away small, and the few that were asked for last are at
    hand; `look_up` finds what is put away elsewhere. Where `made_of` says of which contents (see `contents`) a record
    was made, that is certain.
    """

    holds = True
    look_up: Callable[[IncidentId], IncidentRecord | None]

    @cached_property
    def made_of(self) -> dict[IncidentId, str]:
        """By incident; filled by whoever has looked."""
        return {}

    @cached_property
    def briefs(self) -> dict[IncidentId, Brief]:
        """Every incident that can be read, in brief; filled by whoever has looked."""
        return {}

    @cached_property
    def _kept(self) -> OrderedDict[IncidentId, IncidentRecord | None]:
        return OrderedDict()

    @cached_property
    def _away(self) -> dict[IncidentId, _Away]:
        """Records that are put away."""
        return {}

    @cached_property
    def _listed(self) -> Mapping[IncidentId, tuple[File, ...]]:
        """The files of incidents that were looked at one by one."""
        return {}

    def keep(self, incident: IncidentId, undated: IncidentRecord | None) -> None:
        """Take over what the files of an incident were understood to say before; None where they say nothing."""
        record = undated and dated(undated, self._who_added, self._what_landed(incident))
        self._away.pop(incident, None)
        self._kept[incident] = record
        self._know(incident, brief(record) if record else None)

    def put_away(self, incident: IncidentId, in_brief: Brief | None, record: bytes) -> None:
        """Take over an incident `in_brief` (None: it says nothing) and its record, as `pickle` wrote it here.

        Unless somebody `holds` all records, it may be empty: then it is looked up.
        """
        self._know(incident, in_brief)
        self._kept.pop(incident, None)
        self._away.pop(incident, None)
        if record:
            self._away[incident] = _Away(record)

    def _know(self, incident: IncidentId, in_brief: Brief | None) -> None:
        if in_brief:
            self.briefs[incident] = in_brief
        else:
            self.briefs.pop(incident, None)

    @classmethod
    def of(cls, snapshot: FileSnapshot, *, holds: bool = True) -> Keeping:
        """The same files and past, for whoever judges every incident and then shows them."""
        found = cls(snapshot._source, snapshot._who_added, snapshot._recall, snapshot._what_landed)
        found.holds = holds
        return found

    def read_past(self) -> None:
        """Have what git knows read now, of all incidents: the first one that is asked about asks for all."""
        for incident in self.ids()[:1]:
            self._what_landed(incident)

    def read_once(self) -> Keeping:
        """The same files, as far as they were listed here, for whoever looks at each incident once.

        Each file is read once until its incident is taken, so that a record is of the contents that are told of it.
        """
        source = self._source if isinstance(self._source, Revision) else Remembering(self._source)
        files = Keeping(source, self._who_added, self._recall, self._what_landed)
        listings = ("files", "_by_incident", "_listed", "_inside", "_trees")
        vars(files).update({name: vars(self)[name] for name in listings if name in vars(self)})
        return files

    def take(self, incident: IncidentId) -> IncidentRecord | None:
        """See `record`; it is kept no longer, nor what was read for it."""
        record = self.record(incident)
        self._kept.pop(incident, None)
        if isinstance(self._source, Remembering):
            self._source.forget()
        return record

    def let_go(self) -> None:
        """Forget which files a commit has: once all are understood, only attachments are read again."""
        if isinstance(self._source, Revision):
            for listing in ("files", "_by_incident", "_inside", "_trees"):
                vars(self).pop(listing, None)
            self._source.let_go(lambda path: f"/{layout.ATTACHMENTS}/" in path)

    def after(self, source: Source, told: Past, touched: Set[IncidentId]) -> Keeping:
        """The state of another source that differs from this in some incidents alone, of which nothing is known yet."""
        return Keeping(source, told.who_added, self._recall, told.what_landed)._as_well_as(self, touched)

    def copy(self) -> Keeping:
        """The same, into which other records can be put."""
        again = Keeping(self._source, self._who_added, self._recall, self._what_landed)
        return again._as_well_as(self, frozenset())

    def _as_well_as(self, other: Keeping, touched: Set[IncidentId]) -> Keeping:
        """With all that another one knows of the same files, but for some incidents."""
        self.configuration_document, self.catalog_documents = other.configuration_document, other.catalog_documents
        self.catalog, self.theme = other.catalog, other.theme
        self._listed = {each: self._source.files(layout.folder(each)) for each in touched}
        there = {each for each in touched if self._is_listed(each)}
        self._ids = tuple(sorted(other._known.difference(touched) | there.union(self._folders(touched - there))))
        self._kept, self.made_of, self.briefs = other._kept.copy(), dict(other.made_of), dict(other.briefs)
        self._away = dict(other._away)
        for incident in touched:
            for known in (self._kept, self._away, self.made_of, self.briefs):
                known.pop(incident, None)
        return self

    def _is_listed(self, incident: IncidentId) -> bool:
        """Whether files were found in its folder; one that has the name of the folder is none."""
        folder = layout.folder(incident)
        return any(file.path != folder for file in self._listed[incident])

    def _folders(self, incidents: Set[IncidentId]) -> Iterator[IncidentId]:
        """Those that have a folder, whatever lies in it."""
        for organization in {each.organization for each in incidents}:
            names = self._source.folders(f"{layout.INCIDENTS}/{organization}")
            yield from incidents & {IncidentId(organization, name) for name in names}

    def files_of(self, incident: IncidentId) -> tuple[File, ...]:
        """See `FileSnapshot`."""
        return self._listed[incident] if incident in self._listed else super().files_of(incident)

    def records(self) -> Iterator[IncidentRecord]:
        """See `Snapshot`."""
        return filter(None, map(self.record, self.ids()))

    def folder(self, incident: IncidentId) -> Folder:
        """See `FileSnapshot`."""
        folder = super().folder(incident)
        self._have_at_hand(incident, folder.record)
        return folder

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """See `Snapshot`."""
        if incident in self._kept:
            self._kept.move_to_end(incident)
        else:
            self._have_at_hand(incident, self._found(incident))
        return self._kept[incident]

    def _found(self, incident: IncidentId) -> IncidentRecord | None:
        away = self._away.get(incident)
        if away:
            return away.taken() if self.holds else away.read()
        return self.look_up(incident) if incident in self.made_of else self.folder(incident).record

    def _have_at_hand(self, incident: IncidentId, record: IncidentRecord | None) -> None:
        self._kept[incident] = record
        if not self.holds and len(self._kept) > _AT_HAND:
            self._kept.popitem(last=False)
