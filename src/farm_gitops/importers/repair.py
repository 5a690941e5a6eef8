"""What an import had to put right: what was odd, what was made of it, and which rule it would have broken."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Oddity(StrEnum):
    """What can be odd about a foreign record."""

    LONG_TITLE = "long-title"
    TITLE_OF_SEVERAL_LINES = "title-of-several-lines"
    EMPTY_TITLE = "empty-title"
    UNKNOWN_SEVERITY = "unknown-severity"
    UNKNOWN_STATUS = "unknown-status"
    MONITORING = "monitoring"
    STEP_BACK = "step-back"
    UNTOLD_STATUS = "untold-status"
    STALE_STATUS = "stale-status"
    HTML = "html"
    LINE_ENDS = "line-ends"
    HIDDEN_CHARACTERS = "hidden-characters"
    EMPTY_MESSAGE = "empty-message"
    LONG_MESSAGE = "long-message"
    TIME = "time"
    LATE_START = "late-start"
    EARLY_UPDATE = "early-update"
    EARLY_END = "early-end"
    UNORDERED_UPDATES = "unordered-updates"
    UPDATE_WITHOUT_ID = "update-without-id"
    REPEATED_UPDATE = "repeated-update"
    REPEATED_COMPONENT = "repeated-component"
    MERGED_COMPONENT = "merged-component"
    NUMBERED_COMPONENT = "numbered-component"
    NAMELESS_COMPONENT = "nameless-component"
    RETIRED_COMPONENT = "retired-component"
    MANY_COMPONENTS = "many-components"
    GUESSED_COMPONENTS = "guessed-components"
    UNTOLD_POST_MORTEM = "untold-post-mortem"
    BAD_LINK = "bad-link"
    FRONT_MATTER = "front-matter"
    DANGLING_REFERENCE = "dangling-reference"
    RENAMED_INCIDENT = "renamed-incident"
    RENAMED_COMPONENT = "renamed-component"
    GONE_NAME = "gone-name"
    ANOTHERS_ACT = "anothers-act"
    SHARED_ADDRESS = "shared-address"
    MISSING_ATTACHMENT = "missing-attachment"
    REWORDING = "rewording"
    NO_ROOT_CAUSE = "no-root-cause"


BROKEN_RULE: Final[Mapping[Oddity, str]] = {
    Oddity.LONG_TITLE: "invalid-value",
    Oddity.TITLE_OF_SEVERAL_LINES: "invalid-value",
    Oddity.EMPTY_TITLE: "invalid-value",
    Oddity.UNKNOWN_SEVERITY: "invalid-value",
    Oddity.UNKNOWN_STATUS: "invalid-value",
    Oddity.MONITORING: "invalid-value",
    Oddity.STEP_BACK: "illegal-transition",
    Oddity.STALE_STATUS: "status-mismatch",
    Oddity.HIDDEN_CHARACTERS: "invalid-encoding",
    Oddity.EMPTY_MESSAGE: "missing-field",
    Oddity.LONG_MESSAGE: "file-too-large",
    Oddity.TIME: "invalid-timestamp",
    Oddity.LATE_START: "unordered-times",
    Oddity.EARLY_UPDATE: "unordered-times",
    Oddity.EARLY_END: "unordered-times",
    Oddity.NUMBERED_COMPONENT: "duplicate-key",
    Oddity.NAMELESS_COMPONENT: "invalid-value",
    Oddity.RETIRED_COMPONENT: "retired-name",
    Oddity.MANY_COMPONENTS: "file-too-large",
    Oddity.BAD_LINK: "invalid-value",
    Oddity.FRONT_MATTER: "invalid-front-matter",
    Oddity.REWORDING: "timeline-rewritten",
    Oddity.NO_ROOT_CAUSE: "missing-field",
    Oddity.DANGLING_REFERENCE: "unknown-incident",
    Oddity.RENAMED_COMPONENT: "invalid-value",
    Oddity.GONE_NAME: "retired-name",
    Oddity.ANOTHERS_ACT: "unauthorized-approval",
    Oddity.SHARED_ADDRESS: "invalid-value",
}
"""The rule that each oddity would have broken; the others break none and are only worth knowing."""


class Repair(NamedTuple):
    """One thing put right in one foreign record, named by its id and title at the source."""

    oddity: Oddity
    source: str
    title: str
    found: str
    made: str

    @property
    def rule(self) -> str:
        """The rule that the record would have broken; empty where it breaks none."""
        return BROKEN_RULE.get(self.oddity, "")


class Ledger:
    """Collects the repairs of one foreign record while it is read."""

    def __init__(self, source: str, title: str) -> None:
        self.source: Final = source
        self.title: Final = title
        self._repairs: Final[list[Repair]] = []

    def note(self, oddity: Oddity, found: str, made: str) -> None:
        """Write down what was found and what was made of it."""
        self._repairs.append(Repair(oddity, self.source, self.title, found, made))

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """All that was written down, in order."""
        return tuple(self._repairs)
