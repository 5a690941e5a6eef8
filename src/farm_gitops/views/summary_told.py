"""What a summary is made of: sentences in plain text, some with the beginning of the text that they are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, NamedTuple

from farm_gitops.documents.markdown import plain_text
from farm_gitops.model.incident import Redaction

_QUOTED: Final = 400
"""How many characters of a text are quoted."""


class Told(NamedTuple):
    """A sentence, and the beginning of the text that it is about (empty where it is about none)."""

    text: str
    quote: str = ""


def quote(markdown: str) -> str:
    """The beginning of a Markdown text, its words alone."""
    return plain_text(markdown, limit=_QUOTED)


def added_and_removed(
    what: str, before: Collection[str], after: Collection[str], named: Callable[[Iterable[str]], str]
) -> Iterator[Told]:
    """What came to a list and what left it."""
    new = [each for each in after if each not in before]
    gone = [each for each in before if each not in after]
    if new:
        yield Told(f"adds {what}: {named(new)}")
    if gone:
        yield Told(f"takes away {what}: {named(gone)}")
    if not new and not gone:
        yield Told(f"puts {what} in another order")


def taken_out(what: str, redaction: Redaction, by: str) -> Told:
    """A text that was taken out, by whom, and the reason that they give."""
    return Told(f"{what} was taken out by {by}", quote(redaction.reason))
