"""One issue of a cState site, read into plain values: its front matter, and the updates that its text is made of.

Sources of the format: the cState wiki, "Usage" (front matter, the `track` shortcode); what people write besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from farm_gitops.documents.tree import Plain
from farm_gitops.importers.foreign_front import is_true, parted, word_at, words_at
from farm_gitops.importers.status_words import MONITORING, STATUSES, status_word
from farm_gitops.importers.times import read_quietly

_LOOSE_COMMENT: Final = re.compile(r"<!--|-->")
_TRACK: Final = re.compile(r"\{\{[<%]\s*track\s+[\"'`]?([^\"'`<>%{}\n]{1,60}?)[\"'`]?\s*[>%]\}\}")
_SHORTCODE: Final = re.compile(r"\{\{[<%][^{}\n]{0,500}[>%]\}\}")
_BEGINNINGS: Final = ("initial", "open", "opening", "start", "begin")
_ENDINGS: Final = ("final", "close", "closing", "end", "resolved", "resolution")
_BETWEEN: Final = ("update", "updated", "edit", "investigating", "identified", "monitoring")
_KNOWN: Final = "|".join((*_BEGINNINGS, *_ENDINGS, *_BETWEEN))
_LABEL: Final = re.compile(rf"^\[((?:{_KNOWN})\b[^\]\n]{{0,80}})\][ \t]*$", re.MULTILINE | re.IGNORECASE)
_EMPHASISED: Final = re.compile(r"\s*(?:[-+>]\s+)?[*_]{1,3}([A-Za-z][A-Za-z _-]{0,30})[*_]{1,3}")


class Section(NamedTuple):
    """One update within the text: its words, when it was (empty where it does not say), and its word for the status."""

    text: str
    at: str = ""
    word: str = ""


class Issue(NamedTuple):
    """An issue as one version of its file says it; `sections` oldest first, `odd` as of its front matter."""

    title: str
    date: str
    severity: str
    is_resolved: bool
    resolved: str
    affected: tuple[str, ...]
    skip: str
    sections: tuple[Section, ...]
    odd: str


def read_issue(data: bytes) -> Issue:
    """An issue; never raises, and what is missing is empty."""
    found = parted(data)
    front = found.front
    return Issue(
        title=word_at(front, "title"),
        date=word_at(front, "date"),
        severity=word_at(front, "severity"),
        is_resolved=is_true(front, "resolved"),
        resolved=word_at(front, "resolvedWhen"),
        affected=words_at(front, "affected"),
        skip=_skip(front),
        sections=tuple(_sections(found.body)),
        odd=found.odd,
    )


def _skip(front: dict[str, Plain]) -> str:
    if is_true(front, "informational"):
        return "an announcement (`informational: true`) is no incident"
    if is_true(front, "draft"):
        return "it is a draft, which the site does not show"
    section = word_at(front, "section")
    return f"it is a page of the section `{section[:40]}`, no issue" if section not in {"", "issue"} else ""


def _sections(body: str) -> Iterator[Section]:
    """Oldest first; what is hidden in comments is nothing that the site shows."""
    shown = _LOOSE_COMMENT.sub("", _without_comments(body)).strip("\n")
    pieces = [*(_tracked(shown) if _TRACK.search(shown) else _labelled(shown))]
    for piece in pieces:
        text = _SHORTCODE.sub("", piece.text).strip()
        if text:
            yield piece._replace(text=text, word=_word(text))


def _without_comments(text: str) -> str:
    """The text without HTML comments, in time that grows with it alone, whatever is opened and never closed."""
    parts, position = list[str](), 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[position:start])
        position = end + len("-->")
    return "".join([*parts, text[position:]])


def _tracked(body: str) -> list[Section]:
    """Cut at the shortcodes, each of which stands before its update or behind it, whichever the first one does."""
    marks = [*_TRACK.finditer(body)]
    comes_first = not body[: marks[0].start()].strip(" \t\n*_->")
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    begins = [0, *(mark.end() for mark in marks)]
    if comes_first:
        found = [Section(body[mark.end() : end], mark[1]) for mark, end in zip(marks, ends, strict=True)]
    else:
        found = [Section(body[begin : mark.start()], mark[1]) for begin, mark in zip(begins, marks, strict=False)]
        found.append(Section(body[marks[-1].end() :]))
    return found if _is_chronological(found) else found[::-1]


def _is_chronological(sections: list[Section]) -> bool:
    moments = [moment for section in sections if (moment := read_quietly(section.at))]
    return len(moments) > 1 and moments[0] < moments[-1]


def _labelled(body: str) -> list[Section]:
    """Cut at lines such as `[Final message]`; without any, all is one update."""
    marks = [*_LABEL.finditer(body)]
    ends = [mark.start() for mark in marks[1:]] + [len(body)]
    cut = [Section(body[mark.end() : end]) for mark, end in zip(marks, ends, strict=False)]
    above = body[: marks[0].start() if marks else None]
    labels = [mark[1].casefold() for mark in marks]
    found = [Section(above), *cut] if above.strip() else cut
    return found if _begins_on_top(labels, above) else found[::-1]


def _begins_on_top(labels: list[str], above: str) -> bool:
    """cState's convention is newest first; labels tell where it is the other way round."""
    if not labels:
        return True
    if labels[-1].startswith(_BEGINNINGS) or labels[0].startswith(_ENDINGS):
        return False
    return bool(above.strip()) or labels[0].startswith(_BEGINNINGS) or labels[-1].startswith(_ENDINGS)


def _word(text: str) -> str:
    """The status that an update names in emphasis at its beginning, such as `*Monitoring* - …`."""
    found = _EMPHASISED.match(text)
    word = status_word(found[1].strip(" -")) if found else ""
    return word if word in STATUSES or word == MONITORING else ""
