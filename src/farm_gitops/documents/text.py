"""Bytes to text, strictly: UTF-8 without a byte order mark, without characters that hide or reorder what is read."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from farm_gitops.documents.position import position
from farm_gitops.documents.tree import Span

# C0 and C1 controls but tab and line ends; bidi controls, which make a reviewer see another order than the program
# reads (CVE-2021-42574); lone surrogates, which no UTF-8 can hold.
REFUSED_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CONFLICT = tuple(re.compile(mark, re.MULTILINE) for mark in ("^<<<<<<< ", r"^=======\r?$", "^>>>>>>> "))
_WIDE_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


class Problem(NamedTuple):
    """Why a text was refused: the rule that it breaks, what is wrong, what to do, and where (character offsets)."""

    rule: str
    message: str
    cure: str
    span: Span


def decode_text(data: bytes, *, limit: int) -> str | Problem:
    """The text of a file of at most `limit` bytes, line ends as they are, or the reason why it is none."""
    if len(data) > limit:
        message = f"the file has more than {limit:,} bytes, and no more are read"
        return Problem("file-too-large", message, "shorten it, or move the bulk into attachments/", Span(0, 0))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _undecodable(data, error.start)
    if text.startswith("\ufeff"):
        return _encoding_problem("the file begins with a byte order mark (bytes EF BB BF)", 0)
    found = None if is_harmless(text) else REFUSED_CHARACTER.search(text)
    return _unfinished_merge(text) or text if found is None else refused_character(text, found.start())


def is_harmless(text: str) -> bool:
    """Whether all characters but line ends are printable, as most texts are: then none is refused anywhere."""
    return text.replace("\n", "").isprintable()


def refused_character(text: str, offset: int) -> Problem:
    """The problem of the character at `offset`, which matched REFUSED_CHARACTER."""
    line = position(text, offset).line
    message = f"line {line} holds the invisible character {name_character(text[offset])}"
    return Problem("invalid-encoding", message, "delete that character", Span(offset, offset + 1))


def _unfinished_merge(text: str) -> Problem | None:
    """The marks that git leaves where it could not decide, all three kinds of them, each at the begin of its line."""
    if "<<<<<<< " not in text:
        return None
    places, end = [], 0
    for mark in _CONFLICT:
        found = mark.search(text, end)
        if found is None:
            return None
        places.append(found.start())
        end = found.end()
    message = f"an unfinished merge is left on line {position(text, places[0]).line} and below"
    cure = "keep what is right of both sides, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
    return Problem("invalid-encoding", message, cure, Span(places[0], places[0] + 7))


def name_character(character: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`; the code point alone where Unicode gives no name."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def _undecodable(data: bytes, byte: int) -> Problem:
    for mark, name in _WIDE_BOMS.items():
        if data.startswith(mark):
            return _encoding_problem(f"the file is {name}, not UTF-8 (its first bytes are {mark.hex(' ').upper()})", 0)
    before = data[:byte].decode("utf-8")
    line = position(before, len(before)).line
    message = f"byte {byte} (0x{data[byte]:02X}), on line {line}, is not valid UTF-8"
    return _encoding_problem(message, len(before))


def _encoding_problem(message: str, offset: int) -> Problem:
    return Problem("invalid-encoding", message, "save the file as UTF-8 without BOM", Span(offset, offset + 1))
