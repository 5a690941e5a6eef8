"""Cuts one value out of a YAML text, or puts one in: several candidates, best first, for the editor to check."""

from __future__ import annotations

import re
from collections.abc import Iterator

from farm_gitops.documents.tree import Mapping, Node, Scalar, Sequence
from farm_gitops.documents.yaml_places import (
    Place,
    anchor,
    beginning,
    behind,
    children,
    column_of,
    content_end,
    is_below_blank_line,
    is_blank_line,
    last_value,
    line_end,
    line_start,
    newline_of,
    next_line,
)
from farm_gitops.documents.yaml_scalars import (
    can_be_block,
    can_be_single_quoted,
    write_block,
    write_quoted,
    write_single_quoted,
)
from farm_gitops.documents.yaml_writer import YamlValue, write_flow, write_item, write_mapping, write_value

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)?")

_BLOCK_INDICATORS = re.compile(r"([|>])[-+]?([1-9]?)[-+]?")


def replace_value(text: str, place: Place, value: YamlValue) -> Iterator[str]:
    """Another value at the place, in the old one's quoting where that works."""
    assert place.parent is not None
    if place.parent.flow:
        yield from _replace_in_flow(text, place, value)
        return
    indent = column_of(text, beginning(text, place.parent, place.rank))
    for written in _spellings(text, place, value, indent):
        replaced = _replace_in_block(text, place, written.replace("\n", newline_of(text)))
        yield replaced
        if not replaced.endswith(("\n", "\r")):
            yield replaced + newline_of(text)  # a block that ends the file needs its last line end


def insert_key(
    text: str, mapping: Mapping | None, pair: tuple[str, YamlValue], order: tuple[str, ...], spaced: frozenset[str]
) -> Iterator[str]:
    """A new key, behind its nearest predecessor in `order`; without a mapping the document is empty."""
    if mapping is None:
        yield from _insert_lines(text, len(text), write_mapping(dict([pair])))
        return
    names = [key.text for key, _ in mapping.pairs]
    rank = _rank_before(names, pair[0], order)
    if mapping.flow:
        yield _insert_in_flow(text, mapping, rank, write_flow(dict([pair]))[1:-1])
        return
    column = column_of(text, mapping.span.start)
    offset = behind(text, mapping.pairs[rank][1], column)
    lines = write_mapping(dict([pair]), indent=column)
    if not spaced.isdisjoint((pair[0], names[rank])) and not is_below_blank_line(text, offset):
        lines = "\n" + lines
    if not spaced.isdisjoint((pair[0], *names[rank + 1 : rank + 2])) and _needs_blank_line(text, offset):
        lines += "\n"
    yield from _insert_behind(text, offset, lines, mapping.pairs[rank][1])


def append_to(text: str, sequence: Sequence, value: YamlValue) -> Iterator[str]:
    """A new last item of a list that is not empty."""
    if sequence.flow:
        yield _insert_in_flow(text, sequence, len(sequence.items) - 1, write_flow(value))
        return
    column = column_of(text, sequence.span.start)
    offset = behind(text, sequence.items[-1], column)
    yield from _insert_behind(text, offset, write_item(value, indent=column) + "\n", sequence.items[-1])


def remove_child(text: str, place: Place) -> Iterator[str]:
    """The text without the key or item at the place."""
    assert place.parent is not None
    if place.parent.flow:
        yield _remove_from_flow(text, place.parent, place.rank)
        return
    start = beginning(text, place.parent, place.rank)
    if text[line_start(text, start) : start].strip(" \t"):
        # The first key behind a dash: the next one takes its place. Other such text (`? key`) is left to people.
        if place.rank + 1 < len(children(place.parent)):
            yield text[:start] + text[beginning(text, place.parent, place.rank + 1) :]
        return
    end = behind(text, place.node, column_of(text, start))
    start = line_start(text, start)
    if is_below_blank_line(text, start) and is_blank_line(text, end):
        yield text[:start] + text[next_line(text, end) :]
    if end == len(text) and not text.endswith(("\n", "\r")):
        yield text[:start].removesuffix("\n").removesuffix("\r")
    yield text[:start] + text[end:]
    if is_blank_line(text, end):
        # Behind a `|+` block the blank lines that follow would become its own.
        yield text[:start] + text[_behind_blank_lines(text, end) :]
    if len(children(place.parent)) == 1:
        # The document was this one child; what stands around it (`...`) may not stand alone.
        yield text[:start] + write_flow({} if isinstance(place.parent, Mapping) else []) + newline_of(text) + text[end:]


def _spellings(text: str, place: Place, value: YamlValue, indent: int) -> Iterator[str]:
    """What may stand behind the colon or dash, as `write_value` gives it: the old style first, then ours."""
    if not isinstance(value, str):
        yield write_value(value, indent=indent)
        return
    style = "" if not isinstance(place.node, Scalar) or place.node.plain else text[place.node.span.start]
    if style == "'" and can_be_single_quoted(value):
        yield " " + write_single_quoted(value)
    if style == '"' and "\n" not in value:
        yield " " + write_quoted(value)
    if style in {"|", ">"} and can_be_block(value):
        yield " " + write_block(value, indent=indent)
    yield write_value(value, indent=indent)
    yield " " + write_quoted(value)


