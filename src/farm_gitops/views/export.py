"""Everything of an incident as one JSON value that loses nothing: the lines of an export. See docs/export.md.

Values stand as the files state them, so timestamps keep their offset and the user's own keys (`x-…`) are there.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pydantic import JsonValue

from farm_gitops.documents.tree import Node, Plain, plain
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.history import HistoryStep
from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import Origin
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry
from farm_gitops.records.document import Document
from farm_gitops.records.folder import Folder

VERSION: Final = 1
MARK: Final = "farm-gitops-export"
"""The key of the first line that says what the stream is; its value is the version."""

_TRUTHS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

Json = dict[str, JsonValue]


class Exported(NamedTuple):
    """What an export is made of: the policy and catalog of the moment, how to read an attachment, what is left out.

    With `all_names` the first line also holds the components and environments that no incident names.
    """

    configuration: Configuration
    catalog: Catalog
    read: Callable[[str], bytes | None]
    emails: bool = True
    attachments: bool = True
    all_names: bool = True


def head_json(exported: Exported, records: Iterable[IncidentRecord]) -> Json:
    """The first line: what the stream is, and the names that there are, in the order of farm.yaml."""
    known = [*records]
    people = {name for each in known for name in (*_people(each), *_authors(exported.configuration, each))}
    organizations = dict.fromkeys(record.id.organization for record in known)
    return {
        MARK: VERSION,
        "organizations": {key: _organization(exported.configuration, key) for key in organizations},
        "people": {key: _person(exported, key) for key in sorted(people)},
        "components": {key: _component(exported.catalog, key) for key in _components(exported, known)},
        "environments": {key: _environment(exported.configuration, key) for key in _environments(exported, known)},
    }


def incident_json(exported: Exported, folder: Folder, record: IncidentRecord) -> Json:
    """One incident with its timeline, post-mortem, attachments and history; what cannot be read is left out."""
    post_mortem = folder.post_mortem if folder.post_mortem and folder.post_mortem.value else None
    found: Json = {
        "id": str(record.id),
        "facts": _values(folder.facts.root if folder.facts else None),
        "recorded": _recorded(exported, record.origin),
        "timeline": [_entry(exported, each, each.value) for each in folder.entries if each.value],
    }
    if post_mortem and post_mortem.value:
        keys = _with_truths(_values(post_mortem.root))
        recorded = _recorded(exported, record.post_mortem_origin)
        found["post_mortem"] = {"keys": keys, "body": post_mortem.value.body, "recorded": recorded}
    if record.attachments:
        paths = {name: f"incidents/{record.id}/attachments/{name}" for name in record.attachments}
        found["attachments"] = [_attachment(exported, name, path, record) for name, path in paths.items()]
    if record.history is not None:
        found["history"] = [_step(exported, step) for step in record.history]
    return found


def _entry(exported: Exported, document: Document[Entry], entry: Entry) -> Json:
    return {
        "name": entry.name,
        "keys": _values(document.root),
        "message": entry.message,
        "recorded": _recorded(exported, entry.origin),
    }


def _attachment(exported: Exported, name: str, path: str, record: IncidentRecord) -> Json:
    told: Json = {"name": name, "sha256": record.attachments[name]}
    data = exported.read(path) if exported.attachments else None
    return told if data is None else {**told, "base64": base64.b64encode(data).decode()}


def _step(exported: Exported, step: HistoryStep) -> Json:
    """What landed at once: where the incident stood from then on, and the entries that came."""
    return {
        "recorded": _recorded(exported, step.origin),
        "status": step.after.status.value,
        "severity": step.after.severity.value,
        "commander": step.after.commander,
        "entries": [*step.entries],
    }


def _recorded(exported: Exported, origin: Origin | None) -> JsonValue:
    """Who committed it and when, as the commit states it; null where no commit holds it."""
    if origin is None:
        return None
    told: Json = {
        "at": origin.committed.text,
        "authored": origin.authored.text,
        "name": origin.name,
        "person": exported.configuration.person_of(origin.email),
    }
    return {**told, "email": origin.email} if exported.emails else told


def _values(root: Node | None) -> Json:
    value = plain(root)
    return {key: _json(inner) for key, inner in value.items()} if isinstance(value, dict) else {}


def _json(value: Plain) -> JsonValue:
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    return [_json(inner) for inner in value] if isinstance(value, list) else value


def _with_truths(keys: Json) -> Json:
    """`done` of action items as JSON's own true and false."""
    items = keys.get("action_items")
    if not isinstance(items, list):
        return keys
    return {**keys, "action_items": [_with_truth(item) for item in items]}


