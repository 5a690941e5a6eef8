"""Time to acknowledge and to resolve: what is measured, what is left out and said, median and nearest rank."""

from __future__ import annotations

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_lives import life, some_lives

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.measures.durations import Timed, Times, nearest_rank, time_to_acknowledge, time_to_resolve
from farm_gitops.model.measures.life import Life


def timed(*seconds: int) -> tuple[Timed, ...]:
    """So many incidents that took so long."""
    return tuple(Timed(each, IncidentId("acme", f"i{place}")) for place, each in enumerate(seconds))


def names(times: Times) -> list[str]:
    """The incidents that were measured, shortest first."""
    return [each.incident.name for each in times.measured]


def test_acknowledging_counts_from_the_report_and_resolving_from_the_impact() -> None:
    one = life(began=-20, created=0, acknowledged=5, resolved=40)
    assert [each.seconds for each in time_to_acknowledge([one]).measured] == [5 * 60]
    assert [each.seconds for each in time_to_resolve([one]).measured] == [60 * 60]


def test_what_is_not_there_yet_is_neither_measured_nor_unknown() -> None:
    assert time_to_acknowledge([life(status=Status.OPEN)]) == Times((), ())
    assert time_to_resolve([life(status=Status.IDENTIFIED, acknowledged=3)]) == Times((), ())


@pytest.mark.parametrize("odd", [life(began=None, resolved=4), life(resolved=None), life(began=9, resolved=4)])
def test_a_time_that_nobody_recorded_or_that_cannot_be_is_counted_apart(odd: Life) -> None:
    found = time_to_resolve([odd, life("b", resolved=2)])
    assert (names(found), [each.name for each in found.unknown]) == (["b"], ["a"])


@pytest.mark.parametrize(
    ("seconds", "median", "p90"),
    [((7,), "7", 7), ((2, 5), "7/2", 5), ((1, 2, 9), "2", 9), (range(1, 11), "11/2", 9), (range(1, 12), "6", 10)],
)
def test_the_median_is_the_middle_and_the_90th_percentile_a_real_incident(
    seconds: tuple[int, ...], median: str, p90: int
) -> None:
    times = Times(timed(*seconds), ())
    worst = times.percentile(90)
    assert worst is not None
    assert (times.median, worst.seconds) == (Fraction(median), p90)


def test_of_nothing_there_is_no_typical_time() -> None:
    assert (Times((), ()).median, Times((), ()).percentile(90)) == (None, None)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60).map(sorted), st.integers(1, 100))
def test_nearest_rank_is_the_least_within_which_so_many_percent_lie(seconds: list[int], percent: int) -> None:
    found = nearest_rank(timed(*seconds), percent)
    slow = next(each for each in seconds if 100 * sum(other <= each for other in seconds) >= percent * len(seconds))
    assert found is not None
    assert found.seconds == slow


@given(some_lives())
def test_every_incident_is_measured_unknown_or_not_there_yet(lives: list[Life]) -> None:
    for measure, is_over in ((time_to_acknowledge, lambda of: of.status != "open"), (time_to_resolve, _is_over)):
        found = measure(lives)
        over = {each.incident for each in lives if is_over(each)}
        assert {each.incident for each in found.measured} | set(found.unknown) == over
        assert len(found.measured) + len(found.unknown) == len(over)


@given(some_lives())
def test_the_figures_are_those_of_a_slow_count(lives: list[Life]) -> None:
    slow = [
        (each.resolved.instant - each.began.instant).total_seconds()
        for each in lives
        if each.status == "resolved" and each.began and each.resolved and each.resolved >= each.began
    ]
    found = time_to_resolve(reversed(lives))
    assert [each.seconds for each in found.measured] == sorted(slow)
    assert found.median == (statistics.median(slow) if slow else None)


def _is_over(life: Life) -> bool:
    return life.status == "resolved"
