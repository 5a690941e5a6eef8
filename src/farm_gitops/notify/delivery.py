"""What became of messages that were to be sent: how each ended, and what to type where one did not arrive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment

AGAIN: Final = "run the same command again: every event keeps its id, so a receiver knows what it has"

Progress = Callable[[int, int], None]
"""Hears how many of how many messages are done."""


class Clock(NamedTuple):
    """The time that it is, and a way to let some seconds pass; the command line gives the real one."""

    now: Callable[[], Moment]
    wait: Callable[[float], None]


class Outcome(NamedTuple):
    """How a message ended: `events` are the ids that it holds, `reason` is why it was not taken (empty: it was)."""

    events: tuple[str, ...]
    attempts: int
    reason: str = ""


class Delivery(NamedTuple):
    """What became of all messages for one place. `target` says which, without what must stay secret."""

    target: str
    outcomes: tuple[Outcome, ...]
    cure: str

    @property
    def is_complete(self) -> bool:
        """Whether everything arrived."""
        return not any(outcome.reason for outcome in self.outcomes)


def untried(events: tuple[str, ...]) -> Outcome:
    """How a message ends after another that showed that nothing arrives there."""
    return Outcome(events, 0, "not tried after the one before")
