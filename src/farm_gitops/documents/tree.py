"""What a document holds once it is read: scalars, mappings and sequences that know where they stand in the text."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Route: TypeAlias = tuple[str | int, ...]
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"

# YAML 1.2 core schema, section 10.3.2: the plain scalars that stand for nothing.
NULL_TEXTS = frozenset({"", "~", "null", "Null", "NULL"})


class Span(NamedTuple):
    """Character offsets into the decoded text; `end` is exclusive."""

    start: int
    end: int


class Scalar(NamedTuple):
    """A text; `plain` says that it stands without quotes, so that it may mean a number, a boolean or nothing."""

    text: str
    plain: bool
    span: Span


class Mapping(NamedTuple):
    """Keys and values in the order of the text, each key once; `flow` says that it is written in braces."""

    pairs: tuple[tuple[Scalar, Node], ...]
    span: Span
    flow: bool

    def find(self, name: str) -> tuple[Scalar, Node] | None:
        """The key and the value under `name`, or None."""
        return next((pair for pair in self.pairs if pair[0].text == name), None)


class Sequence(NamedTuple):
    """Values in order; `flow` says that it is written in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool


Node: TypeAlias = Scalar | Mapping | Sequence


def plain(node: Node | None) -> Plain:
    """The values alone: every scalar is its text, an unquoted null is None; numbers and booleans stay text."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return None if node.plain and node.text in NULL_TEXTS else node.text
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    return [plain(item) for item in node.items]


def child(node: Node | None, step: str | int) -> tuple[Scalar | None, Node] | None:
    """The value one step down, with its key where it has one; None where there is no such step."""
    if isinstance(node, Mapping) and isinstance(step, str):
        return node.find(step)
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return None, node.items[step]
    return None


def locate(root: Node | None, route: Route, *, key: bool = False) -> Span | None:
    """The span of the value at `route` (of its key with `key`), else of the deepest ancestor that exists."""
    if root is None:
        return None
    node, name = root, None
    for step in route:
        below = child(node, step)
        if below is None:
            return node.span
        name, node = below
    return name.span if key and name is not None else node.span


def show_route(route: Route) -> str:
    """The route as people write it: `action_items[2].due`."""
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)
    return shown.removeprefix(".")
