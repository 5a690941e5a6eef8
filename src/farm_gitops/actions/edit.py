"""Edit the facts of an incident: the lines that change and no other byte."""

from __future__ import annotations

from collections.abc import Mapping

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_member, who_acts
from farm_gitops.actions.find import find_record, with_full_ids
from farm_gitops.actions.text_of import text_of
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.lifecycle import Status, may_follow, refusal
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_incident
from farm_gitops.records.decode import decode_incident
from farm_gitops.store.snapshot import FileSnapshot


def edit(desk: Desk, wanted: str, changes: Mapping[str, YamlValue]) -> Deed:
    """Set keys of `incident.yaml` (None takes one out); UsageError where nothing would change."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted)
        path = layout.facts_path(record.id)
        text = amend_incident(text_of(snapshot, path), with_full_ids(snapshot, changes))
        return _act(desk, snapshot, path, text, tuple(changes))

    return deed


def rewrite(desk: Desk, wanted: str, text: str) -> Deed:
    """Put a whole new text of `incident.yaml`, as somebody typed it in an editor; its status stays what it was."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted)
        path = layout.facts_path(record.id)
        after = decode_incident(path, text.encode()).value
        if after is not None and after.status is not record.facts.status:
            raise Refused(f"`edit` leaves the status {record.facts.status} as it is", _way_to(record, after.status))
        return _act(desk, snapshot, path, text, ("facts",))

    return deed


def _way_to(record: IncidentRecord, status: Status) -> str:
    if may_follow(record.facts.status, status):
        return f"farm-gitops transition {record.id} {status}"
    return refusal(record.facts.status, status)[1].replace("ID", str(record.id))


def _act(desk: Desk, snapshot: FileSnapshot, path: str, text: str, changed: tuple[str, ...]) -> Act:
    place = layout.place(path)
    assert isinstance(place, layout.FactsFile)
    incident = place.incident
    configuration = snapshot.configuration
    require_member(who_acts(desk.project, configuration), configuration, incident.organization)
    if text == text_of(snapshot, path):
        raise UsageError(f"nothing to change in {incident}: it says so already", f"farm-gitops show {incident}")
    return Act({path: text}, f"{incident}: edit {', '.join(changed)}", "edit", incident)
