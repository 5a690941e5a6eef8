"""Which incident somebody means: an id, a name, or a unique beginning of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.incident import REFERENCES, IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry
from farm_gitops.records import layout
from farm_gitops.store.snapshot import FileSnapshot

_SHOWN: Final = 8


def find_incident(ids: Sequence[IncidentId], wanted: str) -> IncidentId:
    """The incident that a text names; UsageError where it names none or several.

    A path does as well, as the shell completes it; an organization alone names no incident.
    """
    wanted = wanted.removeprefix(f"{layout.INCIDENTS}/").rstrip("/")
    if not wanted:
        raise UsageError("the incident's id is empty", "farm-gitops list")
    exact = [found for found in ids if wanted in {str(found), found.name}]
    matching = exact or [found for found in ids if _begins(found, wanted)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise UsageError(f"`{wanted}` may mean {len(matching)} incidents", f"one of: {_some(matching)}")
    near = get_close_matches(wanted, [str(found) for found in ids] + [found.name for found in ids], n=1, cutoff=0.4)
    raise UsageError(f"there is no incident `{wanted}`", f"did you mean {near[0]}?" if near else "farm-gitops list")


def _begins(found: IncidentId, wanted: str) -> bool:
    return found.name.startswith(wanted) or ("/" in wanted and str(found).startswith(wanted))


def find_record(snapshot: FileSnapshot, wanted: str) -> IncidentRecord:
    """The record that a text names; Refused where its facts cannot be read."""
    whole = IncidentId(*wanted.split("/")) if wanted.count("/") == 1 else None
    # Whoever names it in full need not wait for a listing of all that there are.
    incident = whole if whole and snapshot.has(whole) else find_incident(snapshot.ids(), wanted)
    record = snapshot.record(incident)
    if record is None:
        raise Refused(f"{incident} cannot be read", f"see why: farm-gitops validate {layout.folder(incident)}")
    return record


def find_entry(record: IncidentRecord, wanted: str) -> Entry:
    """The entry that a text names: its file name, without the ending too, or a unique beginning; else UsageError."""
    exact = [entry for entry in record.entries if wanted in {entry.name, entry.name.removesuffix(".md")}]
    found = exact or [entry for entry in record.entries if entry.name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    names = ", ".join(entry.name for entry in found or record.entries) or "none"
    what = f"`{wanted}` may mean {len(found)} entries" if found else f"there is no entry `{wanted}`"
    raise UsageError(f"{what} in {record.id}", f"its entries: {names}" if not found else f"one of: {names}")


def with_full_ids(snapshot: FileSnapshot, facts: Mapping[str, YamlValue]) -> dict[str, YamlValue]:
    """Facts in which each reference to another incident, a beginning perhaps, is its whole id."""
    return {key: _full(snapshot, value) if key in REFERENCES else value for key, value in facts.items()}


def _full(snapshot: FileSnapshot, value: YamlValue) -> YamlValue:
    if isinstance(value, str):
        return str(find_incident(snapshot.ids(), value))
    if isinstance(value, list):
        return [_full(snapshot, each) for each in value]
    return value


def _some(ids: list[IncidentId]) -> str:
    more = f", … ({len(ids) - _SHOWN} more)" if len(ids) > _SHOWN else ""
    return ", ".join(map(str, ids[:_SHOWN])) + more
