"""How git reads a path from a line of text that it is given."""

from __future__ import annotations


def quoted(path: str) -> str:
    """A path as git reads it from a line, whatever bytes it holds (`quote.c`: C-style, octal)."""
    return '"' + "".join(f"\\{byte:03o}" for byte in path.encode("utf-8", "surrogateescape")) + '"'
