"""One incident of our own export as files, each of which reads as it did where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from farm_gitops.importers.own_stream import Keys, OwnEntry, OwnIncident
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import moment_in_name
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import restored_incident, restored_markdown
from farm_gitops.records.document import Document
from farm_gitops.records.folder import Folder, read_folder
from farm_gitops.records.layout import File, Misplaced


@dataclass(frozen=True)
class Restored:
    """An incident as files, under its id here; `facts` are the keys of `incident.yaml`."""

    incident: IncidentId
    source: OwnIncident
    facts: Keys
    texts: Mapping[str, str]
    attachments: Mapping[str, bytes]
    record: IncidentRecord

    @property
    def files(self) -> dict[str, layout.Content]:
        """All of it."""
        return {**self.texts, **self.attachments}


def restored(source: OwnIncident, here: IncidentId, facts: Keys, *, names_authors: bool) -> Restored | str:
    """The files, or why they would be none that the rules of text and shape accept.

    Where nobody's commit will say who wrote and when (`names_authors`), the files say what the commits said there.
    """
    stated = {**facts, **_stated(source)} if names_authors else facts
    texts = {layout.facts_path(here): restored_incident(stated)}
    for entry in source.entries:
        keys = _entry_keys(entry, names_authors=names_authors)
        texts[layout.entry_path(here, entry.name)] = restored_markdown(keys, entry.message)
    if source.post_mortem:
        text = restored_markdown(source.post_mortem.keys, source.post_mortem.body)
        texts[layout.post_mortem_path(here)] = text
    given = ((layout.attachment_path(here, name), data) for name, data in source.attachments.items())
    attachments = {path: data for path, data in given if data is not None}
    read = {**{path: text.encode("utf-8", "replace") for path, text in texts.items()}, **attachments}
    folder = _folder(here, read)
    why = next(_wrong(folder, read), "")
    record = folder.record
    if why or record is None:
        return why or "it cannot be read"
    return Restored(here, source, stated, texts, attachments, record)


def _folder(here: IncidentId, files: Mapping[str, bytes]) -> Folder:
    listed = [File(path, size=len(data)) for path, data in sorted(files.items())]
    return read_folder(here, listed, lambda file: files[file.path], lambda _: None)


def _wrong(folder: Folder, files: Mapping[str, bytes]) -> Iterator[str]:
    for path in files:
        place = layout.place(path)
        if isinstance(place, Misplaced):
            yield f"{layout.shown(path)}: {place.why}"
        yield from (f"{layout.shown(path)} {danger}" for danger in layout.dangers(File(path)))
    for document in folder.documents():
        yield from _errors(document)


def _errors(document: Document[object]) -> Iterator[str]:
    for problem in document.problems:
        if problem.level == "error":
            yield f"{document.path.rpartition('/')[2]}: {problem.message} [{problem.rule}]"


def _stated(source: OwnIncident) -> Keys:
    """When and by whom it was reported, as the commit said where the file does not."""
    written = source.written
    if written is None:
        return {}
    at = (written.recorded.authored or written.recorded.at).text
    stated = {"created_at": at, "reported_by": written.person or None}
    return {key: value for key, value in stated.items() if value and not source.facts.get(key)}


def _entry_keys(entry: OwnEntry, *, names_authors: bool) -> Keys:
    written = entry.written
    if written is None or not names_authors or entry.keys.get("author") or not written.person:
        return entry.keys
    at = (written.recorded.authored or written.recorded.at).text
    has_time = entry.keys.get("at") or moment_in_name(entry.name)
    return {**({} if has_time else {"at": at}), "author": written.person, **entry.keys}
