"""A strict YAML 1.2 reader over the event stream of libyaml: values with positions, and nothing that could surprise.

Tags, anchors, aliases, merge keys, duplicate keys and deep nesting are refused rather than understood. Numbers, dates
and booleans stay text; the schema reads them.
"""

from __future__ import annotations

import importlib.machinery
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, NoReturn, TypeAlias

import _ruamel_yaml
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from farm_gitops.documents.position import position
from farm_gitops.documents.text import REFUSED_CHARACTER, Problem, is_harmless, name_character
from farm_gitops.documents.tree import NULL_TEXTS, Mapping, Node, Plain, Scalar, Sequence, Span
from farm_gitops.documents.yaml_errors import explain_error

MAX_DEPTH = 32
# Enough to mend a file in one go; a hostile one could hold a hundred thousand.
MAX_PROBLEMS = 50

# libyaml ends lines at U+2028 and U+2029 as YAML 1.1 did; YAML 1.2 does not, so two readers would see two documents.
# It also skips a byte order mark at the beginning and counts no position for it.
_REFUSED_IN_YAML = re.compile(f"\\A\ufeff|[\u2028\u2029\ufffe\uffff]|{REFUSED_CHARACTER.pattern}")
_GetEvent: TypeAlias = Callable[[], Event | None]
_WORD = re.compile(r"\S{1,60}")


class Reading(NamedTuple):
    """One document: its root (None when it is empty or refused) and what is wrong with it."""

    root: Node | None
    problems: tuple[Problem, ...]


def read_yaml(text: str, *, offset: int = 0) -> Reading:
    """Read exactly one document; `offset` (characters) is added to every span, for YAML below an opening `---` line.

    Reading goes on after a duplicate key (the first one counts) and stops at any other problem, without a root.
    """
    *_, last = _documents(text, offset, single=True)
    return last


def read_values(text: str) -> dict[str, Plain] | None:
    """The values of a mapping as `plain` gives them, in half the time, since nobody asks where they stand.

    None for everything else, and where anything must be said of the text: then `read_yaml` says it.
    """
    if not is_harmless(text) and _REFUSED_IN_YAML.search(text):
        return None
    get_event: _GetEvent = _ruamel_yaml.CParser(text).get_event
    try:
        get_event()
        begin = get_event()
        if not isinstance(begin, DocumentStartEvent) or begin.version or begin.tags:
            return None
        values = _values(get_event(), get_event, 0)
        get_event()
        return values if isinstance(values, dict) and isinstance(get_event(), StreamEndEvent) else None
    except (YAMLError, _Unusual):
        return None


def read_yaml_documents(text: str) -> tuple[Reading, ...]:
    """Read a stream of several documents, as Backstage writes them; a refused document is the last one."""
    return tuple(_documents(text, 0, single=False))


def uses_c_extension() -> bool:
    """Whether libyaml itself reads, rather than a Python stand-in that is many times slower."""
    return isinstance(_ruamel_yaml.__loader__, importlib.machinery.ExtensionFileLoader)


class _Refused(Exception):  # noqa: N818 - it carries a problem up to the document, no further
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Unusual(Exception):  # noqa: N818 - it ends a reading that goes on elsewhere
    """What is not a value and nothing else."""


def _values(event: Event | None, get_event: _GetEvent, depth: int) -> Plain:
    if isinstance(event, ScalarEvent):
        text = _quick_text(event)
        return None if not event.style and text in NULL_TEXTS else text
    if depth >= MAX_DEPTH or not isinstance(event, CollectionStartEvent) or event.anchor or event.ctag:
        raise _Unusual
    if isinstance(event, MappingStartEvent):
        return _quick_mapping(get_event, depth + 1)
    items = []
    while not isinstance(inner := get_event(), SequenceEndEvent):
        items.append(_values(inner, get_event, depth + 1))
    return items


def _quick_mapping(get_event: _GetEvent, depth: int) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    while isinstance(event := get_event(), ScalarEvent):
        key = _quick_text(event)
        if key in found or (key == "<<" and not event.style):
            raise _Unusual
        found[key] = _values(get_event(), get_event, depth)
    if not isinstance(event, MappingEndEvent):
        raise _Unusual
    return found


def _quick_text(event: ScalarEvent) -> str:
    text: str = event.value
    if event.ctag is not None or event.anchor is not None or (event.style == '"' and REFUSED_CHARACTER.search(text)):
        raise _Unusual
    return text


def _documents(text: str, offset: int, *, single: bool) -> Iterator[Reading]:
    """At least one reading; the last one holds the problem that ended the stream, if one did."""
    found = _REFUSED_IN_YAML.search(text)
    if found is not None:
        yield Reading(None, (_refused_in_yaml(text, found.start(), offset),))
        return
    reader = _Reader(text, offset)
    try:
        yield from reader.documents(single=single)
    except _Refused as refused:
        yield Reading(None, (*reader.problems, refused.problem))
    except YAMLError as error:
        yield Reading(None, (*reader.problems, explain_error(error, text, offset)))


