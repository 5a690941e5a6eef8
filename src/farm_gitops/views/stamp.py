"""Moments and durations as pages show them: always UTC and labelled, whatever the machine's zone and language are."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from itertools import dropwhile
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MINUTE: Final = 60
_DAY: Final = 24 * 60 * _MINUTE
_DAYS_A_MONTH: Final = 30
_DAYS_A_YEAR: Final = 365


class Stamp(NamedTuple):
    """A moment twice: for machines (RFC 3339, UTC) and for people (`23 Nov 2026, 10:04 UTC`)."""

    datetime: str
    text: str


def stamp(moment: Moment) -> Stamp:
    """A moment as it is shown."""
    return _stamp(moment.instant)


@lru_cache(maxsize=1 << 12)  # an incident's moments stand in its page, its rows, its twin and its feeds
def _stamp(at: datetime) -> Stamp:
    return Stamp(Moment.at(at).text, f"{day_text(at.date())}, {at.hour:02}:{at.minute:02} UTC")


def maybe_stamp(moment: Moment | None) -> Stamp | None:
    """The same for a moment that may be unknown."""
    return stamp(moment) if moment else None


def day_text(day: date) -> str:
    """`23 Nov 2026`."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def month_text(year: int, number: int) -> str:
    """`November 2026`."""
    return f"{MONTHS[number - 1]} {year}"


def duration_text(seconds: int) -> str:
    """What the eye wants: `12 min`, `1 h 20 min`, `2 d 4 h`, `12 days`, `3 months`; the site's scripts say the same."""
    days = seconds // _DAY
    if seconds < _MINUTE:
        return "under a minute"
    if days >= 2 * _DAYS_A_YEAR:
        return f"{days // _DAYS_A_YEAR} years"
    if days >= 2 * _DAYS_A_MONTH:
        return f"{days // _DAYS_A_MONTH} months"
    return f"{days} days" if days >= 7 else _words(_parts(seconds)[:2])


def exact_text(seconds: int) -> str:
    """The same to the minute: `109 d 1 h 5 min`."""
    return _words(_parts(seconds)) or duration_text(seconds)


def _parts(seconds: int) -> list[tuple[int, str]]:
    """Days, hours and minutes, from the largest that there is."""
    hours, minutes = divmod(seconds // _MINUTE, 60)
    return list(dropwhile(lambda part: not part[0], [(hours // 24, "d"), (hours % 24, "h"), (minutes, "min")]))


def _words(parts: list[tuple[int, str]]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
