"""Where a value stands among the lines of its file: what must be known to replace, add or remove it by position."""

from __future__ import annotations

import re
from typing import NamedTuple

from farm_gitops.documents.position import LINE_END
from farm_gitops.documents.tree import Mapping, Node, Route, Scalar, Sequence

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\r\n]*)*+")
_BLANK_LINE = re.compile(r"[ \t]*+(?:\r\n|\n|\r)")
_COMMENT_LINE = re.compile(r"([ \t]*+)#")
_KEEPING_BLOCK = re.compile(r"[|>][1-9]?\+")


class Place(NamedTuple):
    """A value with the collection that holds it (None: it is the whole document) and its rank in there."""

    node: Node
    parent: Mapping | Sequence | None
    rank: int

    @property
    def in_flow(self) -> bool:
        """Whether the value stands within brackets or braces."""
        return self.parent is not None and self.parent.flow


def find_place(root: Node | None, route: Route) -> Place | None:
    """The place of the value at `route`, or None where there is none."""
    if root is None:
        return None
    place = Place(root, None, 0)
    for step in route:
        below = _step(place.node, step)
        if below is None:
            return None
        place = below
    return place


def children(node: Mapping | Sequence) -> tuple[Node, ...]:
    """The values in a collection, in order."""
    return node.items if isinstance(node, Sequence) else tuple(value for _, value in node.pairs)


def beginning(text: str, parent: Mapping | Sequence, rank: int) -> int:
    """The offset where the child begins: its key, the dash of a block item, or the item itself in brackets."""
    if isinstance(parent, Mapping):
        return parent.pairs[rank][0].span.start
    if parent.flow:
        return parent.items[rank].span.start
    if rank == 0:
        return parent.span.start
    return _behind_gap(text, content_end(text, parent.items[rank - 1]))


def anchor(text: str, parent: Mapping | Sequence, rank: int) -> int | None:
    """The offset behind the colon or dash that holds the child; None where there is no such sign."""
    sign, place = "-", beginning(text, parent, rank)
    if isinstance(parent, Mapping):
        sign, place = ":", _behind_gap(text, parent.pairs[rank][0].span.end)
    return place + 1 if text.startswith(sign, place) else None


def content_end(text: str, node: Node) -> int:
    """Where the value's own text ends, without the blank lines that libyaml counts to a block scalar."""
    if isinstance(node, Scalar):
        is_block = not node.plain and text[node.span.start] in "|>"
        written = text[node.span.start : node.span.end]
        # Spaces in the last line may be text.
        margin = "\r\n" if node.text.rstrip("\n").endswith((" ", "\t")) else " \t\r\n"
        return node.span.start + len(written.rstrip(margin)) if is_block else node.span.end
    return node.span.end if node.flow or not children(node) else content_end(text, children(node)[-1])


def behind(text: str, node: Node, column: int) -> int:
    """The beginning of the line behind a block child whose key or dash stands at `column`.

    Comments that are indented deeper belong to the child.
    """
    last = last_value(node)
    if _KEEPING_BLOCK.match(text, last.span.start) and not (isinstance(last, Scalar) and last.plain):
        return last.span.end  # `|+`: its blank lines are part of the value
    offset = next_line(text, content_end(text, node))
    while (comment := _COMMENT_LINE.match(text, offset)) and len(comment[1]) > column:
        offset = next_line(text, comment.end())
    return offset


def last_value(node: Node) -> Node:
    """The scalar (or empty collection) that ends the value's text."""
    while not isinstance(node, Scalar) and children(node):
        node = children(node)[-1]
    return node


def column_of(text: str, offset: int) -> int:
    """The column (from 0) of the offset in its line."""
    return offset - line_start(text, offset)


def line_start(text: str, offset: int) -> int:
    """The offset of the beginning of the line."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """The offset of the end of the line, before its line end."""
    found = LINE_END.search(text, offset)
    return found.start() if found else len(text)


def next_line(text: str, offset: int) -> int:
    """The offset of the beginning of the next line, or of the end of the text."""
    found = LINE_END.search(text, offset)
    return found.end() if found else len(text)


def newline_of(text: str) -> str:
    r"""The line end that the text uses, \n where it has none."""
    found = LINE_END.search(text)
    return found[0] if found else "\n"


def is_blank_line(text: str, offset: int) -> bool:
    """Whether the line that begins at `offset` is blank; the end of the text is no line."""
    return _BLANK_LINE.match(text, offset) is not None


def is_below_blank_line(text: str, offset: int) -> bool:
    """Whether the line above the one that begins at `offset` is blank."""
    above = text[:offset].removesuffix("\n").removesuffix("\r")
    return offset > 0 and not above[line_start(above, len(above)) :].strip(" \t")


def _step(node: Node, step: str | int) -> Place | None:
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return Place(node.items[step], node, step)
    if isinstance(node, Mapping):
        for rank, (key, value) in enumerate(node.pairs):
            if key.text == step:
                return Place(value, node, rank)
    return None


def _behind_gap(text: str, offset: int) -> int:
    gap = _GAP.match(text, offset)
    return gap.end() if gap else offset
