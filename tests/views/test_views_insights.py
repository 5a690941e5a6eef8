"""Insights: every figure leads to exactly the incidents behind it, and what is not counted is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st
from views_world import CONFIGURATION, entry, record, world

from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.archive import ArchivePage
from farm_gitops.views.figures import Count
from farm_gitops.views.insights import Insights, insights
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

POST_MORTEM = PostMortem.model_validate(
    {
        "status": "approved",
        "root_cause": "A disk.",
        "action_items": [
            {"title": "Alert", "assignee": "bob", "due": date(2026, 11, 20)},
            {"title": "Buy a disk"},
            {"title": "Done", "done": True},
        ],
        "body": "",
    }
)


def over(name: str, created: str, resolved: str, **given: object) -> IncidentRecord:
    """An incident that was resolved; times are RFC 3339 without the zone."""
    told = entry(f"{resolved.replace('-', '').replace(':', '')}Z-bob.md", status="resolved")
    return record(name, told, status="resolved", created_at=f"{created}Z", **given)


def shown(here: World) -> tuple[Insights, list[ArchivePage]]:
    """The page and all lists."""
    page, lists = insights(here)
    return page, list(lists)


def filtered(here: World, href: str) -> list[Row]:
    """What the dashboard's script leaves of the rows; see templates/assets/search.js."""
    asked = parse_qs(urlsplit(href).query)
    found = []
    for place, row in enumerate(here.rows):
        keys = {facet.key: {facet.choices[at].key for at in facet.column[place]} for facet in here.facets}
        if any(name in keys and keys[name].isdisjoint(wanted) for name, wanted in asked.items()):
            continue
        day = row.moment.instant.date().isoformat() if row.moment else ""
        begin, end = asked.get("from", [""])[0], asked.get("to", ["9"])[0]
        if (not asked.keys() & {"from", "to"}) or (begin <= day <= end and day):
            found.append(row)
    return found


def behind(here: World, lists: list[ArchivePage], count: Count) -> int:
    """How many incidents a figure's link leads to."""
    if not count.href:
        return 0
    if count.href.startswith("index.html"):
        return len(filtered(here, count.href))
    return sum(len(page.rows) for page in lists if page.part.path == count.href)


def every_count(value: object) -> Iterator[Count]:
    """Every figure with a link that a page holds, however deep."""
    if isinstance(value, Count):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from every_count(each)
    elif is_dataclass(value) and not isinstance(value, Row):
        for field in fields(value):
            yield from every_count(getattr(value, field.name))


COMPONENTS = ("checkout", "pay-db", "payments-db", "gone")


@st.composite
def some_records(draw: st.DrawFn) -> list[IncidentRecord]:
    """Up to twelve incidents of any kind, also undated ones, of two organizations."""
    day = st.none() | st.dates(date(2025, 9, 1), date(2026, 12, 20)).map(lambda day: f"{day}T10:00:00Z")
    found = []
    for number in range(draw(st.integers(0, 12))):
        status = draw(st.sampled_from(["open", "investigating", "resolved"]))
        told = entry("20261124T113000Z-bob.md", status=status) if status != "open" and draw(st.booleans()) else None
        resolution = draw(st.sampled_from([None, None, "false-alarm", "duplicate"])) if status == "resolved" else None
        made = record(
            f"i{number}",
            *([told] if told else []),
            organization=draw(st.sampled_from(["acme", "globex"])),
            severity=draw(st.sampled_from(["P1", "P2", "P3", "P4"])),
            status=status,
            resolution=resolution,
            created_at=draw(day),
            affected_components=draw(st.lists(st.sampled_from(COMPONENTS), max_size=2)),
        )
        found.append(replace(made, post_mortem=POST_MORTEM) if draw(st.booleans()) else made)
    return found


@settings(max_examples=60)
@given(some_records())
def test_every_figure_leads_to_as_many_incidents_as_it_says(records: list[IncidentRecord]) -> None:
    here = world(*records)
    page, lists = shown(here)
    for count in every_count(page):
        assert behind(here, lists, count) == count.number, count
    assert page.counted.number + page.left_out.number == len(records)
    elsewhere = page.months.older.number + page.months.rest.number
    assert sum(line.total.number for line in page.months.lines) + elsewhere == page.counted.number
    hours = sum(cell.incidents.number for day in page.week.days for cell in day.cells)
    assert hours + page.week.undated.number == page.counted.number


