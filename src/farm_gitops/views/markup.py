"""HTML that is safe to put into a page as it is: made from Markdown by `documents.markdown`, or by escaping."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from farm_gitops.documents.markdown import render_markdown

_CODE: Final = re.compile(r"`([^`]+)`")
_NO_HEADER: Final = re.compile(r"<th(?P<align>[^>]*)></th>")
_HEADING: Final = re.compile(r"<(?P<slash>/?)h(?P<level>[1-6])(?P<rest>[ >])")

Resolve = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Markup:
    """Sanitized HTML; templates print it without escaping (the protocol of MarkupSafe's `__html__`)."""

    html: str

    def __html__(self) -> str:
        return self.html


def markup(text: str, *, under: int, id_prefix: str, resolve: Resolve) -> Markup:
    """A Markdown text as HTML whose headings come right below a heading of level `under`."""
    rendered = _lowered(render_markdown(text, id_prefix=id_prefix, resolve=resolve), under)
    # Every table of Markdown has a header row; an empty cell there heads nothing, and must not be read out as a header.
    return Markup(_NO_HEADER.sub(r"<td\g<align>></td>", rendered))


def inline(text: str) -> Markup:
    """A line of text in which `code` is set as code; it may stand in a link, so it holds no other markup."""
    return Markup(_CODE.sub(r"<code>\1</code>", html.escape(text)))


def _lowered(rendered: str, under: int) -> str:
    """The same headings, none above `under + 1` and no level skipped, so that the page keeps one outline."""
    if "<h" not in rendered:
        return rendered
    used = sorted({int(found["level"]) for found in _HEADING.finditer(rendered)})
    wanted = {level: under + 1 + place for place, level in enumerate(used)}
    now = under

    def lower(found: re.Match[str]) -> str:
        nonlocal now
        if not found["slash"]:
            now = min(wanted[int(found["level"])], now + 1, 6)
        return f"<{found['slash']}h{now}{found['rest']}"

    return _HEADING.sub(lower, rendered)
