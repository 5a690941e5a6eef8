"""What the preview adds to a page of the site when it is served; the page on disk stays as it was built."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Final

from farm_gitops.preview.contract import PageMeta

_MAIN: Final = re.compile(rb"<main\b[^>]*>", re.IGNORECASE)
_HEAD_END: Final = re.compile(rb"</head\s*>", re.IGNORECASE)
_POLICY: Final = re.compile(
    rb"""(<meta\b[^>]*http-equiv="Content-Security-Policy"[^>]*form-action (?:'|&#39;))none((?:'|&#39;))"""
)

_SCRIPTS: Final = ("morph.js", "drafts.js", "overlay.js", "preview.js")
_FILES: Final = "".join(
    [
        '<link rel="stylesheet" href="/_preview/preview.css">\n',
        *(f'<script defer src="/_preview/{name}"></script>\n' for name in _SCRIPTS),
    ]
)


def injected(page: bytes, meta: PageMeta, panel: str) -> bytes:
    """The page with the client in its head, leave to send its forms to us, and the panel at the top of its content."""
    told = escape(json.dumps(meta, ensure_ascii=False), quote=True)
    head = f'<meta name="farm-preview" content="{told}">\n{_FILES}'.encode()
    page = _POLICY.sub(rb"\1self\2", page, count=1)
    page = _before(_HEAD_END, page, head)
    return _after(_MAIN, page, panel.encode("utf-8", "replace"))


def _before(place: re.Pattern[bytes], page: bytes, added: bytes) -> bytes:
    """A project's own template may lack the place; then the page stays as it is."""
    found = place.search(page)
    return page[: found.start()] + added + page[found.start() :] if found else page


def _after(place: re.Pattern[bytes], page: bytes, added: bytes) -> bytes:
    found = place.search(page)
    return page[: found.end()] + added + page[found.end() :] if found else page
