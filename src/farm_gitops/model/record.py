"""What every record is made of: strict frozen values that arrive as text, since YAML scalars stay text until here."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

_SLUG: Final = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_LINE_BREAKS: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


class Record(BaseModel):
    """The base of all that is read from a file: strict, frozen, without unknown keys."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


def _filled(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty_text", "is empty")
    return text


def _one_line(text: str) -> str:
    if _LINE_BREAKS.search(text):
        raise PydanticCustomError("several_lines", "must be one line")
    return text


def _truth(value: Any) -> Any:
    """`true` and `false` of the YAML 1.2 core schema."""
    return {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}.get(value, value)


def _number(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return float(value)
    return value


def _nothing_is_empty(value: Any) -> Any:
    """A mapping whose values may be left out: `production:` means `production: {}`; a list of names will do."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return {name: {} for name in value}
    if isinstance(value, dict):
        return {name: {} if given is None else given for name, given in value.items()}
    return value


Text = Annotated[str, AfterValidator(_filled)]
Line = Annotated[str, AfterValidator(_filled), AfterValidator(_one_line)]
Title = Annotated[Line, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=_SLUG, max_length=100)]
WebAddress = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$', max_length=2000)]
Flag = Annotated[bool, BeforeValidator(_truth)]
AsNumber = BeforeValidator(_number)
"""For numbers; it stands last, so that the bounds before it reach the JSON Schema."""
OrNothing = BeforeValidator(_nothing_is_empty)
Lax = Field(strict=False)
"""For enums and tuples, which arrive as text and lists."""
Lines = Annotated[tuple[Line, ...], Lax]
Texts = Annotated[tuple[Text, ...], Lax]
Slugs = Annotated[tuple[Slug, ...], Lax]
