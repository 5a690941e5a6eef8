"""What the parts of the preview say to each other: forms to the server, and messages to the browser.

Messages are CloudEvents 1.0 in JSON with the extension attribute `sequence` (source: CloudEvents "Sequence" extension).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal, NamedTuple, Protocol, TypedDict

FORMS: Final = "/_preview/forms/"
"""Below this path the forms answer; what the preview itself ships lies beside it, under `/_preview/<name>`."""

CSRF_FIELD: Final = "csrf"
"""The name of the hidden field, in every form, that holds `Viewer.csrf`."""


class Viewer(NamedTuple):
    """Who looks at a page: the token that their forms must send, and whether they may only read."""

    csrf: str
    is_read_only: bool


class FormRequest(NamedTuple):
    """What a browser asks of a form; host, origin, token, CSRF token, method and size are checked already.

    `path` is what follows `/_preview/forms/`; `csrf` is the token that a form shown in answer must send.
    """

    method: Literal["GET", "POST"]
    path: str
    query: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]
    csrf: str


class FormResponse(NamedTuple):
    """What a form answers: a page (`html`), another address to go to (`location`), or a value for scripts (`json`)."""

    status: int
    html: str | None = None
    location: str | None = None
    json: str | None = None


class Forms(Protocol):
    """The forms of a project. Nothing is asked of them by two threads at once, except for a `panel`."""

    def panel(self, page_path: str, viewer: Viewer) -> str:
        """What stands at the top of a page of the site (`incidents/acme/…/index.html`), as HTML; may be empty."""

    def answer(self, request: FormRequest) -> FormResponse:
        """Show or carry out a form."""


class MessageType(StrEnum):
    """What the preview tells besides what happened to incidents."""

    HELLO = "preview.hello"
    CHANGED = "preview.changed"
    BROKEN = "preview.broken"
    MENDED = "preview.mended"
    RELOAD = "preview.reload"
    PROGRESS = "preview.progress"


class FindingJson(TypedDict):
    """A finding of a broken file; `line` and `column` count from 1, `source` is the text of that line."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    cure: str
    source: str


class ChangedJson(TypedDict):
    """Pages whose bytes changed, and pages that are gone, HTML first.

    Those are told that somebody looked at lately, and those of the incidents that changed.

    `more` is how many others there are that the message does not name; then any page may have changed.
    """

    pages: list[str]
    removed: list[str]
    more: int


class PageMeta(TypedDict):
    """The content of `<meta name="farm-preview">` on every page.

    `cursor` stands for all messages that the page is sure to show: `/ws?last=CURSOR` gives those that came after.
    """

    page: str
    csrf: str
    readOnly: bool
    cursor: str