def _replace_in_block(text: str, place: Place, written: str) -> str:
    """`written` begins with a space, or with a line end when nothing stands on the key's own line."""
    found = re.search(r"\r\n|\n|\r", written)
    split = found.start() if found else len(written)
    head, lines = written[:split], written[split:]
    before, rest, after = _around(text, place)
    if not head:
        before = before.rstrip(" \t")
    elif before.endswith((" ", "\t")):
        head = head[1:]
    return before + head + rest + lines + after


def _around(text: str, place: Place) -> tuple[str, str, str]:
    """The text before the value, the rest of its first line (a comment), and the text behind the value."""
    assert place.parent is not None
    start, end = place.node.span.start, content_end(text, place.node)
    last = line_end(text, end)
    if isinstance(place.node, Scalar) and not place.node.plain and text[start] in "|>":
        header = _BLOCK_HEADER.match(text, start)
        return text[:start], (header[1] or "") if header else "", text[end:]
    if isinstance(place.node, Scalar) or place.node.flow:
        return text[:start], text[end:last], text[last:]
    held = anchor(text, place.parent, place.rank) or start
    first = line_end(text, held)
    return text[:held], text[held:first] if start > first else "", text[last:]


def _replace_in_flow(text: str, place: Place, value: YamlValue) -> Iterator[str]:
    assert place.parent is not None
    start, end = place.node.span
    style = text[start : start + 1] if isinstance(place.node, Scalar) and not place.node.plain else ""
    if isinstance(value, str) and style == "'" and can_be_single_quoted(value):
        yield text[:start] + write_single_quoted(value) + text[end:]
    if isinstance(value, str) and style == '"':
        yield text[:start] + write_quoted(value) + text[end:]
    if start == end:
        colon = "" if anchor(text, place.parent, place.rank) else ":"
        yield f"{text[:start]}{colon} {write_flow(value)}{text[end:]}"
    yield text[:start] + write_flow(value) + text[end:]


def _insert_in_flow(text: str, parent: Mapping | Sequence, rank: int, written: str) -> str:
    if not children(parent):
        offset = parent.span.start + 1
        return text[:offset] + written + text[offset:]
    offset, (start, end) = children(parent)[rank].span.end, parent.span
    if text[start] not in "[{":  # a single pair in a list, `[key: value]`, stands there without braces
        return f"{text[:start]}{{{text[start:end]}, {written}}}{text[end:]}"
    return f"{text[:offset]}, {written}{text[offset:]}"


def _remove_from_flow(text: str, parent: Mapping | Sequence, rank: int) -> str:
    count = len(children(parent))
    if count == 1:
        return text[: parent.span.start] + ("{}" if isinstance(parent, Mapping) else "[]") + text[parent.span.end :]
    if rank + 1 < count:
        return text[: beginning(text, parent, rank)] + text[beginning(text, parent, rank + 1) :]
    return text[: children(parent)[rank - 1].span.end] + text[children(parent)[rank].span.end :]


def _rank_before(names: list[str], new: str, order: tuple[str, ...]) -> int:
    """The rank of the key behind which a new one goes: its nearest predecessor in `order`, else the last."""
    predecessors = order[: order.index(new)] if new in order else ()
    return next((names.index(name) for name in reversed(predecessors) if name in names), len(names) - 1)


def _behind_blank_lines(text: str, offset: int) -> int:
    while is_blank_line(text, offset):
        offset = next_line(text, offset)
    return offset


def _needs_blank_line(text: str, offset: int) -> bool:
    return offset < len(text) and not is_blank_line(text, offset)


def _insert_behind(text: str, offset: int, lines: str, node: Node) -> Iterator[str]:
    yield from _insert_lines(text, offset, lines)
    start = last_value(node).span.start
    header = _BLOCK_INDICATORS.match(text, start)
    if header and offset == len(text):
        # A block that ended with the file, without a line end, keeps its value only as `|-`.
        stripped = text[:start] + header[1] + header[2] + "-" + text[header.end() :]
        yield from _insert_lines(stripped, len(stripped), lines)


def _insert_lines(text: str, offset: int, lines: str) -> Iterator[str]:
    r"""Whole lines, each ending with \n in `lines`, before the line that begins at `offset`."""
    lines = lines.replace("\n", newline_of(text))
    if offset == len(text) and text and not text.endswith(("\n", "\r")):
        # The last line has no end, and so the new last line gets none, unless its value needs it.
        lines = newline_of(text) + lines
        yield text + lines.removesuffix("\n").removesuffix("\r")
    yield text[:offset] + lines + text[offset:]