class _Reader:
    """Builds nodes from events; one for each text."""

    def __init__(self, text: str, offset: int) -> None:
        self._get_event: _GetEvent = _ruamel_yaml.CParser(text).get_event
        self._text = text
        self._offset = offset
        self.problems: list[Problem] = []

    def documents(self, *, single: bool) -> Iterator[Reading]:
        """Each document in turn; an empty stream is one empty document."""
        self._next()
        event = self._next()
        if not isinstance(event, DocumentStartEvent):
            yield Reading(None, ())
        while isinstance(event, DocumentStartEvent):
            self.problems = []
            self._check_directives(event)
            root = self._node(self._next(), 0)
            self._next()
            yield Reading(None if _is_nothing(root) else root, tuple(self.problems))
            event = self._next()
            if single and isinstance(event, DocumentStartEvent):
                self._refuse(event, "a second document begins here", "keep one document in this file")

    def _next(self) -> Event:
        event = self._get_event()
        assert event is not None, "libyaml ended inside a document"
        return event

    def _node(self, event: Event, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if isinstance(event, AliasEvent):
            self._refuse(event, f"`*{event.anchor}` is an alias: it stands for a value elsewhere", "write the value")
        assert isinstance(event, CollectionStartEvent)
        self._check_properties(event)
        if depth >= MAX_DEPTH:
            self._refuse(event, f"values are nested more than {MAX_DEPTH} deep here", "flatten this part of the file")
        is_mapping = isinstance(event, MappingStartEvent)
        return self._mapping(event, depth + 1) if is_mapping else self._sequence(event, depth + 1)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        if event.ctag is not None or event.anchor is not None:
            self._check_properties(event)
        style = event.style
        if style == '"':
            self._check_escapes(event)
        offset = self._offset
        return Scalar(event.value, not style, Span(event.start_mark.index + offset, event.end_mark.index + offset))

    def _sequence(self, start: CollectionStartEvent, depth: int) -> Sequence:
        items = []
        event = self._next()
        while not isinstance(event, SequenceEndEvent):
            items.append(self._node(event, depth))
            event = self._next()
        last = items[-1] if items else None
        return Sequence(tuple(items), self._span(start, event, last), start.flow_style)

    def _mapping(self, start: CollectionStartEvent, depth: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        value: Node | None = None
        event = self._next()
        while not isinstance(event, MappingEndEvent):
            key = self._key(event, depth)
            value = self._node(self._next(), depth)
            earlier = pairs.setdefault(key.text, (key, value))[0]
            if earlier is not key:
                self._report_duplicate(key, earlier)
            event = self._next()
        return Mapping(tuple(pairs.values()), self._span(start, event, value), start.flow_style)

    def _span(self, start: CollectionStartEvent, end: Event, last: Node | None) -> Span:
        # libyaml ends a block collection only where the next thing begins, behind all comments and blank lines.
        behind = end.end_mark.index + self._offset if last is None or start.flow_style else last.span.end
        return Span(start.start_mark.index + self._offset, behind)

    def _key(self, event: Event, depth: int) -> Scalar:
        key = self._node(event, depth) if isinstance(event, ScalarEvent | AliasEvent) else None
        if not isinstance(key, Scalar):
            self._refuse(event, "a list or a mapping stands where a key must stand", "use a text as the key")
        if key.plain and key.text == "<<":
            self._refuse(event, "`<<` would merge another mapping into this one", "write the keys here one by one")
        return key

    def _check_properties(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"`&{event.anchor}` is an anchor: it names a value for reuse", "delete the anchor")
        if event.ctag is not None:
            written = _WORD.match(self._text, event.start_mark.index)
            tag = written[0] if written else "!"
            self._refuse(event, f"the tag `{tag}` asks for a special type", "delete the tag")

    def _check_escapes(self, event: ScalarEvent) -> None:
        found = REFUSED_CHARACTER.search(event.value)
        if found is not None:
            message = f"an escape in this text writes the invisible character {name_character(found[0])}"
            self._refuse(event, message, "delete that escape")

    def _check_directives(self, event: DocumentStartEvent) -> None:
        if event.version not in {None, (1, 2)}:
            self._refuse(event, "the file asks for another version of YAML than 1.2", "delete the line `%YAML`")
        if event.tags:
            self._refuse(event, "the file declares tags with `%TAG`", "delete that line")

    def _report_duplicate(self, key: Scalar, earlier: Scalar) -> None:
        if len(self.problems) >= MAX_PROBLEMS:
            return
        # Front matter is the only YAML that begins inside a file, and it begins on line 2.
        line = position(self._text, earlier.span.start - self._offset).line + bool(self._offset)
        name = key.text if len(key.text) <= 60 else f"{key.text[:59]}…"
        message = f"the key `{name}` stands here a second time; the first is on line {line}"
        self.problems.append(Problem("duplicate-key", message, "keep one of the two lines", key.span))

    def _refuse(self, event: Event, message: str, cure: str) -> NoReturn:
        start = event.start_mark.index
        # An empty value has no width; a caret needs one.
        span = Span(start + self._offset, max(event.end_mark.index, start + 1) + self._offset)
        raise _Refused(Problem("invalid-yaml", message, cure, span))


def _is_nothing(root: Node) -> bool:
    return isinstance(root, Scalar) and root.plain and root.span.start == root.span.end


def _refused_in_yaml(text: str, index: int, offset: int) -> Problem:
    message = f"the character {name_character(text[index])} means different things to different readers of YAML"
    return Problem("invalid-yaml", message, "delete that character", Span(index + offset, index + offset + 1))
