"""Availability and the bars of days, against a reference that walks through the time minute by minute."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from measured_lives import BEGIN, WEIGHTS, life, minute, some_lives, some_weights

from farm_gitops.model.lifecycle import Status
from farm_gitops.model.measures.availability import availability, first_moment, window
from farm_gitops.model.measures.days import Day, days
from farm_gitops.model.measures.impact import Impacts, Span, Weights, days_before, impacts, stretches
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity

P1, P2, P3, P4 = Severity


def harmful(life: Life, at: int, as_of: int) -> bool:
    """Whether the impact of an incident covers the minute after `at`, told in the plainest way."""
    end = life.resolved if life.status == "resolved" else minute(as_of)
    if life.began is None or end is None:
        return False
    return life.began <= minute(at) < end


def slowly(lives: list[Life], begin: int, as_of: int, weights: Weights) -> tuple[Fraction, Fraction]:
    """Seconds of downtime and of any impact, minute by minute."""
    down = affected = Fraction()
    for at in range(begin, as_of):
        active = [weights[each.severity] for each in lives if harmful(each, at, as_of)]
        down += 60 * max(active, default=Fraction())
        affected += 60 * bool(active)
    return down, affected


def test_two_incidents_at_once_count_once_and_the_graver_one_counts() -> None:
    both = impacts([life("a", P1, began=10, resolved=30), life("b", P2, began=20, resolved=50)], minute(100))
    found = availability(both, Span(BEGIN, minute(100).instant), minute(0), WEIGHTS)
    assert [found.affected, found.downtime] == [40 * 60, 20 * 60 + 20 * 30]
    assert found.percent == 70
    assert [incident.name for incident in found.incidents] == ["a", "b"]


def test_what_still_runs_does_harm_until_the_moment_of_the_page_and_never_after() -> None:
    runs = impacts([life(began=40, status=Status.OPEN), life("later", began=200, status=Status.OPEN)], minute(100))
    found = availability(runs, Span(BEGIN, minute(100).instant), minute(0), WEIGHTS)
    assert found.downtime == 60 * 60
    assert [incident.name for incident in found.incidents] == ["a"]


def test_what_was_over_before_the_window_is_none_of_its_incidents() -> None:
    over = impacts([life(began=-60, resolved=0)], minute(100))
    found = availability(over, Span(BEGIN, minute(100).instant), minute(-60), WEIGHTS)
    assert found.percent == 100
    assert found.incidents == ()


def test_times_that_nobody_recorded_or_that_cannot_be_are_said_not_guessed() -> None:
    odd = [life("x", began=None, resolved=3), life("y", resolved=None), life("z", began=9, resolved=4)]
    assert [incident.name for incident in impacts(odd, minute(100)).unknown] == ["x", "y", "z"]
    assert impacts(odd, minute(100)).known == ()


def test_only_the_part_of_the_window_that_the_records_cover_has_elapsed() -> None:
    short = impacts([life(began=80, resolved=85)], minute(100))
    found = availability(short, Span(BEGIN, minute(100).instant), minute(80), WEIGHTS)
    assert [found.window, found.elapsed, found.percent] == [6000, 1200, 75]


def test_without_any_record_nothing_has_elapsed_and_nothing_was_down() -> None:
    found = availability(Impacts((), ()), window(minute(0), 30), first_moment([]), WEIGHTS)
    assert [found.window, found.elapsed, found.percent] == [30 * 86400, 0, 100]


def test_the_records_begin_with_the_earliest_time_in_them() -> None:
    assert first_moment([life(began=5), life(began=None, created=9), life(began=-3, created=1)]) == minute(-3)


@given(some_lives(), some_weights(), st.integers(0, 170))
def test_availability_is_what_walking_through_it_minute_by_minute_finds(
    lives: list[Life], weights: Weights, since: int
) -> None:
    found = availability(impacts(lives, minute(180)), Span(BEGIN, minute(180).instant), minute(since), weights)
    assert (found.downtime, found.affected) == slowly(lives, since, 180, weights)
    assert found.elapsed == (180 - since) * 60
    known = [each for each in lives if each.incident not in found.unknown]
    harm = {each.incident for each in known for at in range(since, 180) if harmful(each, at, 180)}
    assert set(found.incidents) == harm


@given(some_lives())
def test_stretches_are_in_order_and_never_overlap(lives: list[Life]) -> None:
    found = list(stretches(impacts(lives, minute(180)).known, Span(BEGIN, minute(180).instant)))
    ends = [BEGIN, *(stretch.span.end for stretch in found)]
    assert all(end <= stretch.span.begin < stretch.span.end for end, stretch in zip(ends, found, strict=False))
    assert all(stretch.severities for stretch in found)


@given(some_lives(longest=4000), some_weights())
def test_a_day_is_what_walking_through_it_minute_by_minute_finds(lives: list[Life], weights: Weights) -> None:
    as_of, first = 4000, 120 - 1440
    found = days(impacts(lives, minute(as_of)), minute(as_of), 4, weights)
    assert [day.date for day in found] == [date(2026, 11, number) for number in (23, 24, 25, 26)]
    for number, day in enumerate(found):
        begin, end = first + number * 1440, min(first + (number + 1) * 1440, as_of)
        told = [each for each in lives if _known(each)]
        assert (day.downtime, day.affected) == _slow_day(told, begin, end, as_of, weights)
        wrong = {each for each in told for at in range(begin, end) if harmful(each, at, as_of)}
        assert day.worst == min((each.severity for each in wrong), default=None)
        assert set(day.incidents) == {each.incident for each in wrong}


def _known(life: Life) -> bool:
    over = life.status == "resolved"
    return life.began is not None and (not over or (life.resolved is not None and life.resolved >= life.began))


def _slow_day(lives: list[Life], begin: int, end: int, as_of: int, weights: Weights) -> tuple[Fraction, Fraction]:
    weighed = [[weights[each.severity] for each in lives if harmful(each, at, as_of)] for at in range(begin, end)]
    return 60 * sum((max(at) for at in weighed if at), Fraction()), Fraction(60 * sum(bool(at) for at in weighed))


def test_an_incident_over_midnight_is_on_both_days_and_the_last_day_ends_now() -> None:
    found = days(impacts([life("a", P3, began=100, status=Status.OPEN)], minute(150)), minute(150), 2, WEIGHTS)
    incidents = (life("a").incident,)
    assert found == (
        Day(date(2026, 11, 23), P3, Fraction(120), Fraction(1200), incidents),
        Day(date(2026, 11, 24), P3, Fraction(180), Fraction(1800), incidents),
    )


def test_the_first_and_the_last_day_that_there_are_can_be_drawn() -> None:
    for text in ("0001-01-01T06:00:00Z", "9999-12-31T23:59:59Z"):
        moment = Moment.parse(text)
        began = moment.instant.replace(hour=1)
        runs = life(status=Status.OPEN)._replace(began=Moment.at(began))
        found = days(impacts([runs], moment), moment, 90, WEIGHTS)
        assert found[-1].affected == (moment.instant - began) // timedelta(seconds=1)
    assert days_before(Moment.parse("0001-01-20T06:00:00Z").instant, 90).isoformat() == "0001-01-01T06:00:00+00:00"
