"""Moments and durations as pages show them: always UTC and labelled, whatever the machine's zone and language are."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


class Stamp(NamedTuple):
    """A moment twice: for machines (RFC 3339, UTC) and for people (`23 Nov 2026, 10:04 UTC`)."""

    datetime: str
    text: str


def stamp(moment: Moment) -> Stamp:
    """A moment as it is shown."""
    at = moment.instant
    return Stamp(moment.utc, f"{day_text(at.date())}, {at.hour:02}:{at.minute:02} UTC")


def maybe_stamp(moment: Moment | None) -> Stamp | None:
    """The same for a moment that may be unknown."""
    return stamp(moment) if moment else None


def day_text(day: date) -> str:
    """`23 Nov 2026`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def month_text(year: int, number: int) -> str:
    """`November 2026`."""
    return f"{MONTHS[number - 1]} {year}"


def seconds_between(start: Moment | None, end: Moment | None) -> int | None:
    """Whole seconds from one moment to another; None where one is unknown or the end lies before the start."""
    if start is None or end is None or end < start:
        return None
    return int((end.instant - start.instant).total_seconds())


def duration_text(seconds: int) -> str:
    """The two largest units that matter: `2 d 4 h`, `1 h 20 min`, `12 min`; the scripts of the site say the same."""
    if seconds < _MINUTE:
        return "under a minute"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    large, small, names = (_DAY, _HOUR, ("d", "h")) if seconds >= _DAY else (_HOUR, _MINUTE, ("h", "min"))
    rest = seconds % large // small
    return f"{seconds // large} {names[0]}" + (f" {rest} {names[1]}" if rest else "")
