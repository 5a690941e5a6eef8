"""Lives of incidents for tests of measures, on whole minutes of one small stretch of time; none, all or odd."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.measures.impact import Weights
from farm_gitops.model.measures.life import Life
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity

BEGIN = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
"""Two hours before midnight, so that small spans pass it."""

WEIGHTS = {Severity.P1: Fraction(1), Severity.P2: Fraction(1, 2), Severity.P3: Fraction(1, 10), Severity.P4: Fraction()}


@cache
def minute(number: int) -> Moment:
    """So many minutes after BEGIN."""
    return Moment.at(BEGIN + timedelta(minutes=number))


def life(
    name: str = "a",
    severity: Severity = Severity.P1,
    *,
    began: int | None = 0,
    created: int | None = None,
    acknowledged: int | None = None,
    resolved: int | None = None,
    status: Status = Status.RESOLVED,
) -> Life:
    """A life whose times are minutes after BEGIN; it was reported when it began unless `created` says otherwise."""
    reported = began if created is None else created
    times = [None if at is None else minute(at) for at in (began, reported, acknowledged, resolved)]
    return Life(IncidentId("acme", name), severity, status, (), *times)


def some_lives(longest: int = 180) -> st.SearchStrategy[list[Life]]:
    """Up to eight incidents within so many minutes, also with times that are unknown or contradict each other."""
    at = st.none() | st.integers(-longest // 3, longest)
    one = st.builds(
        life,
        severity=st.sampled_from(Severity),
        began=at,
        created=at,
        acknowledged=at,
        resolved=at,
        status=st.sampled_from(Status),
    )
    return st.lists(one, max_size=8).map(_named)


def some_weights() -> st.SearchStrategy[Weights]:
    """Any weights, also such as make a lesser severity count for more."""
    share = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))
    return st.fixed_dictionaries(dict.fromkeys(Severity, share))


def _named(lives: list[Life]) -> list[Life]:
    return [life._replace(incident=IncidentId("acme", f"i{number}")) for number, life in enumerate(lives)]
