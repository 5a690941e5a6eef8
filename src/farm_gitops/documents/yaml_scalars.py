"""How one text, number, boolean or null is written in YAML so that every reader takes it for the same value."""

from __future__ import annotations

import re
from typing import TypeAlias

from farm_gitops.documents.text import REFUSED_CHARACTER

YamlScalar: TypeAlias = bool | int | float | str | None

# What YAML 1.1 or 1.2 readers take for something else than text (yaml.org/type; YAML 1.2.2, section 10.3).
_OTHER_TYPE = re.compile(
    r"""~ | null | true | false | yes | no | on | off | y | n | = | <<
    | [-+]? ( 0b[01_]+ | 0o?[0-7_]+ | 0x[0-9a-f_]+ | [0-9][0-9_,]* (\.[0-9_]*)? (e[-+]?[0-9]+)?
            | \.[0-9][0-9_]* (e[-+]?[0-9]+)? | [0-9][0-9_]* (:[0-5]?[0-9])+ (\.[0-9_]*)? | \.inf ) | \.nan
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} ( (t|[ \t]+) [0-9:.]+ [ \t]* (z|[-+][0-9:]+)? )?""",
    re.VERBOSE | re.IGNORECASE,
)
# The one exception: people and tools expect a moment to stand without quotes, and its text is what we read.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:\d\d)", re.ASCII)
_UNSAFE_PLAIN = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s]|.*(?::(?:\s|\Z)|\s#|[\t\r\n]|\s\Z)", re.DOTALL)
_UNSAFE_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_NEEDS_ESCAPE = re.compile(f"[\u2028\u2029\ufeff\ufffe\uffff]|{REFUSED_CHARACTER.pattern}")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ESCAPED = re.compile(f'["\\\\\n\t\r]|{_NEEDS_ESCAPE.pattern}')


def write_scalar(value: YamlScalar, *, indent: int) -> str:
    r"""The value as it stands behind `key: ` or `- `, lines ending with \n.

    `indent` is the column (from 0) of that key or dash; the lines of a block stand two columns further in.
    """
    if not isinstance(value, str):
        return _write_other(value)
    return write_block(value, indent=indent) if can_be_block(value) and "\n" in value else write_line(value)


def write_line(value: YamlScalar, *, flow: bool = False) -> str:
    """The value on one line; `flow` says that it stands within brackets or braces."""
    if not isinstance(value, str):
        return _write_other(value)
    return value if can_be_plain(value, flow=flow) else write_quoted(value)


def write_quoted(text: str) -> str:
    """The text in double quotes, which can hold every text."""
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def write_single_quoted(text: str) -> str:
    """The text in single quotes; only for what `can_be_single_quoted`."""
    return "'" + text.replace("'", "''") + "'"


def write_block(text: str, *, indent: int) -> str:
    """The text as a literal block, its header first; only for what `can_be_block`."""
    # Without a number, a reader takes the first line's spaces for indentation.
    indication = "2" if text[0] in " \t\n" else ""
    chomping = "" if text.endswith("\n") else "-"
    margin = " " * (indent + 2)
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([f"|{indication}{chomping}", *(margin + line if line else "" for line in lines)])


def can_be_plain(text: str, *, flow: bool = False) -> bool:
    """Whether the text without quotes is the same text to every reader."""
    if _MOMENT.fullmatch(text):
        return not flow
    if not text or _UNSAFE_PLAIN.match(text) or _NEEDS_ESCAPE.search(text) or text.startswith("..."):
        return False
    return not (_OTHER_TYPE.fullmatch(text) or (flow and _UNSAFE_IN_FLOW.search(text)))


def can_be_single_quoted(text: str) -> bool:
    """Whether the text needs no escapes, which single quotes do not have."""
    return not re.search(r"[\n\r\t]", text) and not _NEEDS_ESCAPE.search(text)


def can_be_block(text: str) -> bool:
    r"""Whether a literal block can hold the text and keep it whatever follows.

    A text that ends with several line ends would need `|+`, which makes every blank line added behind it part of
    the value; it is written in quotes instead.
    """
    return bool(text.strip()) and not text.endswith("\n\n") and "\r" not in text and not _NEEDS_ESCAPE.search(text)


def _write_other(value: float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(str(value), str(value))


def _escape(character: str) -> str:
    code = ord(character)
    return _ESCAPES.get(character) or (f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}")
