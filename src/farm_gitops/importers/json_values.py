"""Foreign JSON, one key at a time: the text, list or names that stand there, or a reason why they cannot be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class WrongShape(Exception):  # noqa: N818 - it carries a reason up to the record, no further
    """A record holds another kind of value than its source writes there; its text is the reason."""


def parsed(data: bytes) -> Json:
    """The value of a JSON text; WrongShape with the reader's first line where it is none."""
    try:
        value: Json = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WrongShape((str(error) or type(error).__name__).splitlines()[0][:200]) from error
    return value


def text_at(value: dict[str, Json], key: str) -> str:
    """The text of a key; numbers are text too, and nothing is an empty one."""
    found = value.get(key)
    if found is None:
        return ""
    if isinstance(found, bool | list | dict):
        raise WrongShape(f"its `{key}` is {kind_of(found)} rather than a text")
    return str(found)


def list_at(value: dict[str, Json], key: str) -> list[Json]:
    """The list of a key, which is empty where there is none."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise WrongShape(f"its `{key}` is {kind_of(found)} rather than a list")
    return found


def objects_at(value: dict[str, Json], key: str, what: str) -> Iterator[dict[str, Json]]:
    """The objects in the list of a key, each of which is `what` (`an update`)."""
    for item in list_at(value, key):
        if not isinstance(item, dict):
            raise WrongShape(f"one of its `{key}` is {kind_of(item)} rather than {what}")
        yield item


def names_at(value: dict[str, Json], key: str) -> Iterator[str]:
    """The names of components in the list of a key, whether they stand alone or in objects."""
    for component in list_at(value, key):
        if isinstance(component, dict):
            yield text_at(component, "name")
        elif isinstance(component, str):
            yield component
        else:
            raise WrongShape(f"one of its `{key}` is {kind_of(component)} rather than a component")


def if_text(value: Json) -> str:
    """The value where it is a text, else nothing."""
    return value if isinstance(value, str) else ""


def kind_of(value: Json) -> str:
    """What sort of value it is, in words."""
    if value is None:
        return "nothing"
    words = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return words.get(type(value), "a number")
