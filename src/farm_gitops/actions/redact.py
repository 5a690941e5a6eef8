"""Take a text out that should never have been written, and leave that, who, when and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_admin, who_acts
from farm_gitops.actions.find import find_entry, find_record
from farm_gitops.actions.sign import Pen, signature
from farm_gitops.actions.text_of import text_of
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.incident import Redaction
from farm_gitops.model.signature import redaction_digest
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import redact_entry, redact_incident
from farm_gitops.store.snapshot import FileSnapshot

STILL_THERE: Final = """\
note: the old text is still in git's history, in every clone and in what was published before. If it held a secret, that
is known by now: replace it, and publish the site again. Rewriting history is beyond this tool; `audit` reports it.
"""


class Wanted(NamedTuple):
    """Which text is to go: the message of an entry, or (None) the description of the incident; and why."""

    incident: str
    entry: str | None
    reason: str


def redact(desk: Desk, wanted: Wanted, pen: Pen) -> Deed:
    """Take a text out as the admin that git names; Refused for anybody else, and for what is taken out already."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted.incident)
        entry = find_entry(record, wanted.entry) if wanted.entry is not None else None
        if not wanted.reason.strip():
            which = f"{record.id} {entry.name}" if entry else record.id
            raise UsageError("a redaction needs a reason", f'farm-gitops redact {which} --reason "…"')
        name = entry.name if entry else None
        admin = _require_admin(desk, snapshot, record, name)
        _refuse_twice(record.facts.redacted if entry is None else entry.facts.redacted, record, name)
        redaction = Redaction(by=admin, at=desk.now, reason=wanted.reason.strip())
        signed = signature(desk, snapshot.configuration, admin, redaction_digest(record.id, name, redaction), pen)
        files = _files(snapshot, record, name, _keys(redaction, signed))
        return Act(files, f"{record.id}: {name or 'description'} redacted by {admin}", "redact", record.id)

    return deed


def _require_admin(desk: Desk, snapshot: FileSnapshot, record: IncidentRecord, entry: str | None) -> str:
    correct = f'farm-gitops update {record.id} --corrects {entry} -m "…"'
    edit = f'farm-gitops edit {record.id} --description "…"'
    instead = f"say what is right: {correct if entry else edit}"
    configuration = snapshot.configuration
    author = who_acts(desk.project, configuration)
    return require_admin(author, configuration, record.id.organization, "take a text out", instead=instead)


def _refuse_twice(before: Redaction | None, record: IncidentRecord, entry: str | None) -> None:
    if before is not None:
        what = f"the text of {entry}" if entry else f"the description of {record.id}"
        raise Refused(f"{what} was taken out by {before.by} at {before.at}", "nothing is left to do")


def _keys(redaction: Redaction, signed: str | None) -> dict[str, YamlValue]:
    keys: dict[str, YamlValue] = {"by": redaction.by, "at": redaction.at.text, "reason": redaction.reason}
    return keys if signed is None else {**keys, "signature": signed}


def _files(
    snapshot: FileSnapshot, record: IncidentRecord, entry: str | None, redaction: Mapping[str, YamlValue]
) -> dict[str, str]:
    if entry is None:
        path = layout.facts_path(record.id)
        return {path: redact_incident(text_of(snapshot, path), redaction)}
    path = layout.entry_path(record.id, entry)
    return {path: redact_entry(text_of(snapshot, path), redaction)}
