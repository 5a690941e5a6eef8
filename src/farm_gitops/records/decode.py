"""Bytes understood as records: an incident, a timeline entry, a post-mortem, the configuration.

Nothing here raises for a wrong file: every problem is collected in the document that is returned.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from farm_gitops.documents.front_matter import FrontMatter, split_front_matter, without_blank_lines
from farm_gitops.documents.text import Problem, decode_text
from farm_gitops.documents.tree import Plain, Span, plain
from farm_gitops.documents.yaml_reader import read_values, read_yaml
from farm_gitops.model.incident import Incident
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortem, PostMortemFrontMatter
from farm_gitops.model.provenance import Origin
from farm_gitops.model.record import Record
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.records import layout
from farm_gitops.records.complaint import Complaint, of_schema, of_text
from farm_gitops.records.document import Document

Model = TypeVar("Model", bound=Record)

_KEYED_BY_NAME = frozenset({"organizations", "people", "rules", "environments", "components"})
"""Mappings in `farm.yaml` whose keys are names, so that one beginning with `x-` is a name like any other."""


@lru_cache(maxsize=8)
def decode_configuration(path: str, data: bytes) -> Document[Configuration]:
    """`farm.yaml`; whoever looks again and again mostly sees the same one."""
    return _decode_yaml(path, data, Configuration, layout.CONFIGURATION_LIMIT)


def decode_incident(path: str, data: bytes) -> Document[Incident]:
    """`incident.yaml`."""
    return _decode_yaml(path, data, Incident, layout.FACTS_LIMIT)


def decode_entry(path: str, data: bytes, origin: Origin | None = None) -> Document[Entry]:
    """A timeline entry; one of nothing but text is valid."""
    parts = _split(data, layout.ENTRY_LIMIT)
    if isinstance(parts, _Unread):
        return Document(path, parts.text, None, parts.problems, parts.yaml)
    facts, problems = _validated(parts.front or {}, EntryFrontMatter, parts.text)
    message = without_blank_lines(parts.body)
    if facts and not (message or facts.status or facts.redacted):
        problems = (Complaint("missing-field", "the entry says nothing", "write the message below the front matter"),)
    value = Entry(path.rpartition("/")[2], facts, message, origin) if facts and not problems else None
    return Document(path, parts.text, value, problems, parts.yaml)


def decode_post_mortem(path: str, data: bytes) -> Document[PostMortem]:
    """A post-mortem: front matter, then the body."""
    parts = _split(data, layout.POST_MORTEM_LIMIT)
    if isinstance(parts, _Unread):
        return Document(path, parts.text, None, parts.problems, parts.yaml)
    if parts.front is None:
        complaint = Complaint(
            "invalid-front-matter",
            "a post-mortem begins with front matter",
            "put `---`, `status: draft`, `root_cause: …`, `---` on the first lines",
        )
        return Document(path, parts.text, None, (complaint,))
    facts, problems = _validated(parts.front, PostMortemFrontMatter, parts.text)
    value = PostMortem.model_construct(**dict(facts), body=without_blank_lines(parts.body)) if facts else None
    return Document(path, parts.text, value, problems, parts.yaml)


class _Parts(NamedTuple):
    text: str
    yaml: Span | None
    front: Plain
    body: str


class _Unread(NamedTuple):
    text: str
    problems: tuple[Complaint, ...]
    yaml: Span | None = None


def _split(data: bytes, limit: int) -> _Parts | _Unread:
    """A Markdown file as its front matter (None where it has none) and its body."""
    text = decode_text(data, limit=limit)
    if isinstance(text, Problem):
        return _Unread(_legible(data, limit), (of_text(text),))
    found = split_front_matter(text)
    if isinstance(found, Problem):
        return _Unread(text, (of_text(found),))
    if found is None:
        return _Parts(text, None, None, text)
    return _with_front_matter(text, found)


def _with_front_matter(text: str, found: FrontMatter) -> _Parts | _Unread:
    where = Span(found.yaml_offset, found.yaml_offset + len(found.yaml))
    values = read_values(found.yaml)
    if values is not None:
        return _Parts(text, where, values, found.body)
    reading = read_yaml(found.yaml, offset=found.yaml_offset)
    if reading.problems:
        return _Unread(text, tuple(map(of_text, reading.problems)), where)
    front = {} if reading.root is None else plain(reading.root)
    return _Parts(text, where, {} if front is None else front, found.body)


def _decode_yaml(path: str, data: bytes, model: type[Model], limit: int) -> Document[Model]:
    text = decode_text(data, limit=limit)
    if isinstance(text, Problem):
        return Document(path, _legible(data, limit), None, (of_text(text),))
    where, given = Span(0, len(text)), read_values(text)
    if given is None:
        reading = read_yaml(text)
        if reading.problems:
            return Document(path, text, None, tuple(map(of_text, reading.problems)), where)
        value, problems = _validated({} if reading.root is None else plain(reading.root), model, text)
    else:
        value, problems = _validated(given, model, text)
    return Document(path, text, value, problems, where)


def _legible(data: bytes, limit: int) -> str:
    """What a refused file says, to show where it is wrong; nothing where it is too large."""
    return "" if len(data) > limit else data.decode("utf-8", "replace")


def _validated(given: Plain, model: type[Model], text: str) -> tuple[Model | None, tuple[Complaint, ...]]:
    # A key that begins `x-` is in the text as it is, or with an escape.
    may_be_own = "x-" in text or "\\" in text
    try:
        return model.model_validate(_without_own_keys(given) if may_be_own else given), ()
    except ValidationError as error:
        return None, of_schema(error, model)


def _without_own_keys(value: Plain) -> Plain:
    """The value without the keys that begin `x-`, which are the user's own."""
    if isinstance(value, list):
        return [_without_own_keys(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _named(inner) if key in _KEYED_BY_NAME else _without_own_keys(inner)
        for key, inner in value.items()
        if not key.startswith("x-")
    }


def _named(value: Plain) -> Plain:
    if isinstance(value, dict):
        return {key: _without_own_keys(inner) for key, inner in value.items()}
    return value
