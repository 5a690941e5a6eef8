"""Our own export, read line by line into plain values; what cannot be one of them is refused by its line.

docs/export.md describes the format; `views/export.py` writes it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import UsageError
from farm_gitops.importers.authors import source_author
from farm_gitops.importers.json_values import Json, WrongShape, if_text, kind_of, list_at, objects_at, parsed, text_at
from farm_gitops.importers.source_incident import Recorded, Unusable
from farm_gitops.importers.times import read_quietly
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.severity import Severity
from farm_gitops.records import layout
from farm_gitops.views.export import MARK, VERSION

Keys = dict[str, YamlValue]
Choice = TypeVar("Choice", Status, Severity)


class Written(NamedTuple):
    """When something was committed and by whom; `person` is that author's key where the stream comes from."""

    recorded: Recorded
    person: str


class OwnEntry(NamedTuple):
    """A timeline entry."""

    name: str
    keys: Keys
    message: str
    written: Written | None


class OwnPostMortem(NamedTuple):
    """A post-mortem."""

    keys: Keys
    body: str
    written: Written | None


class OwnStep(NamedTuple):
    """What landed at once: where the incident stood from then on, and the entries that came."""

    written: Written
    status: Status
    severity: Severity
    commander: str
    entries: tuple[str, ...]


class OwnIncident(NamedTuple):
    """An incident as its line holds it; an attachment without content is None."""

    id: IncidentId
    facts: Keys
    written: Written | None
    entries: tuple[OwnEntry, ...]
    post_mortem: OwnPostMortem | None
    attachments: Mapping[str, bytes | None]
    steps: tuple[OwnStep, ...]


class OwnStream(NamedTuple):
    """A whole export: what it says of names, by kind (`people`, …) and key, and its incidents."""

    names: Mapping[str, Mapping[str, Keys]]
    incidents: tuple[OwnIncident | Unusable, ...]


def read_stream(data: bytes) -> OwnStream:
    """Read an export; UsageError where the first line does not say that it is one, in a version that we know."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    head = _head(lines[0][1] if lines else b"")
    kinds = ("organizations", "people", "components", "environments")
    try:
        names = {kind: {key: _keys(said, kind) for key, said in _mapping(head, kind).items()} for kind in kinds}
    except WrongShape as wrong:
        raise UsageError(f"the first line of this export cannot be read: {wrong}", "export it once more") from wrong
    return OwnStream(names, tuple(_incident_or_reason(number, line) for number, line in lines[1:]))


def _head(line: bytes) -> dict[str, Json]:
    cure = "farm-gitops export --output FILE  writes one; for exports of status pages: farm-gitops import statuspage"
    try:
        head = parsed(line)
    except WrongShape as wrong:
        raise UsageError(f"this is no export of farm-gitops: {wrong}", cure) from wrong
    if not isinstance(head, dict) or MARK not in head:
        raise UsageError(f"this is no export of farm-gitops: its first line has no `{MARK}`", cure)
    if head[MARK] != VERSION:
        raise UsageError(
            f"this export is of version {head[MARK]}, and this program reads {VERSION}", "update farm-gitops"
        )
    return head


def _incident_or_reason(number: int, line: bytes) -> OwnIncident | Unusable:
    here = f"line {number}"
    try:
        value = parsed(line)
        if not isinstance(value, dict):
            raise WrongShape(f"it is {kind_of(value)} rather than an incident")
    except WrongShape as wrong:
        return Unusable(here, "", f"{here}: {wrong}")
    try:
        return _incident(value)
    except WrongShape as wrong:
        facts = value.get("facts")
        title = if_text(facts.get("title")) if isinstance(facts, dict) else ""
        return Unusable(if_text(value.get("id")) or here, title, f"{here}: {wrong}")


def _incident(value: dict[str, Json]) -> OwnIncident:
    organization, _, name = text_at(value, "id").partition("/")
    if not (layout.is_slug(organization) and layout.is_slug(name)):
        raise WrongShape("its `id` is not `organization/name`, each of words of a-z and 0-9 joined by `-`")
    post_mortem = value.get("post_mortem")
    return OwnIncident(
        IncidentId(organization, name),
        _keys(value.get("facts"), "facts"),
        _written(value),
        tuple(_entry(entry) for entry in objects_at(value, "timeline", "an entry")),
        _post_mortem(post_mortem) if isinstance(post_mortem, dict) else None,
        dict(_attachments(value)),
        tuple(_steps(value)),
    )


def _entry(value: dict[str, Json]) -> OwnEntry:
    return OwnEntry(
        text_at(value, "name"), _keys(value.get("keys"), "keys"), text_at(value, "message"), _written(value)
    )


def _post_mortem(value: dict[str, Json]) -> OwnPostMortem:
    return OwnPostMortem(_keys(value.get("keys"), "keys"), text_at(value, "body"), _written(value))


def _attachments(value: dict[str, Json]) -> Iterator[tuple[str, bytes | None]]:
    for each in objects_at(value, "attachments", "an attachment"):
        name, encoded = text_at(each, "name"), each.get("base64")
        try:
            yield name, base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else None
        except (binascii.Error, ValueError) as error:
            raise WrongShape(f"the content of its attachment `{name[:80]}` is no base64") from error


def _steps(value: dict[str, Json]) -> Iterator[OwnStep]:
    for step in objects_at(value, "history", "a step"):
        written = _written(step)
        if written is not None:
            names = tuple(name for name in list_at(step, "entries") if isinstance(name, str))
            status, severity = _one_of(Status, step, "status"), _one_of(Severity, step, "severity")
            yield OwnStep(written, status, severity, text_at(step, "commander"), names)


def _one_of(kind: type[Choice], value: dict[str, Json], key: str) -> Choice:
    try:
        return kind(text_at(value, key))
    except ValueError as error:
        raise WrongShape(f"the `{key}` of a step in its history is none") from error


def _written(value: dict[str, Json]) -> Written | None:
    said = value.get("recorded")
    if not isinstance(said, dict):
        return None
    at = read_quietly(text_at(said, "at"))
    if at is None:
        return None
    author = source_author(text_at(said, "name"), text_at(said, "email"))
    return Written(Recorded(at, author, "", read_quietly(text_at(said, "authored"))), text_at(said, "person"))


def _mapping(value: dict[str, Json], key: str) -> dict[str, Json]:
    found = value.get(key) or {}
    if not isinstance(found, dict):
        raise UsageError(f"the `{key}` of this export are {kind_of(found)}", "export again")
    return found


def _keys(value: Json, what: str) -> Keys:
    if not isinstance(value, dict):
        raise WrongShape(f"its `{what}` are {kind_of(value)} rather than keys with values")
    return {**value}
