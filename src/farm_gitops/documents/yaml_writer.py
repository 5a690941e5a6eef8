"""Values to YAML text in one fixed style: block collections, two spaces, quotes only where they are needed."""

from __future__ import annotations

import collections.abc
from typing import TypeAlias, TypeGuard

from farm_gitops.documents.tree import Plain
from farm_gitops.documents.yaml_scalars import YamlScalar, write_line, write_scalar

YamlValue: TypeAlias = "YamlScalar | collections.abc.Sequence[YamlValue] | collections.abc.Mapping[str, YamlValue]"

__all__ = [
    "YamlValue",
    "as_read",
    "is_list",
    "write_flow",
    "write_item",
    "write_mapping",
    "write_scalar",
    "write_value",
]


def write_mapping(
    pairs: collections.abc.Mapping[str, YamlValue],
    *,
    indent: int = 0,
    blank_lines_around: frozenset[str] = frozenset(),
    newline: str = "\n",
) -> str:
    """The lines of a block mapping at column `indent`, each with its end; nothing for an empty mapping.

    One blank line stands between a key of `blank_lines_around` and its neighbours.
    """
    parts: list[str] = []
    previous = ""
    for key, value in pairs.items():
        if parts and not blank_lines_around.isdisjoint((previous, key)):
            parts.append("\n")
        parts.append(f"{' ' * indent}{write_line(key)}:{write_value(value, indent=indent)}\n")
        previous = key
    return "".join(parts).replace("\n", newline)


def write_value(value: YamlValue, *, indent: int) -> str:
    r"""What stands behind `key:` or `-` at column `indent`: a space or a line end first, no line end last."""
    if isinstance(value, collections.abc.Mapping):
        return "\n" + write_mapping(value, indent=indent + 2).removesuffix("\n") if value else " {}"
    if isinstance(value, str) or not isinstance(value, collections.abc.Sequence):
        return " " + write_scalar(value, indent=indent)
    return "\n" + "\n".join(write_item(item, indent=indent + 2) for item in value) if value else " []"


def write_item(value: YamlValue, *, indent: int) -> str:
    """A list item whose dash stands at column `indent`, without the last line end."""
    dash = " " * indent + "-"
    written = write_value(value, indent=indent)
    # A collection may begin behind the dash: its first line already stands at the right column.
    return f"{dash} {written[indent + 3 :]}" if written.startswith("\n") else dash + written


def write_flow(value: YamlValue) -> str:
    """The value on one line, in brackets and braces."""
    if isinstance(value, collections.abc.Mapping):
        return "{" + ", ".join(f"{write_line(key, flow=True)}: {write_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, str) or not isinstance(value, collections.abc.Sequence):
        return write_line(value, flow=True)
    return "[" + ", ".join(write_flow(item) for item in value) + "]"


def as_read(value: YamlValue) -> Plain:
    """What `plain` gives for the value once it was written and read: numbers and booleans are text there."""
    if isinstance(value, collections.abc.Mapping):
        return {key: as_read(item) for key, item in value.items()}
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, collections.abc.Sequence):
        return [as_read(item) for item in value]
    return write_line(value)


def is_list(value: YamlValue) -> TypeGuard[collections.abc.Sequence[YamlValue]]:
    """Whether the value is written as a list; a text is none."""
    return isinstance(value, collections.abc.Sequence) and not isinstance(value, str)
