"""Backstage catalog files understood: the components they describe, and names of people, from several documents a file.

Source of the format: Backstage, "Descriptor Format of Catalog Entities". Only what the catalog needs is read.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from farm_gitops.documents.text import Problem, decode_text
from farm_gitops.documents.tree import Plain, plain
from farm_gitops.documents.yaml_reader import read_yaml_documents
from farm_gitops.model.catalog import Entity
from farm_gitops.records import layout
from farm_gitops.records.complaint import Complaint, of_text
from farm_gitops.records.document import Document

_KINDS: Final = frozenset({"component", "api", "resource", "system"})


class Descriptors(NamedTuple):
    """What one catalog file gives: components, and display names of people by key."""

    entities: tuple[Entity, ...] = ()
    users: tuple[tuple[str, str], ...] = ()


def decode_descriptors(path: str, data: bytes) -> Document[Descriptors]:
    """A catalog file; one that cannot be read is skipped with one warning."""
    text = decode_text(data, limit=layout.CONFIGURATION_LIMIT)
    if isinstance(text, Problem):
        return _skipped(path, "", of_text(text))
    readings = read_yaml_documents(text)
    problems = [problem for reading in readings for problem in reading.problems]
    if problems:
        return _skipped(path, text, of_text(problems[0]))
    documents = [plain(reading.root) for reading in readings if reading.root is not None]
    entities = tuple(filter(None, map(_entity, documents)))
    users = tuple(filter(None, map(_user, documents)))
    return Document(path, text, Descriptors(entities, users))


def _skipped(path: str, text: str, complaint: Complaint) -> Document[Descriptors]:
    message = f"this catalog file is skipped: {complaint.message}"
    return Document(path, text, None, (complaint._replace(message=message, level="warning"),))


def _entity(document: Plain) -> Entity | None:
    kind, metadata = _kind_and_metadata(document)
    name = _text(metadata, "name")
    if kind not in _KINDS or not name:
        return None
    return Entity(
        kind,
        _text(metadata, "namespace") or "default",
        name,
        _text(metadata, "title") or name,
        _text(_mapping(document, "spec"), "owner"),
        _text(metadata, "description"),
    )


def _user(document: Plain) -> tuple[str, str] | None:
    kind, metadata = _kind_and_metadata(document)
    name = _text(metadata, "name")
    if kind != "user" or not name:
        return None
    return name, _text(_mapping(_mapping(document, "spec"), "profile"), "displayName") or name


def _kind_and_metadata(document: Plain) -> tuple[str, Plain]:
    return (_text(document, "kind") or "").lower(), _mapping(document, "metadata")


def _mapping(value: Plain, key: str) -> Plain:
    inner = value.get(key) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def _text(value: Plain, key: str) -> str | None:
    """The text under a key on one line, or None; what a descriptor says elsewhere cannot break a page."""
    inner = value.get(key) if isinstance(value, dict) else None
    return " ".join(inner.split()) if isinstance(inner, str) and inner.strip() else None
