"""Error budgets: the figures of the Farm platform, at each border of their statuses and for young records."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.measures.availability import Availability
from farm_gitops.model.measures.budget import BudgetStatus, budget


def measured(downtime: Fraction | int, elapsed: int = 100_000, window: int = 100_000) -> Availability:
    """What was measured in a window of so many seconds."""
    return Availability(Fraction(window), Fraction(elapsed), Fraction(downtime), Fraction(downtime), (), ())


def test_a_quarter_of_the_budget_used_in_a_whole_window() -> None:
    found = budget(Fraction("99.9"), measured(25))
    assert (found.total, found.current, found.consumed) == (Fraction("0.1"), Fraction("99.975"), Fraction("0.025"))
    assert (found.remaining, found.burn_rate, found.status) == (Fraction(75), Fraction(1, 4), BudgetStatus.HEALTHY)


@pytest.mark.parametrize(
    ("downtime", "remaining", "status"),
    [
        (0, 100, "healthy"),
        (Fraction("49.999"), Fraction("50.001"), "healthy"),
        (50, 50, "warning"),
        (90, 10, "warning"),
        (Fraction("90.001"), Fraction("9.999"), "critical"),
        (Fraction("99.999"), Fraction("0.001"), "critical"),
        (100, 0, "exhausted"),
        (250, -150, "exhausted"),
    ],
)
def test_the_status_turns_exactly_at_its_borders(downtime: Fraction | int, remaining: Fraction, status: str) -> None:
    found = budget(Fraction("99.9"), measured(downtime))
    assert (found.remaining, found.status) == (remaining, status)


def test_young_records_burn_faster_and_the_rest_of_the_window_has_used_up_nothing() -> None:
    found = budget(Fraction("99.9"), measured(25, elapsed=10_000))
    assert (found.remaining, found.burn_rate) == (Fraction(75), Fraction(5, 2))
    assert (found.current, found.consumed) == (Fraction("99.75"), Fraction("0.025"))


def test_before_anything_was_recorded_the_budget_is_whole() -> None:
    found = budget(Fraction("99.9"), measured(0, elapsed=0))
    assert [found.current, found.remaining, found.burn_rate] == [100, 100, 0]
    assert found.status is BudgetStatus.HEALTHY


@given(
    st.integers(1, 99_999).map(lambda thousandths: Fraction(thousandths, 1000)),
    st.integers(1, 100_000),
    st.integers(0, 100_000),
)
def test_at_a_burn_rate_of_one_the_budget_lasts_to_the_end_of_the_window(
    target: Fraction, elapsed: int, downtime: int
) -> None:
    found = budget(target, measured(min(downtime, elapsed), elapsed=elapsed))
    at_the_end = found.consumed * 100_000 / elapsed
    assert at_the_end == found.burn_rate * found.total
    assert (found.burn_rate > 1) == (at_the_end > found.total)
    assert found.consumed + found.total * found.remaining / 100 == found.total
