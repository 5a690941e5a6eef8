"""Foreign text made fit for a file: no hidden characters, one kind of line end, one line where one is asked for."""

from __future__ import annotations

import re
from typing import Final

from farm_gitops.documents.text import REFUSED_CHARACTER

# A byte order mark within a text shows nothing; YAML may not hold noncharacters (YAML 1.2.2, section 5.1).
_HIDDEN: Final = re.compile(f"[\ufeff\ufffe\uffff]|{REFUSED_CHARACTER.pattern}")
_NO_WORD: Final = re.compile("[^A-Za-z0-9_ -]")
_LINE_ENDS: Final = re.compile("\r\n|\r|\u2028|\u2029")


def has_foreign_line_ends(text: str) -> bool:
    r"""Whether lines end in anything but \n."""
    return _LINE_ENDS.search(text) is not None


def unified_lines(text: str) -> str:
    r"""The text with \n at the end of every line."""
    return _LINE_ENDS.sub("\n", text)


def visible(text: str) -> str:
    """The text without controls, lone surrogates and characters that reorder what is read."""
    return _HIDDEN.sub("", text)


def one_line(text: str) -> str:
    """All on one line, with single blanks and no hidden characters."""
    return " ".join(visible(" ".join(text.split())).split())


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen, be it empty or made of zero-width characters."""
    return not any(character.isprintable() and not character.isspace() for character in text)


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    word = cut.rfind(" ")
    # A word that would take a fifth of the text with it is no word but a long token; it is cut through.
    return f"{cut[: word if word > limit * 4 // 5 else None].rstrip()}…"


def plain_word(text: str) -> str:
    """A foreign word, such as a status, so that it can stand anywhere; `none` where nothing is left of it."""
    return _NO_WORD.sub("", text)[:60].strip() or "none"
