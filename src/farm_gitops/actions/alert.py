"""Open an incident for an alert group, or tell the one that is open for it what Alertmanager says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import require_member, who_acts
from farm_gitops.actions.declare import new_id, the_only_organization
from farm_gitops.actions.find import with_full_ids
from farm_gitops.actions.text_of import text_of
from farm_gitops.documents import tree
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.alert import AlertGroup
from farm_gitops.importers.alert_words import (
    description_of_alert,
    links_of_alert,
    severity_of_alert,
    title_of_alert,
    update_of_alert,
)
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST, Status, is_terminal
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_incident, entry_text, incident_text
from farm_gitops.records.folder import Folder
from farm_gitops.store.snapshot import FileSnapshot

GROUP_KEY: Final = "x-alert-group"
"""Alertmanager's `groupKey`, in the facts: by it the next notification finds the incident."""
STATE_KEY: Final = "x-alert-state"
"""Which alerts were firing and resolved, in the facts and in each update: a repeated notification says nothing new."""

COMPONENT_LABELS: Final = ("component", "service", "app", "application", "job")
_ENVIRONMENT_LABELS: Final = ("environment", "env")


class AlertWish(NamedTuple):
    """How alerts become incidents; `facts` are keys of `incident.yaml` that were given, which outrank the labels."""

    organization: str | None = None
    severities: Mapping[str, Severity] = {}
    component_labels: tuple[str, ...] = COMPONENT_LABELS
    facts: Mapping[str, YamlValue] = {}
    resolves: bool = False


class _Turn(NamedTuple):
    """One notification as it is dealt with, and the person who stands for it."""

    desk: Desk
    snapshot: FileSnapshot
    group: AlertGroup
    wish: AlertWish
    person: str


class _Known(NamedTuple):
    record: IncidentRecord
    state: str


def take_alert(desk: Desk, group: AlertGroup, wish: AlertWish) -> Deed:
    """A deed that opens or updates; its act has no files where the notification says nothing new."""

    def deed(snapshot: FileSnapshot) -> Act:
        organization = wish.organization or the_only_organization(snapshot.configuration)
        person = require_member(who_acts(desk.project, snapshot.configuration), snapshot.configuration, organization)
        turn = _Turn(desk, snapshot, group, wish, person)
        known = sorted(_known(snapshot, organization, group.key), key=lambda each: each.record.id)
        running = next((each for each in reversed(known) if not is_terminal(each.record.facts.status)), None)
        last = running or (known[-1] if known else None)
        if last is not None and (last.state == group.state or (running is None and not group.is_firing)):
            return Act({}, f"{last.record.id}: nothing new of its alerts", "alert", last.record.id)
        if running is not None:
            return _update(turn, running.record)
        if not group.is_firing:
            return Act({}, f"no incident is open for the alert group {group.key}", "alert")
        return _open(turn, organization, last.record.id if last else None)

    return deed


def _open(turn: _Turn, organization: str, earlier: IncidentId | None) -> Act:
    desk, snapshot, group, wish, person = turn
    title = str(wish.facts.get("title") or title_of_alert(group))
    incident = new_id(snapshot, organization, desk.now, title)
    began = min((alert.started for alert in group.firing if alert.started), default=None)
    facts: dict[str, YamlValue] = {
        "title": title,
        "severity": severity_of_alert(group, wish.severities).value,
        "status": FIRST.value,
        "description": description_of_alert(group),
        "affected_components": [*_components(snapshot, group, wish)],
        "affected_environments": [*_environments(snapshot, group)],
        "started_at": began.text if began and began < desk.now else None,
        "links": links_of_alert(group),
        "follows": str(earlier) if earlier else None,
        **{key: value for key, value in with_full_ids(snapshot, wish.facts).items() if value},
        "created_at": desk.now.text,
        "reported_by": person,
        GROUP_KEY: group.key,
        STATE_KEY: group.state,
    }
    message = f"{incident}: opened ({facts['severity']}) {facts['title']}"
    return Act({layout.facts_path(incident): incident_text(facts)}, message, "open", incident)


def _update(turn: _Turn, record: IncidentRecord) -> Act:
    desk, snapshot, group, wish, person = turn
    moves = wish.resolves and not group.is_firing
    folder = snapshot.folder(record.id)
    taken = {entry.path.rpartition("/")[2].removesuffix(".md") for entry in folder.entries}
    name = layout.untaken(f"{desk.now.compact}-{layout.slug(person)}", taken)
    front = {
        "at": desk.now.text if desk.now.text != desk.now.utc else None,
        "author": person,
        "status": Status.RESOLVED.value if moves else None,
        STATE_KEY: group.state,
    }
    files = {layout.entry_path(record.id, f"{name}.md"): entry_text(front, update_of_alert(group))}
    said = "alerts resolved" if not group.is_firing else f"{len(group.firing)} alerts firing"
    if moves:
        path = layout.facts_path(record.id)
        files[path] = amend_incident(text_of(snapshot, path), {"status": Status.RESOLVED.value})
        said = f"{record.facts.status} → {Status.RESOLVED}"
    return Act(files, f"{record.id}: {said}", "alert", record.id)


def _known(snapshot: FileSnapshot, organization: str, key: str) -> Iterator[_Known]:
    """The incidents of an alert group, with the state that was told last."""
    for incident in snapshot.ids():
        if incident.organization != organization:
            continue
        text = snapshot.find(layout.facts_path(incident)) or b""
        if GROUP_KEY.encode() not in text:  # most incidents, which need not be understood
            continue
        folder = snapshot.folder(incident)
        if folder.record and folder.facts and _own_key(folder.facts.root, GROUP_KEY) == key:
            yield _Known(folder.record, _last_state(folder))


def _last_state(folder: Folder) -> str:
    told = [_own_key(entry.root, STATE_KEY) for entry in folder.entries]
    first = _own_key(folder.facts.root, STATE_KEY) if folder.facts else ""
    return next((state for state in reversed(told) if state), first)


def _own_key(root: tree.Node | None, key: str) -> str:
    found = tree.child(root, key)
    value = tree.plain(found[1]) if found else None
    return value if isinstance(value, str) else ""


def _components(snapshot: FileSnapshot, group: AlertGroup, wish: AlertWish) -> dict[str, None]:
    """Those that the catalog knows by the value of a label."""
    catalog = snapshot.catalog
    found = (catalog.find(value) for label in wish.component_labels for value in group.label(label))
    return dict.fromkeys(catalog.short(entity) for entity in found if entity and not entity.retired)


def _environments(snapshot: FileSnapshot, group: AlertGroup) -> dict[str, None]:
    known = snapshot.configuration.environments
    values = (value for label in _ENVIRONMENT_LABELS for value in group.label(label))
    return dict.fromkeys(value for value in values if value in known and not known[value].retired)
