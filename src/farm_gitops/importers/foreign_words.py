"""The texts of a Statuspage incident, repaired one by one: title, message, severity and link."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from farm_gitops.importers.cleaning import (
    has_foreign_line_ends,
    is_blank,
    one_line,
    plain_word,
    shortened,
    unified_lines,
    visible,
)
from farm_gitops.importers.html_text import html_to_markdown
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.importers.status_words import severity_named
from farm_gitops.model.severity import Severity

_TITLE_LIMIT: Final = 200
_MESSAGE_LIMIT: Final = 50_000
"""Characters; of four bytes each they still stay within the limit of an entry."""
_DESCRIPTION_LIMIT: Final = 20_000
_LONGEST_TITLE_KEPT: Final = 5_000

_UNKNOWN_SEVERITY: Final = Severity.P3
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]{1,1990}")


class Title(NamedTuple):
    """The title in at most 200 characters, and the whole of it where that was too short (else empty)."""

    text: str
    whole: str


def title_of(name: str, ledger: Ledger) -> Title:
    """One line of at most 200 characters that is not empty."""
    if visible(name) != name:
        ledger.note(Oddity.HIDDEN_CHARACTERS, "hidden characters in the title", "taken out")
    if len(name.strip().splitlines()) > 1:
        ledger.note(Oddity.TITLE_OF_SEVERAL_LINES, "a title of several lines", "folded into one")
    line = one_line(name)
    if is_blank(line):
        ledger.note(Oddity.EMPTY_TITLE, "no title", "Untitled incident")
        return Title("Untitled incident", "")
    if len(line) <= _TITLE_LIMIT:
        return Title(line, "")
    ledger.note(Oddity.LONG_TITLE, f"a title of {len(line)} characters", "cut; all of it begins the description")
    return Title(shortened(line, _TITLE_LIMIT), shortened(line, _LONGEST_TITLE_KEPT))


def severity_of(impact: str, ledger: Ledger) -> Severity:
    """What the source's word means; P3 where nobody knows it."""
    severity = severity_named(impact)
    if severity is None:
        shown = shortened(one_line(impact), 60) or "none given"
        ledger.note(Oddity.UNKNOWN_SEVERITY, f"impact `{shown}`", _UNKNOWN_SEVERITY.value)
        return _UNKNOWN_SEVERITY
    return severity


def link_of(address: str, ledger: Ledger) -> str:
    """The address of the incident's page, or nothing."""
    if not address.strip():
        return ""
    if not _WEB_ADDRESS.fullmatch(visible(address)):
        ledger.note(Oddity.BAD_LINK, "a link that is no web address", "left out")
        return ""
    return visible(address)


def message_of(body: str, word: str, link: str, ledger: Ledger) -> str:
    """An update's text as Markdown; where there is none, a sentence that names its status (`word`)."""
    if has_foreign_line_ends(body):
        ledger.note(Oddity.LINE_ENDS, "CR or CRLF at the ends of lines", "LF")
    lines = unified_lines(body)
    if visible(lines) != lines:
        ledger.note(Oddity.HIDDEN_CHARACTERS, "hidden characters in an update", "taken out")
    plain = visible(lines)[: 2 * _MESSAGE_LIMIT]
    markdown = visible(unified_lines(html_to_markdown(plain))).strip()
    if markdown != plain.strip():
        ledger.note(Oddity.HTML, "HTML in an update", "Markdown")
    if is_blank(markdown):
        ledger.note(Oddity.EMPTY_MESSAGE, "an update without text", "a sentence that names its status")
        return f"The status page says no more than the status: {plain_word(word)}."
    return _within(markdown, len(body), link, ledger)


def description_of(title: Title, first_message: str, page: str) -> str:
    """What the first update said, below the whole title where the title was cut."""
    said = first_message or f"Imported from the {page}, which says nothing more."
    text = f"{title.whole}\n\n{said}" if title.whole else said
    return shortened(text, _DESCRIPTION_LIMIT)


def _within(markdown: str, length: int, link: str, ledger: Ledger) -> str:
    if len(markdown) <= _MESSAGE_LIMIT and length <= 2 * _MESSAGE_LIMIT:
        return markdown
    ledger.note(Oddity.LONG_MESSAGE, f"an update of {length:,} characters", f"the first {_MESSAGE_LIMIT:,} of them")
    rest = f"[The rest is on the status page]({link})" if link else "The rest is on the status page"
    return f"{shortened(markdown, _MESSAGE_LIMIT).removesuffix('…')}…\n\n*{rest}.*"
