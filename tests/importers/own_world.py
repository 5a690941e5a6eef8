"""Repositories in memory for tests of our own export: what one exports, and what another has after importing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from farm_gitops.documents.tree import plain
from farm_gitops.importers.own import import_own
from farm_gitops.importers.result import Import
from farm_gitops.model.incident import IncidentId
from farm_gitops.publish.export import lines
from farm_gitops.records import layout
from farm_gitops.records.folder import undated
from farm_gitops.store.history import no_origins
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views.export import Exported, head_json, incident_json

CONFIGURATION = """\
maintainers: [alice]
organizations:
  acme: {admins: [alice], members: [bob]}
people:
  alice: {name: Alice Ng, emails: [alice@acme.example]}
  bob: {name: Bob Roth, emails: [bob@acme.example]}
environments: [production, staging]
components: [checkout, payments-db]
"""
Files = Mapping[str, layout.Content]


def snapshot(files: Files) -> FileSnapshot:
    """What files in memory say."""
    return FileSnapshot(InMemory({path: layout.as_bytes(data) for path, data in files.items()}), no_origins)


def exported(files: Files, **choice: Any) -> bytes:
    """The stream of all incidents."""
    there = snapshot(files)
    made = Exported(there.configuration, there.catalog, there.find, **choice)
    folders = [there.folder(incident) for incident in there.ids()]
    known = [(folder, folder.record) for folder in folders if folder.record]
    values = [head_json(made, [record for _, record in known])]
    return b"".join(lines([*values, *(incident_json(made, folder, record) for folder, record in known)]))


def imported(
    data: bytes, into: Files | None = None, organization: str | None = None, *, history: bool = False
) -> tuple[Import, dict[str, layout.Content]]:
    """The account of an import, and all files afterwards."""
    files = dict(into or {layout.CONFIGURATION: CONFIGURATION})
    done = import_own(data, snapshot(files), organization, history=history)
    return done, {**files, **done.files, **done.attachments}


def known_of(files: Files, incidents: Iterable[IncidentId] | None = None) -> dict[str, Any]:
    """Everything that the files say of incidents: the records, and every key of every file as it is written."""
    there = snapshot(files)
    found: dict[str, Any] = {}
    for incident in there.ids() if incidents is None else incidents:
        folder = there.folder(incident)
        assert folder.record is not None, incident
        keys = {document.path: plain(document.root) for document in folder.documents()}
        found[str(incident)] = (undated(folder.record), keys)
    return found
