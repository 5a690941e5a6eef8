"""A summary as Markdown for a comment on a pull request: short enough for one, and without the markup of content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from farm_gitops.documents.markdown_literal import literal
from farm_gitops.views.summary import IncidentSummary, Summary
from farm_gitops.views.summary_names import listed
from farm_gitops.views.summary_told import Told

MARKER: Final = "<!-- farm-gitops summary -->"
"""The first line, invisible, by which a comment that is to be replaced is found."""

LIMIT: Final = 65_536
"""How many characters GitHub takes in a comment; GitLab takes more."""

_MOST_OF_ONE: Final = 20
_OTHERS_NAMED: Final = 5


def summary_markdown(summary: Summary, limit: int = LIMIT) -> str:
    """The summary; what does not fit into `limit` characters is counted."""
    head = "\n".join([MARKER, "### What this change does", "", *_who(summary), ""])
    tail = "\n".join([*_section("Configuration", summary.configuration), *_others(summary)])
    if not summary.incidents:
        return f"{head}\nNothing about incidents changes.\n{tail}"
    room = limit - _length(head) - _length(tail) - 200
    return "\n".join([head, *_fitting(summary.incidents, room), tail])


def _who(summary: Summary) -> Iterator[str]:
    if summary.commits:
        number = "1 commit" if summary.commits == 1 else f"{summary.commits} commits"
        yield f"{number} by {literal(listed(_first(summary.authors, _OTHERS_NAMED)))}."


def _fitting(incidents: tuple[IncidentSummary, ...], room: int) -> Iterator[str]:
    for number, incident in enumerate(incidents):
        text = "\n".join(_incident(incident))
        room -= _length(text) + 1
        if room < 0:
            yield f"… and {_more(len(incidents) - number, 'incident')}\n"
            return
        yield text


def _incident(incident: IncidentSummary) -> Iterator[str]:
    severity = f", {incident.severity}" if incident.severity else ""
    yield f"**{literal(incident.title)}** (`{incident.id}`{severity})\n"
    for told in incident.told[:_MOST_OF_ONE]:
        yield from _told(told)
    if len(incident.told) > _MOST_OF_ONE:
        yield f"- … and {_more(len(incident.told) - _MOST_OF_ONE, 'change')}"
    yield ""


def _told(told: Told) -> Iterator[str]:
    yield f"- {literal(told.text)}{':' if told.quote else ''}"
    if told.quote:
        yield f"  > {literal(told.quote)}"


def _section(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield f"**{title}**\n"
        yield from (f"- {literal(line)}" for line in _first(lines, _MOST_OF_ONE))
        yield ""


def _others(summary: Summary) -> Iterator[str]:
    if summary.others:
        number = "1 other file" if len(summary.others) == 1 else f"{len(summary.others)} other files"
        yield f"{number}: {literal(listed(_first(summary.others, _OTHERS_NAMED)))}.\n"


def _first(words: tuple[str, ...], most: int) -> Iterable[str]:
    """The first words, each of a bearable length, and how many more there are."""
    short = [word if len(word) <= 400 else f"{word[:400]}…" for word in words[:most]]
    return [*short, f"{len(words) - most} more"] if len(words) > most else short


def _more(number: int, what: str) -> str:
    return f"{number} more {what}" if number == 1 else f"{number} more {what}s"


def _length(text: str) -> int:
    """Characters as JavaScript counts them, of which forges may."""
    return len(text.encode("utf-16-le")) // 2
