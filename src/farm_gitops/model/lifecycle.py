"""The life of an incident: its four statuses and the one table of transitions.

Every part of the program that needs to know what may follow what (the rules, the commands, the buttons, the docs)
reads `TRANSITIONS`; nothing else in the code says it again. Standard library only, so that `--help` may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """Where an incident stands, as `incident.yaml` and timeline entries write it."""

    OPEN = "open"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    RESOLVED = "resolved"


MEANING: Final[Mapping[Status, str]] = {
    Status.OPEN: "reported, not yet triaged",
    Status.INVESTIGATING: "team is actively investigating the cause",
    Status.IDENTIFIED: "root cause has been identified",
    Status.RESOLVED: "incident has been resolved (terminal)",
}

TRANSITIONS: Final[Mapping[Status, tuple[Status, ...]]] = {
    Status.OPEN: (Status.INVESTIGATING, Status.IDENTIFIED, Status.RESOLVED),
    Status.INVESTIGATING: (Status.IDENTIFIED, Status.RESOLVED),
    Status.IDENTIFIED: (Status.RESOLVED,),
    Status.RESOLVED: (),
}

FIRST: Final = Status.OPEN
_RANKS: Final[Mapping[Status, int]] = {status: place for place, status in enumerate(TRANSITIONS)}


def rank(status: Status) -> int:
    """How far along a status is: 0 for `open`, 3 for `resolved`."""
    return _RANKS[status]


def may_follow(before: Status, after: Status) -> bool:
    """Whether an incident may go from `before` to `after` (any forward jump; staying is no transition)."""
    return after in TRANSITIONS[before]


def is_terminal(status: Status) -> bool:
    """Whether nothing follows this status."""
    return not TRANSITIONS[status]


def refusal(before: Status, after: Status) -> tuple[str, str]:
    """Why `before → after` is refused, and the way out: (message, cure)."""
    if before is after:
        return f"the incident is {before} already", 'post an ordinary update instead: farm-gitops update ID -m "…"'
    if is_terminal(before):
        return (
            f"a {before} incident stays {before}; it cannot go back to {after}",
            'open a new incident that names this one: farm-gitops open "…" --severity … --follows ID',
        )
    allowed = ", ".join(TRANSITIONS[before])
    return (
        f"the status never goes back: {before} → {after} is refused; from {before} it may become {allowed}",
        "post an update that says what was wrong; the status stays",
    )
