"""Foreign timestamps read as moments: UTC where no zone is given, and a note for each that had to be guessed at."""

from __future__ import annotations

from collections.abc import Iterable

from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.model.moment import Moment, corrected


def read_moment(text: str, what: str, ledger: Ledger) -> Moment | None:
    """The moment that a text names, or None where it is empty or beyond reading; `what` names it in the ledger."""
    if not text.strip():
        return None
    try:
        return Moment.parse(text)
    except ValueError:
        guess = corrected(text)
    shown = shortened(one_line(text), 60)
    if guess is None:
        ledger.note(Oddity.TIME, f"{what} `{shown}` cannot be read", "left out")
        return None
    ledger.note(Oddity.TIME, f"{what} `{shown}` is no RFC 3339 timestamp", f"read as {guess}")
    return Moment.parse(guess)


def first_moment(texts: Iterable[str], what: str, ledger: Ledger) -> Moment | None:
    """The first of several timestamps that can be read."""
    return next(filter(None, (read_moment(text, what, ledger) for text in texts)), None)


def read_quietly(text: str) -> Moment | None:
    """The moment that a text names, for whoever only compares."""
    return read_moment(text, "", Ledger("", ""))
