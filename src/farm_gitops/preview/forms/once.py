"""Each form is sent once: it carries a word of its own, and what came of it is remembered for a while."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, NamedTuple

from farm_gitops.preview.forms.typed import digest

ONCE: Final = "once"
"""The name of the hidden field."""

_KEPT: Final = 1_000


class Sent(NamedTuple):
    """A form that was carried out: a digest of what it said, and the page that shows what came of it."""

    said: str
    location: str


class Once:
    """What was sent; the oldest are forgotten."""

    def __init__(self) -> None:
        self._sent: Final[OrderedDict[str, Sent]] = OrderedDict()

    @staticmethod
    def word() -> str:
        """A new word for a form that is shown."""
        return secrets.token_urlsafe(12)

    def before(self, fields: Mapping[str, tuple[str, ...]]) -> Sent | None:
        """What came of this form when it was sent before; None where it is sent for the first time, or has no word."""
        return self._sent.get(_word(fields)) if _word(fields) else None

    def remember(self, fields: Mapping[str, tuple[str, ...]], location: str) -> None:
        """A form was carried out."""
        self._sent[_word(fields)] = Sent(said(fields), location)
        while len(self._sent) > _KEPT:
            self._sent.popitem(last=False)


def said(fields: Mapping[str, tuple[str, ...]]) -> str:
    """A digest of all that a form says."""
    return digest(part for name in sorted(fields) for part in (name, *fields[name]))


def _word(fields: Mapping[str, tuple[str, ...]]) -> str:
    return next(iter(fields.get(ONCE, ())), "")
