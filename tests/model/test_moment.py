"""Timestamps: what is accepted, what is suggested, what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.moment import Moment, corrected, moment_in_name

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds are naive


@given(INSTANTS)
def test_every_moment_that_python_writes_is_read_as_the_same_instant_and_kept_as_written(instant: datetime) -> None:
    text = instant.isoformat()
    assert Moment.parse(text).instant == instant
    assert str(Moment.parse(text)) == text


@given(INSTANTS)
def test_the_compact_form_in_a_file_name_is_the_moment_to_the_second(instant: datetime) -> None:
    moment = Moment.at(instant)
    assert moment_in_name(f"{moment.compact}-alice.md") == moment


def test_two_spellings_of_one_instant_are_equal() -> None:
    assert Moment.parse("2026-11-23T11:04:00+01:00") == Moment.parse("2026-11-23T10:04:00Z")
    assert Moment.parse("2026-11-23T10:04:00.123456789Z").text.endswith("789Z")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-23 10:04:00", "2026-11-23T10:04:00Z"),
        ("2026-11-23T10:04:00", "2026-11-23T10:04:00Z"),
        ("2026-11-23T9:04:00", "2026-11-23T09:04:00Z"),
        ("2026-1-3 10:04", "2026-01-03T10:04:00Z"),
        ("2026-11-23", "2026-11-23T00:00:00Z"),
        ("2026-11-23 10:04 UTC", "2026-11-23T10:04:00Z"),
        ("2026-11-23T10:04:00+0100", "2026-11-23T10:04:00+01:00"),
    ],
)
def test_what_was_meant_is_suggested(written: str, meant: str) -> None:
    assert corrected(written) == meant
    with pytest.raises(ValueError, match="such as " + meant.replace("+", r"\+")):
        Moment.parse(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "12026-11-23T10:04:00Z",
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:04:60Z",
        "2026-11-23T10:04:00+25:00",
        "0001-01-01T00:00:00+01:00",
        "\uff1999-11-23T10:04:00Z",
        "2026-11-23T10:04:00Z\n",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"timestamp|moment"):
        Moment.parse(text)


@given(st.text(max_size=40))
def test_no_text_makes_reading_or_guessing_fail_otherwise(text: str) -> None:
    guess = corrected(text)
    assert guess is None or Moment.parse(guess).instant.tzinfo is UTC
