"""Which Markdown is too costly to render: short texts that would make huge, very deep or very slow pages."""

from __future__ import annotations

import re

MAX_CHARACTERS = 1_100_000  # a post-mortem has at most 1 MiB
MAX_HTML_DEPTH = 100
_MAX_CELLS = 100_000
_MAX_GROWTH = 30
_MAX_ENTITIES = 50_000
_HARMLESS = 2_000  # characters; even the worst of that length takes a few milliseconds

# cmark-gfm fills up each short row of a table, so 30 KB of rows can become hundreds of MB of empty cells.
_DELIMITER_ROW = re.compile(r"^[ \t>*+0-9.)|:-]+$", re.MULTILINE)
_DEEP_CONTAINERS = re.compile(r"(?:>[ \t]*){50}|(?:[-*+][ \t]+){50}|(?:\d{1,9}[.)][ \t]+){50}")
_CROWDED = re.compile(r"\[{200}|(?:\[\^[^\]\n]{1,20}\][ \t]*){300}")
_TAG = re.compile(r"<(/?)(blockquote|ul|ol|li|em|strong|del|a|sup)\b")


def is_costly_markdown(text: str) -> bool:
    """Whether rendering the text could take seconds; linear in its length."""
    if len(text) < _HARMLESS:
        return False
    if (
        len(text) > MAX_CHARACTERS
        or text.count("&") > _MAX_ENTITIES
        or _DEEP_CONTAINERS.search(text)
        or _CROWDED.search(text)
    ):
        return True
    columns = max((row[0].count("|") for row in _DELIMITER_ROW.finditer(text) if "-" in row[0]), default=0)
    return columns > 10 and columns * text.count("\n") > _MAX_CELLS


def is_costly_html(html: str, text: str) -> bool:
    """Whether sanitizing the HTML of `text` could take seconds: its cost grows with the square of the depth."""
    if len(html) > 20_000 + _MAX_GROWTH * len(text):
        return True
    depth = 0
    for tag in _TAG.finditer(html):
        depth += -1 if tag[1] else 1
        if depth > MAX_HTML_DEPTH:
            return True
    return False
