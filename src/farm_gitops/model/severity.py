"""How bad an incident is: four severities and what each means. Standard library only, so that `--help` may read it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Severity(StrEnum):
    """The severity of an incident, worst first."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Meaning(NamedTuple):
    """A severity in words: `label` is one word, `text` a sentence."""

    label: str
    text: str


MEANING: Final[Mapping[Severity, Meaning]] = {
    Severity.P1: Meaning("critical", "service outage affecting all users; requires immediate response"),
    Severity.P2: Meaning("high", "major functionality degraded; affects a significant portion of users"),
    Severity.P3: Meaning("medium", "minor functionality impacted; workaround available"),
    Severity.P4: Meaning("low", "cosmetic or minor issue; no significant user impact"),
}

GRAVE: Final = frozenset({Severity.P1, Severity.P2})
"""The severities that need a commander and a post-mortem."""