def _with_truth(item: JsonValue) -> JsonValue:
    if not isinstance(item, dict) or not isinstance(done := item.get("done"), str):
        return item
    return {**item, "done": _TRUTHS.get(done, done)}


def _organization(configuration: Configuration, key: str) -> JsonValue:
    known = configuration.organizations.get(key)
    return {} if known is None else known.model_dump(mode="json", exclude_defaults=True)


def _person(exported: Exported, key: str) -> JsonValue:
    """What farm.yaml says of a person; nothing of one whom only the catalog knows."""
    person = exported.configuration.people.get(key)
    hidden = set() if exported.emails else {"emails"}
    return {} if person is None else person.model_dump(mode="json", exclude_defaults=True, exclude=hidden)


def _environment(configuration: Configuration, key: str) -> JsonValue:
    known = configuration.environments.get(key)
    return {} if known is None else known.model_dump(mode="json", exclude_defaults=True)


def _components(exported: Exported, records: Iterable[IncidentRecord]) -> list[str]:
    """As records and farm.yaml name them: those of farm.yaml, those of descriptors, and by former names."""
    used, catalog = _used(records, "affected_components"), exported.catalog
    declared = [key for key in exported.configuration.components if exported.all_names or key in used]
    met = {catalog.find(key) for key in {*declared, *used}}
    others = (entity for entity in catalog.entities if entity not in met) if exported.all_names else ()
    return [*dict.fromkeys((*declared, *(catalog.short(entity) for entity in others), *used))]


def _environments(exported: Exported, records: Iterable[IncidentRecord]) -> list[str]:
    used = _used(records, "affected_environments")
    declared = [key for key in exported.configuration.environments if exported.all_names or key in used]
    return [*dict.fromkeys((*declared, *used))]


def _component(catalog: Catalog, key: str) -> JsonValue:
    """What the catalog says of a component under the name that the records use."""
    entity = catalog.find(key)
    if entity is None:
        return {}
    is_former = key in entity.formerly
    said: Mapping[str, JsonValue] = {
        "name": entity.title if entity.title != key else None,
        "owner": entity.owner,
        "description": entity.description,
        "formerly": [*entity.formerly] if entity.formerly and not is_former else None,
        "now": entity.name if is_former else None,
        "retired": entity.retired or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _used(records: Iterable[IncidentRecord], key: str) -> list[str]:
    return sorted({name for record in records for name in getattr(record.facts, key)})


def _authors(configuration: Configuration, record: IncidentRecord) -> Iterator[str]:
    """The people of farm.yaml whose commits brought something."""
    origins = (record.origin, record.post_mortem_origin, *(entry.origin for entry in record.entries))
    steps = (step.origin for step in record.history or ())
    yield from filter(None, (configuration.person_of(origin.email) for origin in (*origins, *steps) if origin))


def _people(record: IncidentRecord) -> Iterator[str]:
    """Everybody whom an incident names."""
    facts, post_mortem = record.facts, record.post_mortem
    named = [facts.commander, facts.reported_by, facts.redacted.by if facts.redacted else None]
    for entry in record.entries:
        named += [entry.facts.author, entry.facts.redacted.by if entry.facts.redacted else None]
    if post_mortem:
        named += [post_mortem.approved_by, *(item.assignee for item in post_mortem.action_items)]
    yield from filter(None, named)
