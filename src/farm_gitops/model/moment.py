"""One moment in time as RFC 3339 writes it, with its offset and the very text it was written as."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_NEARLY: Final = re.compile(
    r"(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[Tt\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:\.\d+)?))?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An instant (UTC) together with the text that names it; two are equal when their instants are.

    Source of the format: RFC 3339, section 5.6, restricted to years 1 to 9999 and seconds below 60.
    """

    instant: datetime
    text: str = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read RFC 3339; raises ValueError in words a person can use."""
        if not _RFC_3339.fullmatch(text):
            raise ValueError(_complaint(text))
        try:
            instant = datetime.fromisoformat(_microseconds(text.upper())).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise ValueError(f"`{text}` is no moment that exists") from error
        return cls(instant, text)

    @classmethod
    def at(cls, instant: datetime) -> Self:
        """The moment of an aware datetime, written in UTC to the second: `2026-11-23T10:04:00Z`."""
        exact = instant.astimezone(UTC).replace(microsecond=0)
        return cls(exact, exact.isoformat().replace("+00:00", "Z"))

    def later(self, delay: timedelta) -> Moment:
        """The moment so much later, written to the second with the same offset."""
        local = datetime.fromisoformat(_microseconds(self.text.upper())).replace(microsecond=0) + delay
        return Moment.parse(local.isoformat().replace("+00:00", "Z"))

    @property
    def compact(self) -> str:
        """The UTC basic form that begins an entry's file name: `20261123T100400Z`."""
        return self.instant.strftime("%Y%m%dT%H%M%SZ").rjust(16, "0")

    @property
    def utc(self) -> str:
        """The same instant in UTC, to the second."""
        return Moment.at(self.instant).text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "format": "date-time"}

    @classmethod
    def _validate(cls, value: Any) -> Moment:
        if isinstance(value, Moment):
            return value
        try:
            return cls.parse(value if isinstance(value, str) else str(value))
        except ValueError as error:
            raise PydanticCustomError("timestamp", "{message}", {"message": str(error)}) from error

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[type[Moment], tuple[datetime, str]]:
        """Pickled by its parts: what a dataclass does by itself takes ten times as long to read back."""
        return Moment, (self.instant, self.text)


def seconds_between(start: Moment | None, end: Moment | None) -> int | None:
    """Whole seconds from one moment to another; None where one is unknown or the end lies before the start."""
    if start is None or end is None or end < start:
        return None
    return int((end.instant - start.instant).total_seconds())


@lru_cache(maxsize=1 << 12)  # every sorting of a timeline asks for all of its names
def moment_in_name(name: str) -> Moment | None:
    """The moment that an entry's file name begins with (`20261123T100400Z-alice.md`), or None."""
    match = _COMPACT.match(name)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    try:
        return Moment.parse(f"{year}-{month}-{day}T{hour}:{minute}:{second}Z")
    except ValueError:
        return None


def corrected(text: str) -> str | None:
    """What somebody who wrote `text` most likely meant, in RFC 3339 (UTC where no zone was given), or None."""
    match = _NEARLY.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = match["date"].split("-")
    zone = (match["zone"] or "Z").upper().replace("UTC", "Z").replace("GMT", "Z")
    if len(zone) == 5:
        zone = f"{zone[:3]}:{zone[3:]}"
    clock = f"{match['hour'] or '0':0>2}:{match['minute'] or '00'}:{match['second'] or '00'}"
    guess = f"{year}-{month:0>2}-{day:0>2}T{clock}{zone}"
    try:
        return Moment.parse(guess).text
    except ValueError:
        return None


def names_zone(text: str) -> bool:
    """Whether a time that is nearly RFC 3339 says its zone, so that correcting it invents nothing."""
    match = _NEARLY.fullmatch(text.strip())
    return match is not None and match["hour"] is not None and match["zone"] is not None


def _complaint(text: str) -> str:
    guess = corrected(text)
    if guess is None:
        return f"`{text[:60]}` is not a timestamp with an offset, such as 2026-11-23T10:04:00Z"
    return f"`{text}` is not a timestamp with an offset, such as {guess}"


def _microseconds(text: str) -> str:
    """Python keeps six digits of a second; the text keeps them all."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)
