"""The health of a component, its error budgets, and the one place where figures are rounded."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_world import CONFIGURATION, entry, record, world

from farm_gitops.model.organization import Configuration
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.budgets import objectives
from farm_gitops.views.charts import LENGTH, columns, heat, low_columns, stacked
from farm_gitops.views.figures import number, percent_text, points_text
from farm_gitops.views.health import Health, component_health, shared_health, window_lists
from farm_gitops.views.world import World

MINUS = "\N{MINUS SIGN}"


def configured(**given: object) -> Configuration:
    """A configuration with an objective for the payments database, and what is given."""
    slo = {"name": "payments", "component": "pay-db", "target_percent": "99.9", "window": "30d"}
    return Configuration.model_validate({"organizations": {"acme": {}}, "slos": [slo], **given})


def outage(name: str, begin: str, end: str, severity: str = "P1") -> IncidentRecord:
    """An incident of the payments database on 23 November 2026; begin and end are HHMM."""
    told = entry(f"20261123T{end}00Z-bob.md", status="resolved")
    at = f"2026-11-23T{begin[:2]}:{begin[2:]}:00Z"
    return record(name, told, severity=severity, status="resolved", created_at=at, affected_components=["pay-db"])


def health_of(here: World, component: str) -> Health:
    """The health of a component by its key."""
    return component_health(here, here.names.component(component))


def test_a_component_is_found_by_its_key_however_records_name_it() -> None:
    early = record("early", status="resolved", created_at="2026-01-01T00:00:00Z", resolution="fixed")
    here = world(outage("a", "1000", "1030"), outage("b", "1020", "1050", "P2"), early, configuration=configured())
    health = health_of(here, "payments-db")
    assert [(each.days, each.percent, each.downtime) for each in health.windows] == [
        (7, "99.603 %", "40 min"),
        (30, "99.907 %", "40 min"),
        (90, "99.969 %", "40 min"),
    ]
    (line,) = health.bars.lines
    assert (line.date, line.worst, line.affected, line.downtime) == ("2026-11-23", "P1", "50 min", "40 min")
    assert [row.id.name for row in line.incidents] == ["a", "b"]
    assert health.bars.summary == "Incidents on 1 of the last 90 days, 50 min in all"


def test_the_weights_of_farm_yaml_count_and_are_said() -> None:
    weighed = configured(site={"severity_weights": {"P2": "1", "P1": "0"}})
    here = world(outage("a", "1000", "1030"), outage("b", "1100", "1130", "P2"), configuration=weighed)
    health = health_of(here, "payments-db")
    assert health.weights == "P1 0 %, P2 100 %, P3 10 %, P4 0 %"
    assert health.windows[0].downtime == "30 min"


def test_days_before_the_records_begin_are_neither_good_nor_bad() -> None:
    health = health_of(world(outage("a", "1000", "1030")), "payments-db")
    assert health.bars.summary == "Incidents on 1 of the last 2 days, 30 min in all"
    assert (health.bars.blank.count("M"), health.bars.good.count("M"), len(health.bars.columns)) == (88, 1, 1)
    assert health.windows[2].elapsed == "1 d 2 h"
    assert health.since is not None


def test_a_component_without_incidents_is_healthy_and_an_empty_world_says_nothing() -> None:
    here = world(outage("a", "1000", "1030"), configuration=configured())
    assert health_of(here, "checkout").bars.summary == "No incident on any of the last 2 days"
    empty = health_of(world(), "checkout")
    assert (empty.bars.summary, empty.since) == ("No record yet", None)
    assert [each.percent for each in empty.windows] == ["100 %"] * 3


def test_what_nobody_dated_is_named_since_no_figure_holds_it() -> None:
    odd = record("odd", status="resolved", affected_components=["payments-db"])
    health = health_of(world(odd, outage("a", "1000", "1030")), "payments-db")
    assert ([row.id.name for row in health.unknown], health.unknown_total) == (["odd"], 1)


def test_every_availability_leads_to_a_list_of_exactly_the_incidents_behind_it() -> None:
    end, at = entry("end.md", at="2026-11-01T13:00:00Z", status="resolved"), "2026-11-01T12:00:00Z"
    old = record("old", end, status="resolved", created_at=at, affected_components=["checkout"])
    here = world(outage("a", "1000", "1030"), outage("b", "1100", "1130"), old, configuration=configured())
    lists = {page.part.path: [row.id.name for row in page.rows] for page in window_lists(here)}
    seven, thirty, _ = health_of(here, "payments-db").windows
    assert seven.incidents == (2, "components/payments-db/7-days/index.html")
    assert lists[thirty.incidents.href] == ["b", "a"]
    assert health_of(here, "payments-db").budgets[0].incidents == thirty.incidents
    assert "components/checkout/7-days/index.html" not in lists
    assert lists["components/checkout/30-days/index.html"] == ["old"]


def test_an_environment_has_days_but_no_availability_since_not_all_of_it_fails_at_once() -> None:
    here = world(outage("a", "1000", "1030"), outage("b", "1100", "1130"), configuration=configured())
    health = shared_health(here, [row for row in here.rows if row.id.name == "b"])
    assert (health.windows, health.budgets) == ((), ())
    assert [row.id.name for row in health.bars.lines[0].incidents] == ["b"]


def test_a_budget_has_the_figures_of_the_farm_platform() -> None:
    early = record("early", status="resolved", created_at="2026-01-01T00:00:00Z")
    here = world(outage("a", "1000", "1010"), early, configuration=configured())
    assert objectives(here)[0].figures() == {
        "name": "payments",
        "component": "payments-db",
        "window": "30d",
        "targetPercent": 99.9,
        "currentPercent": 99.976852,
        "budgetTotal": 0.1,
        "budgetConsumed": 0.023148,
        "budgetRemaining": 76.851852,
        "burnRate": 0.231481,
        "status": "healthy",
    }
    (shown,) = health_of(here, "payments-db").budgets
    assert (shown.remaining, shown.target, shown.current, shown.burn_rate) == ("76.8 %", "99.9 %", "99.976 %", "0.23")
    assert (shown.left, shown.tone, shown.elapsed) == (768, "resolved", "")


def test_an_overdrawn_budget_has_no_bar_and_says_by_how_much() -> None:
    here = world(outage("a", "0000", "2300"), configuration=configured())
    (shown,) = health_of(here, "payments-db").budgets
    assert (shown.left, shown.status, shown.remaining[0]) == (0, "exhausted", MINUS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100", "100 %"),
        ("99.99999", "99.999 %"),
        ("0", "0 %"),
        ("10", "10 %"),
        ("-0.5", f"{MINUS}0.5 %"),
        ("1500", "1500 %"),
    ],
)
def test_a_hundred_percent_is_only_said_where_nothing_is_missing(value: str, text: str) -> None:
    assert percent_text(Fraction(value)) == text


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_within_half_of_the_last_place(value: Fraction, digits: int) -> None:
    shown = Fraction(points_text(value, digits).replace(MINUS, "-"))
    assert abs(shown - value) * 10**digits <= Fraction(1, 2)
    assert number(value, digits) == float(shown)


@given(st.lists(st.integers(0, 500), max_size=6), st.integers(0, 300))
def test_the_parts_of_a_bar_touch_and_end_where_their_sum_does(parts: list[int], more: int) -> None:
    most = sum(parts) + more
    segments = stacked(((f"t{place}", number) for place, number in enumerate(parts)), most)
    assert [segment.tone for segment in segments] == [f"t{place}" for place, each in enumerate(parts) if each]
    for before, after in pairwise(segments):
        assert 0 <= after.x - before.x - before.width + 1 <= 1 + LENGTH // max(most, 1)
    assert all(segment.x + segment.width <= LENGTH + 1 for segment in segments)


def test_the_worse_a_day_the_taller_its_column() -> None:
    found = columns([Severity.P4, None, Severity.P2, Severity.P1])
    assert [(each.x, each.tone) for each in found] == [(0, "P4"), (16, "P2"), (24, "P1")]
    assert found[0].height < found[1].height < found[2].height
    assert low_columns([1], 5) == "M8 27h6v5h-6z"


def test_the_busiest_is_the_warmest_and_one_is_never_cold() -> None:
    assert [heat(count, 9) for count in (0, 1, 3, 9)] == [0, 1, 2, 4]
    assert heat(0, 0) == 0


def test_the_usual_world_has_the_usual_weights() -> None:
    assert CONFIGURATION.site.severity_weights.exactly()[Severity.P3] == Fraction(1, 10)
