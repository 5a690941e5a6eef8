"""A Markdown document as its sections: what stands under which heading, and the items of lists and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_ATX: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*")
_UNDERLINE: Final = re.compile(r" {0,3}(=+|-{3,})[ \t]*")
_FENCE: Final = re.compile(r" {0,3}(```+|~~~+)")
_ITEM: Final = re.compile(r"( {0,3})(?:[-*+]|\d{1,3}[.)])[ \t]+(.*)")
_ROW: Final = re.compile(r"[ \t]*\|(.*?)\|?[ \t]*")
_RULE: Final = re.compile(r"[ \t]*\|?[ \t|:-]+\|?[ \t]*")
_MARKS: Final = re.compile(r"[*_`]+")


class Section(NamedTuple):
    """A heading with what stands below it; `level` 0 is what stands above the first. Lines are counted from 0."""

    level: int
    heading: str
    start: int
    first: int
    end: int


class Outline(NamedTuple):
    """The lines of a document and its sections, each ending where the next heading stands, of whatever level."""

    lines: tuple[str, ...]
    sections: tuple[Section, ...]

    def text(self, section: Section) -> str:
        """What stands below the heading of a section, with all sections inside it."""
        return "\n".join(self.lines[section.first : self.whole(section)]).strip("\n")

    def whole(self, section: Section) -> int:
        """Where a section ends with all that are inside it."""
        later = (each.start for each in self.sections if each.start > section.start and each.level <= section.level)
        return next(later, len(self.lines)) if section.level else section.end


def outline(text: str) -> Outline:
    """The sections of a document; headings within code are none."""
    lines = tuple(text.split("\n"))
    heads = [*_headings(lines)]
    ends = [*(start for _, _, start, _ in heads[1:]), len(lines)]
    sections = [Section(*head, end) for head, end in zip(heads, ends, strict=True)] if heads else []
    return Outline(lines, (Section(0, "", 0, 0, heads[0][2] if heads else len(lines)), *sections))


def plain_heading(text: str) -> str:
    """A heading without emphasis, in lower case, as it can be compared."""
    return _MARKS.sub("", text).strip(" :#.").casefold()


def items(text: str) -> tuple[list[str], bool]:
    """The items of the lists in a text, each on one line, and whether nothing but lists stands there."""
    found: list[str] = []
    is_pure, is_open = True, False
    for line in text.split("\n"):
        item = _ITEM.fullmatch(line)
        if item:
            found.append(item[2].strip())
            is_open = True
        elif not line.strip():
            continue
        elif is_open and line.startswith((" ", "\t")):
            found[-1] = f"{found[-1]} {line.strip().removeprefix('- ').removeprefix('* ')}"
        else:
            is_pure = is_open = False
    return [each for each in found if each.strip(" -")], is_pure


def rows(text: str) -> Iterator[tuple[str, str]]:
    """The rows of the tables in a text: the first cell, and the rest of the row."""
    for line in text.split("\n"):
        row = _ROW.fullmatch(line)
        if row and not _RULE.fullmatch(line):
            first, _, rest = row[1].partition("|")
            yield first.strip(), " ".join(cell.strip() for cell in rest.split("|")).strip()


def _headings(lines: tuple[str, ...]) -> Iterator[tuple[int, str, int, int]]:
    """Level, text, the line of the heading, and the first line below it."""
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
            continue
        if fence:
            continue
        atx = _ATX.fullmatch(line)
        if atx:
            yield len(atx[1]), atx[2], number, number + 1
        elif _is_underlined(lines, number):
            yield 1 if "=" in lines[number + 1] else 2, line.strip(), number, number + 2


def _is_underlined(lines: tuple[str, ...], number: int) -> bool:
    """Whether a line is a heading by the line below it, and no table, list or text of several lines."""
    if number + 1 >= len(lines) or not lines[number].strip() or _UNDERLINE.fullmatch(lines[number + 1]) is None:
        return False
    above = lines[number - 1].strip() if number else ""
    return not above and not lines[number].lstrip().startswith(("|", "-", "*", ">", "#"))
