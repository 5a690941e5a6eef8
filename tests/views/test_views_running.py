"""The chart of a month: a bar for each incident, within the month, never too short to be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from views_world import AS_OF, entry, record, world

from farm_gitops.model.measures.grouping import Month
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.archive import archive_pages
from farm_gitops.views.charts import LENGTH
from farm_gitops.views.running import LINES, Running, running, spans
from farm_gitops.views.world import World

NOVEMBER = Month(2026, 11)


def ran(name: str, begin: str, end: str, severity: str = "P2") -> IncidentRecord:
    """An incident from one moment to another."""
    told = entry("end.md", at=end, status="resolved")
    return record(name, told, severity=severity, created_at=begin, status="resolved")


def chart(here: World) -> Running:
    """The chart of all incidents of a world, as if November held them."""
    return running(NOVEMBER, here.rows, spans(here))


def test_a_bar_lies_where_its_days_are_and_the_earlier_comes_first() -> None:
    here = world(
        ran("late", "2026-11-16T00:00:00Z", "2026-11-22T00:00:00Z"),
        ran("early", "2026-11-01T00:00:00Z", "2026-11-04T00:00:00Z", "P1"),
    )
    early, late = chart(here).lines
    assert (early.bar.x, early.bar.width, early.bar.tone) == (0, 100, "P1")
    assert (late.row.id.name, late.bar.x, late.bar.width) == ("late", 500, 200)


def test_what_is_active_runs_to_the_sites_moment() -> None:
    (line,) = chart(world(record("a", created_at="2026-11-09T12:00:00Z"))).lines
    assert (line.bar.x, line.bar.x + line.bar.width) == (283, 783)  # noon of the 24th is 23.5 of 30 days


def test_what_ends_in_another_month_is_cut_at_the_end_of_this_one() -> None:
    (line,) = chart(world(ran("a", "2026-11-25T00:00:00Z", "2027-02-01T00:00:00Z"))).lines
    assert line.bar.x + line.bar.width == LENGTH


def test_an_incident_whose_end_nobody_recorded_has_no_bar() -> None:
    found = chart(world(record("a", status="resolved", created_at="2026-11-09T12:00:00Z")))
    assert (found.lines, found.total) == ((), 0)


def test_what_was_reported_in_this_month_and_ran_before_has_no_bar() -> None:
    assert chart(world(ran("old", "2026-10-01T00:00:00Z", "2026-10-03T00:00:00Z"))).lines == ()


def test_of_too_many_the_gravest_are_shown_and_of_equals_the_longest() -> None:
    mild = [ran(f"mild-{hour}", "2026-11-02T00:00:00Z", f"2026-11-02T{hour:02}:00:00Z", "P3") for hour in range(1, 24)]
    grave = [ran(f"grave-{n}", "2026-11-03T00:00:00Z", "2026-11-03T00:05:00Z", "P1") for n in range(20)]
    found = chart(world(*mild, *grave))
    names = {line.row.id.name for line in found.lines}
    assert (len(found.lines), found.total) == (LINES, 43)
    assert names == {f"grave-{n}" for n in range(20)} | {f"mild-{hour}" for hour in range(14, 24)}


def test_weekends_and_the_first_days_of_weeks_are_marked() -> None:
    found = chart(world())
    assert found.weekends.split("z")[:2] == ["M0 0H33V1H0", "M200 0H233V1H200"]  # November 2026 begins on a Sunday
    assert [tick.day for tick in found.ticks] == [1, 8, 15, 22, 29]
    assert (found.ticks[0].place, found.ticks[1].place) == ("0", "23.33")


FIRST = datetime(2026, 11, 1, tzinfo=UTC)
moments = st.integers(-40 * 86400, 30 * 86400 - 1).map(lambda second: FIRST + timedelta(seconds=second))


@given(moments, st.integers(0, 90 * 24 * 3600))
def test_every_bar_can_be_seen_and_lies_within_the_month(begin: datetime, length: int) -> None:
    end = begin + timedelta(seconds=length)
    lines = chart(world(ran("a", begin.isoformat(), end.isoformat()))).lines
    assert bool(lines) == (end >= FIRST)  # what ended before the month is not drawn in it
    for line in lines:
        assert line.bar.x >= 0
        assert line.bar.width > 0
        assert line.bar.x + line.bar.width <= LENGTH


def test_only_the_first_page_of_a_month_has_a_chart() -> None:
    many = [ran(f"i-{number}", f"2026-11-{number % 28 + 1:02}T10:00:00Z", AS_OF.text) for number in range(70)]
    pages = {page.part.path: page.running is not None for page in archive_pages(world(*many))}
    assert pages["archive/2026/11/index.html"]
    assert sum(pages.values()) == 1
