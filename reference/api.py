"""`docs/api.md`: every document that the site offers to programs, with the shapes of those of `api/v1`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from farm_gitops.views.openapi import openapi
from reference.tables import json_block, table

_OPENING: Final = """\
# The APIs

This page is made from the description that each site holds as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0) in
`api/openapi.json` (`python3 dev.py docs`). All of it is static files: no key, no limit, as old as the last build, and
as available as what serves them.

{description}

Documents under `/api/v2/` have the shape of Atlassian Statuspage's public API, so that clients made for it work as
they are.
"""


def api_page() -> str:
    """The whole page."""
    described: Any = openapi()
    schemas = described["components"]["schemas"]
    opening = _OPENING.format(description=described["info"]["description"])
    return "\n".join((opening, "## Documents\n", _paths(described["paths"]), *_shapes(described["paths"], schemas)))


def _paths(paths: Mapping[str, Any]) -> str:
    return table(("path", "holds", "shape"), ((f"`{path}`", *_answer(item["get"])) for path, item in paths.items()))


def _answer(operation: Mapping[str, Any]) -> tuple[str, str]:
    ((media, content),) = operation["responses"]["200"]["content"].items()
    shape = _shape(content["schema"])
    return operation["summary"], shape if media == "application/json" else f"`{media}`"


def _shapes(paths: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    yield "## Shapes\n"
    for name, schema in schemas.items():
        yield f"### {name}\n"
        yield f"{schema['description']}\n"
        yield table(("key", "value"), ((f"`{key}`", _shape(value)) for key, value in schema["properties"].items()))
    yield "## An incident\n"
    yield json_block(_example(paths["/api/v1/incidents/{organization}/{name}.json"]))


def _example(item: Mapping[str, Any]) -> object:
    return item["get"]["responses"]["200"]["content"]["application/json"]["example"]


def _shape(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(map(_shape, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_shape(schema['items'])}"
    return str(schema["type"])
