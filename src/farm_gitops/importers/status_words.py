"""What the words of many status pages mean: how far along an incident is, and how bad."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from farm_gitops.model.lifecycle import Status
from farm_gitops.model.severity import Severity

MONITORING: Final = "monitoring"
POSTMORTEM: Final = "postmortem"

STATUSES: Final[Mapping[str, Status]] = {
    "open": Status.OPEN,
    "opened": Status.OPEN,  # cState
    "down": Status.OPEN,  # Upptime: a robot says so, and nobody looks yet
    "investigating": Status.INVESTIGATING,
    "ongoing": Status.INVESTIGATING,  # Fedora
    "service_disruption": Status.INVESTIGATING,  # Google Cloud, as the next one
    "service_outage": Status.INVESTIGATING,
    "identified": Status.IDENTIFIED,
    MONITORING: Status.IDENTIFIED,  # whoever watches a fix knows the cause
    "resolved": Status.RESOLVED,
    "available": Status.RESOLVED,  # Google Cloud
    "up": Status.RESOLVED,  # Upptime
}
"""What a status page's words mean; the words in `ORDINARY`, and every word that nobody knows, move nothing."""

ORDINARY: Final = frozenset({"", "update", "service_information", POSTMORTEM})
"""Words that are well known and name no status: an update that says no more than that it is one."""

MAINTENANCE: Final = frozenset({"scheduled", "in_progress", "verifying", "completed", "planned"})
"""Words that only planned maintenances have."""

_SEVERITIES: Final[Mapping[str, Severity]] = {
    "critical": Severity.P1,  # Statuspage, down to `none`
    "major": Severity.P2,
    "minor": Severity.P3,
    "none": Severity.P4,
    **{severity.value.casefold(): severity for severity in Severity},
    "high": Severity.P2,  # Google Cloud, down to `low`; these are our own names of P2, P3, P4
    "medium": Severity.P3,
    "low": Severity.P4,
    "down": Severity.P1,  # cState and Upptime, down to `notice`
    "disrupted": Severity.P2,
    "notice": Severity.P4,
    "3": Severity.P1,  # AWS: service disruption, performance issues, informational message, operating normally
    "2": Severity.P3,
    "1": Severity.P4,
    "0": Severity.P4,
    "major-outage": Severity.P1,  # the states of a Statuspage component
    "partial-outage": Severity.P2,
    "degraded-performance": Severity.P3,
}
_OUTAGE: Final = "high/service-outage"
_MAINTENANCE_SEVERITIES: Final = frozenset({"maintenance", "under-maintenance"})
_BETWEEN_WORDS: Final = re.compile(r"[\s_-]+")


def status_word(text: str) -> str:
    """A status as the tables here write it: `In progress` → `in_progress`."""
    return "_".join(_words(text))


def severity_named(text: str) -> Severity | None:
    """The severity that a source's word means (`impact-minor` and `Minor` are the same), or None."""
    name = _severity_word(text)
    # The second half is Google's own measure; only an outage says more than the first half does.
    return Severity.P1 if name == _OUTAGE else _SEVERITIES.get(name.partition("/service-")[0])


def means_maintenance(severity: str) -> bool:
    """Whether a source's word for the severity says that it was planned."""
    return _severity_word(severity) in _MAINTENANCE_SEVERITIES


def _severity_word(text: str) -> str:
    return "-".join(_words(text)).removeprefix("impact-")


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(text.casefold()) if word]
