"""Days and times as people write them in documents: `September 29, 2025`, `2022-07-07 08:58`, `2:54 PM PST`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN_DAYS: Final = (
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})[-/](?P<number>\d{1,2})[-/](?P<day>\d{1,2})(?!\d)"),
    re.compile(rf"\b{_MONTH}\s+{_DAY}(?:\s*[-\u2013]\s*\d{{1,2}})?,?\s+(?P<year>(?:19|20)\d{{2}})\b", re.IGNORECASE),
    re.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+(?P<year>(?:19|20)\d{{2}})\b", re.IGNORECASE),
)
_OTHER_WAY: Final = rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>(?:{'|'.join(_MONTHS)})[a-z]*)"
_WITHOUT_YEAR: Final = re.compile(rf"\b(?:{_MONTH}\s+{_DAY}|{_OTHER_WAY})\b", re.IGNORECASE)
_ZONES: Final[Mapping[str, int]] = {  # hours east of Greenwich
    **dict.fromkeys(("utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("cet", "bst", "west"), 1),
    **dict.fromkeys(("cest", "eet"), 2),
    **dict.fromkeys(("eest",), 3),
    **dict.fromkeys(("est", "cdt"), -5),
    **dict.fromkeys(("edt",), -4),
    **dict.fromkeys(("cst", "mdt"), -6),
    **dict.fromkeys(("mst", "pdt"), -7),
    **dict.fromkeys(("pst",), -8),
}
_ZONE: Final = rf"\b(?P<zone>{'|'.join(sorted(_ZONES, key=len, reverse=True))})\b"
_SAID_ZONE: Final = re.compile(rf"times?\b.{{0,40}}?{_ZONE}", re.IGNORECASE)
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?[ \t]*(?P<half>[AaPp]\.?[Mm]\.?)?"
    rf"(?:[ \t]*{_ZONE})?",
    re.IGNORECASE,
)
_NOISE: Final = re.compile(r"[\s*_\[\](),:|~\u2013\u2014-]*")


class Told(NamedTuple):
    """A moment at the beginning of a text, the day on which it was, and the rest of the text."""

    moment: Moment
    day: date
    rest: str


def written_day(text: str) -> date | None:
    """The first day that a text names with its year."""
    found = [(match.start(), day) for form in _WRITTEN_DAYS for match in form.finditer(text) if (day := _day(match))]
    return min(found)[1] if found else None


def day_without_year(text: str, year: int) -> date | None:
    """The first day that a text names without a year."""
    for match in _WITHOUT_YEAR.finditer(text):
        month, day = match["month"] or match["month2"], match["day"] or match["day2"]
        try:
            return date(year, _MONTHS.index(month[:3].casefold()) + 1, int(day))
        except ValueError:
            continue
    return None


def said_zone(text: str) -> timezone | None:
    """The zone of which a document says that its times are in it."""
    found = _SAID_ZONE.search(text)
    return _zone(found["zone"]) if found else None


def midnight(day: date, zone: timezone) -> Moment:
    """The beginning of a day."""
    return _moment(datetime(day.year, day.month, day.day, tzinfo=zone))


def told_time(text: str, day: date | None, zone: timezone) -> Told | None:
    """The time with which a text begins, on the day that it names or else on `day`; None where it begins with none."""
    rest = _NOISE.sub("", text, count=1) if text[:1] in "*_[(" else text
    for form in _WRITTEN_DAYS:
        match = form.match(rest.lstrip())
        if match and (found := _day(match)):
            day, rest = found, rest.lstrip()[match.end() :]
            break
    lone = _WITHOUT_YEAR.match(rest.lstrip())
    if lone and day is not None:
        day, rest = day_without_year(lone[0], day.year) or day, rest.lstrip()[lone.end() :]
    begin = _NOISE.match(rest)
    clock = _CLOCK.match(rest, begin.end() if begin else 0)
    if clock is None or day is None:
        return None
    at = _at(day, clock, _zone(clock["zone"]) if clock["zone"] else zone)
    return Told(at, day, _NOISE.sub("", rest[clock.end() :], count=1)) if at else None


def _day(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    month = int(groups["number"]) if groups.get("number") else _MONTHS.index(groups["month"][:3].casefold()) + 1
    try:
        return date(int(groups["year"]), month, int(groups["day"]))
    except ValueError:
        return None


def _at(day: date, clock: re.Match[str], zone: timezone) -> Moment | None:
    hour, half = int(clock["hour"]), (clock["half"] or "").casefold()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    try:
        at = datetime(day.year, day.month, day.day, hour, int(clock["minute"]), int(clock["second"] or 0), tzinfo=zone)
    except ValueError:
        return None
    return _moment(at)


def _moment(at: datetime) -> Moment:
    return Moment.parse(at.isoformat().replace("+00:00", "Z"))


def _zone(name: str) -> timezone:
    return timezone(timedelta(hours=_ZONES[name.casefold()]))
