"""The two halves of a Markdown file: the YAML between its `---` lines, and the body after them."""

from __future__ import annotations

import re
from typing import NamedTuple

from farm_gitops.documents.text import Problem
from farm_gitops.documents.tree import Span

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r)(?!\n))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)")

_KEY = re.compile(r"[A-Za-z_-]+:(?:[ \t]|\r|\n)")
_LEADING = re.compile(r"\A(?:[ \t]*(?:\r\n|\n|\r))+")


class FrontMatter(NamedTuple):
    """Both halves with their offsets (characters) in the whole text; neither holds a fence line."""

    yaml: str
    yaml_offset: int
    body: str
    body_offset: int


def without_blank_lines(text: str) -> str:
    """The text without empty lines before and after; the indentation of its first line stays, for it has a meaning."""
    return _LEADING.sub("", text).rstrip()


def split_front_matter(text: str) -> FrontMatter | Problem | None:
    """None when the text does not begin with a `---` line: then all of it is body."""
    opening = _OPENING.match(text)
    if opening is None:
        return _late(text)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        return _never_closed(opening.end())
    yaml = text[opening.end() : closing.start()]
    return FrontMatter(yaml, opening.end(), text[closing.end() :], closing.end())


def _late(text: str) -> Problem | None:
    """Front matter that begins after empty lines, where nobody looks for it."""
    blank = _LEADING.match(text)
    opening = _OPENING.match(text, blank.end()) if blank else None
    if opening is None or not _KEY.match(text, opening.end()):
        return None
    message = "the front matter does not begin on the first line"
    return Problem("invalid-front-matter", message, "delete the empty lines above it", Span(0, opening.end()))


def _never_closed(opening_end: int) -> Problem:
    message = "the front matter that begins on line 1 is never closed"
    cure = "add a line `---` after its last key; if line 1 is meant as a rule across the page, write `***`"
    return Problem("invalid-front-matter", message, cure, Span(0, min(3, opening_end)))