def test_a_link_names_the_outcome_only_where_there_is_something_to_tell_apart() -> None:
    real = over("a", "2026-11-20T10:00:00", "2026-11-20T11:00:00")
    page, _ = shown(world(real))
    assert page.counted.href == "index.html"
    page, _ = shown(world(real, record("b", status="resolved", resolution="duplicate")))
    assert page.counted.href == "index.html?outcome=incident"


def test_typical_times_are_told_and_the_90th_percentile_leads_to_its_incident() -> None:
    here = world(
        over("a", "2026-11-20T10:00:00", "2026-11-20T11:00:00", severity="P1"),
        over("b", "2026-11-21T10:00:00", "2026-11-21T12:00:00", severity="P1", affected_components=["checkout"]),
        record("c", severity="P3", status="open"),
    )
    acknowledge, resolve = shown(here)[0].times
    line = resolve.groups[0].lines[0]
    assert (line.incidents.number, line.median, line.p90) == (2, "1 h 30 min", "2 h")
    assert line.p90_href == "incidents/acme/b/index.html"
    assert [group.label for group in resolve.groups] == ["", "By severity", "By component"]
    assert [(line.severity.key, line.label) for line in resolve.groups[1].lines if line.severity] == [
        ("P1", "critical")
    ]
    assert acknowledge.key == "acknowledge"


def test_times_that_nobody_recorded_are_left_out_and_listed() -> None:
    here = world(
        over("a", "2026-11-20T10:00:00", "2026-11-20T11:00:00"),
        record("b", status="resolved", created_at="2026-11-20T10:00:00Z"),
    )
    page, lists = shown(here)
    resolve = page.times[1]
    line = resolve.groups[0].lines[0]
    assert (line.measured, line.incidents.number, resolve.unknown.number) == (1, 2, 1)
    by_path = {each.part.path: [row.id.name for row in each.rows] for each in lists}
    assert by_path[resolve.unknown.href] == ["b"]


def test_months_begin_where_the_records_do_and_older_ones_are_one_figure() -> None:
    page, _ = shown(world(over("a", "2026-09-20T10:00:00", "2026-09-20T11:00:00")))
    assert [line.label for line in page.months.lines] == ["November 2026", "October 2026", "September 2026"]
    page, _ = shown(world(over("a", "2024-02-20T10:00:00", "2024-02-20T11:00:00")))
    assert (len(page.months.lines), page.months.older) == (12, (1, "index.html?to=2025-11-30"))


def test_debt_names_who_owes_what_and_the_oldest_first() -> None:
    told = replace(over("a", "2026-11-20T10:00:00", "2026-11-20T11:00:00"), post_mortem=POST_MORTEM)
    page, _ = shown(world(told))
    assert (page.debt.all.items, page.debt.all.incidents.number, page.debt.all.overdue) == (2, 1, 1)
    people = [(line.who, line.items, line.overdue) for line in page.debt.people]
    assert people == [("Bob Lind", 1, 1), ("nobody yet", 1, 0)]
    assert page.debt.oldest == "Alert"
    assert page.coverage[1].percent == "100 %"


def test_a_world_without_incidents_has_no_figures_and_says_so() -> None:
    page, lists = shown(world())
    assert (page.counted, page.times[0].groups, page.week.busiest, lists) == (Count(0, ""), (), None, [])
    assert [line.percent for line in page.coverage] == ["", ""]


def test_a_site_of_one_organization_shows_only_the_objectives_of_what_it_names() -> None:
    slos = [{"name": name, "component": name, "target_percent": 99.9, "window": "30d"} for name in ("checkout", "gone")]
    told = CONFIGURATION.model_copy(
        update={"slos": CONFIGURATION.model_validate({"organizations": {"acme": {}}, "slos": slos}).slos}
    )
    mine = over("a", "2026-11-20T10:00:00", "2026-11-20T11:00:00", affected_components=["checkout"])
    here = world(mine, configuration=told)
    assert [each.name for each in shown(here)[0].budgets] == ["checkout", "gone"]
    assert [each.name for each in shown(replace(here, organization="acme"))[0].budgets] == ["checkout"]
    assert [each.href for each in shown(here)[0].budgets] == ["components/checkout/index.html", ""]
