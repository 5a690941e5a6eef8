"""The JSON Schema of each kind of file, from the models that read them, for editors and for other programs.

Source of the format: JSON Schema, draft 2020-12.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from farm_gitops.model import lifecycle, severity
from farm_gitops.model.incident import Incident
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortemFrontMatter
from farm_gitops.model.record import Record
from farm_gitops.model.timeline import EntryFrontMatter

KINDS: Final[Mapping[str, type[Record]]] = {
    "incident": Incident,
    "entry": EntryFrontMatter,
    "post-mortem": PostMortemFrontMatter,
    "config": Configuration,
}
_MEANINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "Severity": {level: f"{meaning.label}: {meaning.text}" for level, meaning in severity.MEANING.items()},
    "Status": {status.value: text for status, text in lifecycle.MEANING.items()},
}
"""What each value means, which editors show where somebody chooses."""


class _OwnKeysAllowed(GenerateJsonSchema):
    """Keys that begin `x-` are the user's own, and a mapping keyed by names may be a list of them."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        described.setdefault("patternProperties", {"^x-": {}})
        described.pop("title", None)
        return described

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        described = super().function_before_schema(schema)
        by_name = described.get("patternProperties")
        if by_name is None:
            return described
        or_nothing = {pattern: {"anyOf": [value, {"type": "null"}]} for pattern, value in by_name.items()}
        named = {**described, "patternProperties": or_nothing, "additionalProperties": False}
        return {"anyOf": [named, {"type": "array", "items": {"type": "string"}}]}


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of `incident`, `entry` (its front matter), `post-mortem` (likewise) or `config`."""
    schema = KINDS[kind].model_json_schema(schema_generator=_OwnKeysAllowed)
    for name, meanings in _MEANINGS.items():
        if name in schema.get("$defs", {}):
            schema["$defs"][name]["description"] = "\n".join(f"{value}: {text}" for value, text in meanings.items())
            schema["$defs"][name]["markdownEnumDescriptions"] = list(meanings.values())
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"farm-gitops {kind}"}
    return {**head, **schema}


def schema_text(kind: str) -> str:
    """The schema as a file."""
    return json.dumps(json_schema(kind), indent=2) + "\n"
