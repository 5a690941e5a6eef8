"""The errors that end a command: each says what is wrong and what to type next.

A wrong *file* is never one of these; it is a finding (see `rules`). These are for a wrong environment, a wrong
call, or an act that is refused. The exit codes are fixed by the product: 1 refused, 2 usage, 3 cannot work here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar


class FarmError(Exception):
    """Something that keeps the program from working here (exit code 3).

    `message` says what is wrong in one sentence; `cure` is something to type or change, or empty.
    """

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


class UsageError(FarmError):
    """The call itself is wrong: an unknown id, an ambiguous prefix, a missing text (exit code 2)."""

    exit_code = 2


class Refused(FarmError):  # noqa: N818 - it is a verdict rather than a fault
    """The act is understood and not allowed: a step back in the lifecycle, an approval by who may not (exit code 1)."""

    exit_code = 1


class Stage:
    """How far something has come that somebody may stop; `words` say what was kept and left if that is now."""

    def __init__(self, words: str) -> None:
        self.words = words


@contextmanager
def stoppable(words: str) -> Iterator[Stage]:
    """Whoever stops this (Ctrl-C) hears the words of the stage that it is in by then."""
    stage = Stage(words)
    try:
        yield stage
    except KeyboardInterrupt as stop:
        explain_stop(stop, stage.words)
        raise


def explain_stop(stop: BaseException, words: str) -> None:
    """Say what was kept and left, unless somebody said so already who knew it better."""
    if words and not explained(stop):
        stop.add_note(words)


def explained(stop: BaseException) -> str:
    """What was said of a stop, also where another error was made of it."""
    notes = [note for each in (stop, stop.__cause__) for note in getattr(each, "__notes__", ())]
    return str(notes[0]) if notes else ""
