"""From an offset in a text to the line and column that an editor shows."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")


class Position(NamedTuple):
    """Line and column count from 1, columns in characters; `source_line` is that line without its end."""

    line: int
    column: int
    source_line: str


def position(text: str, offset: int) -> Position:
    r"""Where `offset` (characters) stands; lines end at \n, \r\n or a lone \r. Past the end counts as the end."""
    offset = min(max(offset, 0), len(text))
    line, start = 1, 0
    for end in LINE_END.finditer(text):
        if end.end() > offset:
            return Position(line, offset - start + 1, text[start : end.start()])
        line, start = line + 1, end.end()
    return Position(line, offset - start + 1, text[start:])
