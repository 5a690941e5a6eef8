"""What the doctor says of one thing, and how that becomes a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from farm_gitops.errors import FarmError

Verdict = Literal["pass", "reject", "error"]
State = Literal["fine", "advice", "wrong", "unseen", "blind"]


class Check(NamedTuple):
    """One thing looked at, by its name, and the cure as something to type.

    `advice` could be better and `wrong` must be; `unseen` cannot be seen from here by anybody, and `blind` could not be
    looked at for the reason that it says.
    """

    name: str
    state: State
    message: str
    cure: str = ""


Answer = Iterator[tuple[State, str, str]]
"""What a question yields: state, message and cure; nothing where it does not arise."""


def asked(name: str, question: Callable[[], Answer]) -> Iterator[Check]:
    """A question's answers; where this environment keeps it from being answered, that is the answer."""
    try:
        for state, message, cure in question():
            yield Check(name, state, message, cure)
    except FarmError as error:
        yield Check(name, "blind", error.message, error.cure)


def verdict(checks: Iterable[Check]) -> Verdict:
    """`error` where something could not be looked at, `reject` where something is wrong."""
    states = {check.state for check in checks}
    return "error" if "blind" in states else "reject" if "wrong" in states else "pass"
