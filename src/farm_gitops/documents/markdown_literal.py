"""Plain text inside Markdown: shown to the letter, on one line, and no markup, link, mention or reference of a forge.

Source of what can be escaped: CommonMark 0.31, "Backslash escapes". Forges look for mentions and references in the
text that is left after that, so a character without width parts those.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>&|~#@!$^{}]|(?<=:)/|(?i:(?<=www)\.)")
_LIST: Final = re.compile(r"\A([-+=]|\d{1,9}(?=[.)]))")
_REFERENCE: Final = re.compile(r"(\\[@#!~$&^]|%|\bGH-)(?=\w)", re.IGNORECASE)
_WITHOUT_WIDTH: Final = "&#8203;"


@lru_cache(maxsize=1 << 12)  # names of people, components and environments stand in many pages
def literal(text: str) -> str:
    """Markdown that reads as `text` in a paragraph, a list item, a quotation or the cell of a table.

    Runs of blanks and line ends become one blank, what cannot be printed becomes U+FFFD.
    """
    line = " ".join(text.split())
    printable = line if line.isprintable() else "".join(map(_printable, line))
    escaped = _LIST.sub(_not_a_list, _MARKUP.sub(r"\\\g<0>", printable))
    return _REFERENCE.sub(rf"\1{_WITHOUT_WIDTH}", escaped)


def _printable(character: str) -> str:
    return character if character.isprintable() else "\ufffd"


def _not_a_list(beginning: re.Match[str]) -> str:
    return f"{beginning[0]}\\" if beginning[0].isdigit() else f"\\{beginning[0]}"
