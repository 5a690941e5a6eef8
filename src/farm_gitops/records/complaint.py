"""What the schema refuses, in our words: pydantic's messages are never shown, each error type maps to a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from farm_gitops.documents.text import Problem
from farm_gitops.documents.tree import Route, Span, show_route
from farm_gitops.model import severity
from farm_gitops.model.moment import corrected, names_zone


class Complaint(NamedTuple):
    """Something wrong with a file: the rule's id, what and the cure, and where (a span of the text or a route).

    `replacement` is the text to put at the route where the cure is safe to apply without asking.
    """

    rule: str
    message: str
    cure: str = ""
    place: Span | Route = ()
    on_key: bool = False
    level: Literal["error", "warning"] = "error"
    replacement: str | None = None


_MOST: Final = 50
"""Enough to mend a file in one go; a hostile one could be wrong in a hundred thousand places."""


def of_text(problem: Problem) -> Complaint:
    """A problem that reading the text met."""
    return Complaint(problem.rule, problem.message, problem.cure, problem.span)


def of_schema(error: ValidationError, model: type[BaseModel]) -> tuple[Complaint, ...]:
    """One complaint for each thing that the schema refuses; a key that is misspelt is not missing as well."""
    details = error.errors(include_url=False)[:_MOST]
    unknown = (_route(detail)[0] for detail in details if detail["type"] == "extra_forbidden")
    meant = {(*route[:-1], _meant(route, model)) for route in unknown}
    told = (detail for detail in details if not (detail["type"] == "missing" and _route(detail)[0] in meant))
    return tuple(_complaint(detail, model) for detail in told)


def _complaint(detail: ErrorDetails, model: type[BaseModel]) -> Complaint:
    route, on_key = _route(detail)
    kind = detail["type"]
    if kind == "missing":
        return Complaint("missing-field", f"`{show_route(route)}` is missing", f"add `{route[-1]}: …`", route[:-1])
    if kind == "extra_forbidden":
        return _unknown_field(route, model)
    rule = "invalid-timestamp" if kind == "timestamp" else "invalid-value"
    message = detail["msg"] if kind == "timestamp" else _WORDS.get(kind, _not_accepted)(detail)
    subject = f"`{show_route(route)}`" if route else "the file"
    said = f"{subject}: {message}" if message.startswith("`") else f"{subject} {message}"
    return Complaint(rule, said, _cure(detail, route), route, on_key, replacement=_safe(detail))


def _route(detail: ErrorDetails) -> tuple[Route, bool]:
    """Where, and whether it is about the key: pydantic marks that with a last element `[key]`."""
    location = detail["loc"]
    return (location[:-1], True) if location and location[-1] == "[key]" else (location, False)


def _unknown_field(route: Route, model: type[BaseModel]) -> Complaint:
    near = _meant(route, model)
    known = ", ".join(_fields_at(model, route[:-1]))
    cure = f"write `{near}`" if near else f"remove it, or call it `x-{route[-1]}`; known keys: {known}"
    hint = f"; did you mean `{near}`?" if near else ""
    return Complaint("unknown-field", f"`{show_route(route)}` is no known key{hint}", cure, route, on_key=True)


def _meant(route: Route, model: type[BaseModel]) -> str:
    """The known key that an unknown one resembles, or nothing."""
    return next(iter(get_close_matches(str(route[-1]), _fields_at(model, route[:-1]), n=1)), "")


def _fields_at(model: type[BaseModel], route: Route) -> list[str]:
    """The keys that are known at a route: follows annotations down to the innermost model."""
    here = model
    for part in route:
        if isinstance(part, str) and part in here.model_fields:
            here = _model_within(here.model_fields[part].annotation) or here
    return list(here.model_fields)


def _model_within(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_within(argument)
        if found is not None:
            return found
    return None


def _cure(detail: ErrorDetails, route: Route) -> str:
    key = next((part for part in reversed(route) if isinstance(part, str)), "key")
    if detail["type"] == "timestamp":
        guess = corrected(str(detail["input"]))
        return f"{key}: {guess}" if guess else f"for example {key}: 2026-11-23T10:04:00Z"
    if detail["type"] in {"enum", "literal_error"}:
        choices = _choices(str(detail["ctx"]["expected"]))
        near = _near(detail, choices)
        return f"{key}: {near[0]}" if near else f"{key}: one of {', '.join(choices)}"
    if detail["type"] == "tuple_type" and isinstance(detail["input"], str):
        return f"{key}: [{', '.join(part.strip() for part in detail['input'].split(','))}]"
    if detail["input"] is None:
        return f"write a value behind `{key}:`, or remove the line"
    return _CURES.get(detail["type"], "write `{key}` as `farm-gitops schema` says").format(key=key)


def _safe(detail: ErrorDetails) -> str | None:
    """The value that was meant beyond doubt: the corrected timestamp, or the same word in its right case."""
    given = str(detail["input"])
    if detail["type"] == "timestamp":
        return corrected(given) if names_zone(given) else None
    if detail["type"] in {"enum", "literal_error"}:
        return next((c for c in _choices(str(detail["ctx"]["expected"])) if c.casefold() == given.casefold()), None)
    return None


def _choices(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _shown(value: object) -> str:
    text = str(value)
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"


def _one_of(detail: ErrorDetails) -> str:
    choices = _choices(str(detail["ctx"]["expected"]))
    near = _near(detail, choices)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return f"{_shown(detail['input'])} is not one of {', '.join(choices)}{hint}"


def _near(detail: ErrorDetails, choices: list[str]) -> list[str]:
    meant = _MEANT.get(str(detail["input"]).casefold())
    return [meant] if meant in choices else get_close_matches(str(detail["input"]), choices, n=1, cutoff=0.5)


_MEANT: Final[Mapping[str, str]] = {
    **{meaning.label: level.value for level, meaning in severity.MEANING.items()},
    "new": "open",
    "reported": "open",
    "triage": "investigating",
    "monitoring": "identified",
    **dict.fromkeys(("closed", "fixed", "done", "mitigated"), "resolved"),
    **dict.fromkeys(("never", "none", "ignore", "disabled"), "off"),
}
"""Words of other tools, by what they are called here."""


def _not_accepted(detail: ErrorDetails) -> str:
    return f"{_shown(detail['input'])} is not accepted here"


def _says(text: str) -> Callable[[ErrorDetails], str]:
    return lambda detail: "has no value" if detail["input"] is None else text


_NAME_SHAPE: Final = "is not lower-case words of a-z and 0-9 joined by `-`"


def _unit(value: object) -> str:
    """What the length of a value counts."""
    return "characters" if isinstance(value, str) else "values"


_WORDS: Final[Mapping[str, Callable[[ErrorDetails], str]]] = {
    "enum": _one_of,
    "literal_error": _one_of,
    "string_type": _says("is not a text but a list or a mapping"),
    "string_pattern_mismatch": lambda detail: f"{_shown(detail['input'])} {_pattern(detail)}",
    "string_too_long": lambda detail: f"is longer than {detail['ctx']['max_length']} characters",
    "too_long": lambda detail: f"is longer than {detail['ctx']['max_length']} {_unit(detail['input'])}",
    "too_short": _says("is empty; name at least one"),
    "empty_text": _says("is empty"),
    "glob_outside": _says("leads out of the repository"),
    "shared_address": lambda detail: f"{detail['msg']}, so nobody could tell who did what",
    "public_key": lambda detail: f"{_shown(detail['input'])} is no public SSH key",
    "nobody_signs": _says("asks for signatures (`trust: signed`), and no maintainer has a key to sign with"),
    "several_lines": _says("is more than one line"),
    "day": lambda detail: f"{_shown(detail['input'])} {detail['msg']}",
    "model_type": _says("is not a mapping of keys and values"),
    "model_attributes_type": _says("is not a mapping of keys and values"),
    "dict_type": _says("is not a mapping of keys and values"),
    "tuple_type": _says("is not a list; write each item on a line of its own after `- `"),
    "bool_type": lambda detail: f"{_shown(detail['input'])} is neither true nor false",
    "float_type": lambda detail: f"{_shown(detail['input'])} is not a number",
    "greater_than": lambda detail: f"is not more than {detail['ctx']['gt']:g}",
    "less_than": lambda detail: f"is not less than {detail['ctx']['lt']:g}",
    "less_than_equal": lambda detail: f"is more than {detail['ctx']['le']:g}",
}

_CURES: Final[Mapping[str, str]] = {
    "string_type": "{key}: a text on this line",
    "string_pattern_mismatch": "correct it, or remove it",
    "string_too_long": "shorten it",
    "too_long": "shorten it",
    "glob_outside": "{key}: [catalog/**/*.yaml]",
    "shared_address": "give each person an address of their own",
    "public_key": "put what the `.pub` file of the key holds: `TYPE BASE64 comment`, without options; no DSA keys",
    "nobody_signs": "under `people`, add `signing_keys: [ssh-ed25519 AAAA…]` to a maintainer",
    "several_lines": "join the lines",
    "day": "{key}: 2026-12-01",
    "model_type": "put `name: value` lines, indented, below `{key}:`",
    "model_attributes_type": "put `name: value` lines, indented, below `{key}:`",
    "dict_type": "put `name: value` lines, indented, below `{key}:`",
    "tuple_type": "{key}: [first, second]",
    "bool_type": "{key}: true",
    "float_type": "{key}: 99.9",
    "greater_than": "{key}: 99.9",
    "less_than": "{key}: 99.9",
    "less_than_equal": "{key}: 1",
    "empty_text": "write something there, or remove it",
    "too_short": "write something there, or remove it",
}


def _pattern(detail: ErrorDetails) -> str:
    return "is not a web address (https://…)" if "https" in str(detail["ctx"]["pattern"]) else _NAME_SHAPE
