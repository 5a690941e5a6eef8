"""`future-time`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from farm_gitops.rules import uses
from farm_gitops.rules.rule import Finding
from farm_gitops.rules.subject import CaseNow

_SLACK: Final = timedelta(minutes=5)
"""What the clocks of two machines may differ by."""


def future_time(subject: CaseNow) -> Iterator[Finding]:
    """No time lies more than five minutes in the future.

    Such a time is a slip, often of the year or of the time zone, and stays at the top of every list until it has come.

    Fails (timeline/20271123T101500Z-bob.md):

        The database answers again.

    Passes (timeline/20261123T101500Z-bob.md):

        The database answers again.
    """
    for use in uses.moments(subject.case.record):
        if use.value.instant > subject.now.instant + _SLACK:
            message = f"{use.value} has not come yet; it is {subject.now.utc}"
            yield Finding(use.path, message, "check the year and the offset from UTC", use.route)
