"""Export everything of one organization, or of all, as one stream that `import jsonl` reads back without loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from farm_gitops.errors import Refused
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.export import lines
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.judge import Done
from farm_gitops.views.export import Exported, Json, head_json, incident_json


class Choice(NamedTuple):
    """What to export: an organization alone, or all; with addresses, attachments and history, or without."""

    organization: str | None = None
    emails: bool = True
    attachments: bool = True
    history: bool = True


class Export(NamedTuple):
    """The bytes, how many incidents they hold, and the paths of files that cannot be read and are left out."""

    content: bytes
    incidents: int
    left_out: tuple[str, ...]


def export(project: Project, choice: Choice, done: Done) -> Export:
    """Read every record of the working tree; FarmError where history is wanted and this clone does not hold it all.

    Refused for an organization that farm.yaml does not know.
    """
    if choice.history:
        project.require_history()
    with project.worktree(history=choice.history) as snapshot:
        known = snapshot.configuration.organizations
        if choice.organization is not None and choice.organization not in known:
            cure = f"--organization, one of: {', '.join(known)}"
            raise Refused(f"farm.yaml knows no organization `{choice.organization}`", cure)
        exported = Exported(
            snapshot.configuration,
            snapshot.catalog,
            snapshot.find,
            choice.emails,
            choice.attachments,
            all_names=choice.organization is None,
        )
        found = [*_read(snapshot, exported, choice, done)]
    records = [each.record for each in found if each.record]
    values = [head_json(exported, records), *(each.value for each in found if each.value)]
    broken = tuple(path for each in found for path in each.broken)
    return Export(b"".join(lines(values)), len(records), broken)


class _Read(NamedTuple):
    record: IncidentRecord | None
    value: Json | None
    broken: tuple[str, ...]


def _read(snapshot: FileSnapshot, exported: Exported, choice: Choice, done: Done) -> Iterator[_Read]:
    """Each incident, with the files of it that cannot be read."""
    ids = [each for each in snapshot.ids() if choice.organization in {None, each.organization}]
    for number, incident in enumerate(ids, 1):
        folder = snapshot.folder(incident)
        record = folder.record
        broken = tuple(document.path for document in folder.documents() if document.value is None)
        yield _Read(record, incident_json(exported, folder, record) if record else None, broken)
        done(number, len(ids))
