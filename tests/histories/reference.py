"""What may become of an incident, written anew from the specification, for comparison with the program.

It shares nothing with `farm_gitops.model`: statuses are numbers from 0 (open) to 3 (resolved), an incident is what one
may still ask of it, and each question answers whether a step is allowed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

WORDS = ("open", "investigating", "identified", "resolved")
RESOLVED = 3
ADMINS = ("alice", "dora")


@dataclass
class Told:
    """An entry: its text, and the status that it tells, if any."""

    text: str
    status: int | None = None
    is_redacted: bool = False


@dataclass
class Known:
    """An incident as it landed."""

    status: int = 0
    title: str = "It"
    reported: int = 0
    entries: dict[str, Told] = field(default_factory=dict)
    cause: str | None = None
    approved_by: str | None = None
    is_done: bool = False


def may_tell(before: int, after: int, told: Sequence[int]) -> bool:
    """Whether new entries, in the order in which they happened, tell the way from one status to another."""
    if after < before:
        return False
    here = before
    for status in told:
        if status == before:  # somebody repeats what is known
            continue
        if not here < status <= after:
            return False
        here = status
    return True


def may_write_post_mortem(known: Known) -> bool:
    """A post-mortem comes after the end, and is written until it is approved."""
    return known.status == RESOLVED and known.approved_by is None


def may_approve(known: Known, by: str) -> bool:
    """Somebody else's word is not theirs to give."""
    return may_write_post_mortem(known) and by in ADMINS


def may_redact(told: Told, by: str) -> bool:
    """Text is taken out once, by an admin."""
    return by in ADMINS and not told.is_redacted
