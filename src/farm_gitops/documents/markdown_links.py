"""Where a Markdown text leads: its links and images, and which file of the repository a relative one means."""

from __future__ import annotations

import html
import posixpath
import re
from urllib.parse import unquote, urlsplit

from farm_gitops.documents.markdown_engine import markdown_to_html
from farm_gitops.documents.markdown_limits import is_costly_html, is_costly_markdown

# cmark writes both in this one form; a `"` from the text is always escaped.
_URL = re.compile(r'<(?:a href|img src)="([^"]*)"')


def links(text: str) -> frozenset[str]:
    """Every URL that a text links to or shows as an image; none for a text that is too costly to render."""
    if is_costly_markdown(text):
        return frozenset()
    rendered = markdown_to_html(text)
    return frozenset() if is_costly_html(rendered, text) else frozenset(map(html.unescape, _URL.findall(rendered)))


def may_link(text: str) -> bool:
    """Whether a text could hold a relative link; right wherever it says no (CommonMark 0.31: 6.3 and 4.7)."""
    return "](" in text or "]:" in text


def target(file: str, url: str) -> str | None:
    """The path that a relative URL in a file means, from the root; None for an address elsewhere."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as `https://[`
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(parts.path)))
