"""The JSON Schema of a shape, read from the `TypedDict` that the code fills, so that the two cannot part.

Source of the format: JSON Schema, draft 2020-12, as OpenAPI 3.1 uses it.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Final, get_args, get_origin, get_type_hints, is_typeddict

Schema = dict[str, object]

_SIMPLE: Final[Mapping[object, str]] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    NoneType: "null",
}


def schemas(*shapes: type) -> dict[str, Schema]:
    """The schemas of these shapes and of all that they are made of, by name."""
    found: dict[str, Schema] = {}
    for shape in shapes:
        _add(shape, found)
    return found


def reference(shape: type) -> Schema:
    """How another schema names that of a shape."""
    return {"$ref": f"#/components/schemas/{name_of(shape)}"}


def name_of(shape: type) -> str:
    """The name of a shape in the description: that of its class without the `Json` at the end."""
    return shape.__name__.removesuffix("Json")


def _add(shape: type, found: dict[str, Schema]) -> None:
    if name_of(shape) in found:
        return
    schema = found[name_of(shape)] = {"type": "object", "description": inspect.getdoc(shape) or ""}
    hints = get_type_hints(shape)
    schema["properties"] = {key: _schema(hint, found) for key, hint in hints.items()}
    schema["required"] = sorted(shape.__required_keys__)  # type: ignore[attr-defined]
    schema["additionalProperties"] = False


def _schema(hint: object, found: dict[str, Schema]) -> Schema:
    if is_typeddict(hint):
        assert isinstance(hint, type)
        _add(hint, found)
        return reference(hint)
    if get_origin(hint) is list:
        return {"type": "array", "items": _schema(get_args(hint)[0], found)}
    if get_origin(hint) is dict:
        return {"type": "object"}
    if get_origin(hint) is UnionType:
        return {"anyOf": [_schema(each, found) for each in get_args(hint)]}
    return {"type": _SIMPLE[hint]}
