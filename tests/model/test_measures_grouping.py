"""Incidents in groups: nothing is lost, nothing counts twice, and months and hours are those of UTC."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from measured_lives import life, some_lives

from farm_gitops.model.measures.grouping import HourOfWeek, Month, grouped, hours_of_week, months
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment


def test_month_and_hour_are_utc_whatever_zone_was_written() -> None:
    one = life()._replace(created=Moment.parse("2026-12-01T00:30:00+01:00"))
    assert months(one) == (Month(2026, 11),)
    assert hours_of_week(one) == (HourOfWeek(0, 23),)


def test_what_nobody_dated_is_in_no_month() -> None:
    assert grouped([life(began=None)], months) == {}


@given(some_lives(longest=100_000))
def test_groups_hold_what_counting_by_hand_finds(lives: list[Life]) -> None:
    found = {key: len(group) for key, group in grouped(lives, hours_of_week).items()}
    dated = [each.created.instant for each in lives if each.created]
    assert found == Counter((at.isoweekday() - 1, at.hour) for at in dated)
    assert sum(len(group) for group in grouped(lives, months).values()) == len(dated)


@given(st.integers(1, 9000), st.integers(1, 12), st.integers(0, 12))
def test_earlier_months_are_those_on_the_calendar(year: int, number: int, back: int) -> None:
    slow = Month(year, number)
    for _ in range(back):
        slow = Month(slow.year, slow.number - 1) if slow.number > 1 else Month(slow.year - 1, 12)
    assert Month(year, number).earlier(back) == slow
