"""Pieces of Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell stays one."""
    lines = [_row(head), "|" + "---|" * len(head), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def fence(info: str, text: str) -> str:
    """A block of code."""
    return f"```{info}\n{text}\n```"


def json_block(value: object) -> str:
    """A value as JSON, for people to read."""
    return fence("json shape", json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
