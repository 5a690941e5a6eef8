"""An incident's folder understood: every file of it decoded, and the record that they make together."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from farm_gitops.model.history import HistoryStep
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.provenance import Origin
from farm_gitops.model.signature import content_digest
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry
from farm_gitops.records import layout
from farm_gitops.records.complaint import Complaint
from farm_gitops.records.decode import decode_entry, decode_incident, decode_post_mortem
from farm_gitops.records.document import Document
from farm_gitops.records.layout import AttachmentFile, EntryFile, FactsFile, File, PostMortemFile

Read = Callable[[File], bytes]
WhoAdded = Callable[[str], Origin | None]
Value = TypeVar("Value")


class Attached(NamedTuple):
    """An attachment: its name, and its content as SHA-256 (hexadecimal)."""

    name: str
    digest: str


class Recall(Protocol):
    """Remembers what files were decoded to, for whoever meets the same content many times."""

    def __call__(self, path: str, decode: Callable[[], Document[Value]]) -> Document[Value]:
        """The document that the content at a path was decoded to before; else decodes it."""


def decode_anew(path: str, decode: Callable[[], Document[Value]]) -> Document[Value]:  # noqa: ARG001 - a Recall
    """For whoever looks at each file once."""
    return decode()


@dataclass
class Folder:
    """The decoded files of one incident; `facts` is None where there is no `incident.yaml`."""

    incident: IncidentId
    facts: Document[Incident] | None = None
    entries: list[Document[Entry]] = field(default_factory=list)
    post_mortem: Document[PostMortem] | None = None
    attachments: list[Document[Attached]] = field(default_factory=list)
    origin: Origin | None = None
    post_mortem_origin: Origin | None = None
    history: tuple[HistoryStep, ...] | None = None

    def documents(self) -> Iterator[Document[object]]:
        """Every file that was decoded."""
        if self.facts:
            yield self.facts
        yield from self.entries
        if self.post_mortem:
            yield self.post_mortem
        yield from self.attachments

    @cached_property
    def record(self) -> IncidentRecord | None:
        """What the readable files say together; None without readable facts."""
        if self.facts is None or self.facts.value is None:
            return None
        post_mortem = self.post_mortem.value if self.post_mortem else None
        return IncidentRecord(
            self.incident,
            self.facts.value,
            tuple(entry.value for entry in self.entries if entry.value),
            post_mortem,
            dict(attachment.value for attachment in self.attachments if attachment.value),
            self.origin,
            self.post_mortem_origin if post_mortem else None,
            self.history,
        )


def read_folder(
    incident: IncidentId, files: Iterable[File], read: Read, who_added: WhoAdded, recall: Recall = decode_anew
) -> Folder:
    """Decode every file of an incident; `files` are those under its folder, in order."""
    folder = Folder(incident)
    for file in files:
        _add(folder, file, read, who_added, recall)
    if folder.facts is None:
        folder.facts = _missing_facts(incident)
    return folder


def dated(record: IncidentRecord, who_added: WhoAdded, history: tuple[HistoryStep, ...] | None) -> IncidentRecord:
    """A record that was made of files alone, with what git knows of it."""
    incident, entries = record.id, record.entries
    return replace(
        record,
        entries=tuple(replace(each, origin=who_added(layout.entry_path(incident, each.name))) for each in entries),
        origin=who_added(layout.facts_path(incident)),
        post_mortem_origin=who_added(layout.post_mortem_path(incident)) if record.post_mortem else None,
        history=history,
    )


def undated(record: IncidentRecord) -> IncidentRecord:
    """The same without what git knows."""
    return dated(record, lambda _: None, None)


def read_again(
    folder: Folder, changed: Mapping[str, File | None], read: Read, who_added: WhoAdded, recall: Recall = decode_anew
) -> Folder:
    """The folder after some of its files changed (None: gone), at the cost of those, however many there are."""
    again = replace(
        folder,
        facts=_unless(changed, folder.facts),
        entries=[each for each in folder.entries if each.path not in changed],
        post_mortem=_unless(changed, folder.post_mortem),
        attachments=[each for each in folder.attachments if each.path not in changed],
    )
    for file in filter(None, changed.values()):
        _add(again, file, read, who_added, recall)
    again.entries.sort(key=attrgetter("path"))
    again.attachments.sort(key=attrgetter("path"))
    again.facts = again.facts or _missing_facts(folder.incident)
    return again


def _unless(changed: Container[str], document: Document[Value] | None) -> Document[Value] | None:
    return document if document and document.path not in changed else None


def _add(folder: Folder, file: File, read: Read, who_added: WhoAdded, recall: Recall) -> None:
    if file.mode not in layout.READABLE_MODES:
        return
    path = file.path
    match layout.place(path):
        case FactsFile():
            folder.facts = recall(path, lambda: decode_incident(path, read(file)))
            folder.origin = who_added(path)
        case EntryFile():
            folder.entries.append(recall(path, lambda: decode_entry(path, read(file), who_added(path))))
        case PostMortemFile():
            folder.post_mortem = recall(path, lambda: decode_post_mortem(path, read(file)))
            folder.post_mortem_origin = who_added(path)
        case AttachmentFile(name=name):
            folder.attachments.append(recall(path, lambda: _attachment(file, name, read)))
        case _:
            pass  # named by the rule `unexpected-file`, which looks at the whole tree


def _missing_facts(incident: IncidentId) -> Document[Incident]:
    complaint = Complaint(
        "missing-field",
        "this incident's folder has no incident.yaml",
        f"write it, or remove the folder: git rm -r {layout.folder(incident)}",
    )
    return Document(layout.facts_path(incident), "", None, (complaint,))


def _attachment(file: File, name: str, read: Read) -> Document[Attached]:
    if file.size > layout.ATTACHMENT_LIMIT:
        complaint = Complaint("file-too-large", "an attachment is at most 5 MiB", "make it smaller, or link to it")
        return Document(file.path, "", None, (complaint,))
    extension, data = name.rpartition(".")[2].lower(), read(file)
    if not layout.content_matches(extension, data):
        complaint = Complaint(
            "unexpected-file", f"the content is not what `.{extension}` promises", "give it its real ending"
        )
        return Document(file.path, "", None, (complaint,))
    return Document(file.path, "", Attached(name, content_digest(data)))
