"""The dashboard, the filters, the search index, the archive and the pages of components."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from views_world import AS_OF, Fake, entry, record, world

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.archive import ROWS_A_PAGE, archive, archive_pages
from farm_gitops.views.dashboard import ROWS_AT_ONCE, dashboard, state
from farm_gitops.views.forge import Forge
from farm_gitops.views.index import index_json, index_parts
from farm_gitops.views.listing import Listing, listings
from farm_gitops.views.world import Broken, World


def resolved(name: str, day: str, **given: object) -> IncidentRecord:
    """An incident that was reported at noon and resolved an hour later."""
    done = entry("done.md", at=f"{day}T13:00:00Z", status="resolved")
    return record(name, done, created_at=f"{day}T12:00:00Z", status="resolved", **given)


def test_the_first_sentence_counts_what_is_active_by_severity() -> None:
    here = world(
        record("a", severity="P3", created_at="2026-11-24T10:00:00Z"),
        record("b", severity="P1", created_at="2026-11-24T11:00:00Z"),
        record("c", severity="P3", created_at="2026-11-24T09:00:00Z"),
        resolved("d", "2026-11-01"),
    )
    shown = dashboard(here).state
    assert (shown.tone, shown.headline) == ("P1", "3 incidents are active: 1 critical and 2 medium")
    assert shown.since is not None
    assert shown.since.text == "24 Nov 2026, 11:00 UTC"


def test_all_clear_names_the_last_end_not_the_last_beginning() -> None:
    long = record(
        "long",
        entry("end.md", at="2026-11-20T00:00:00Z", status="resolved"),
        created_at="2026-10-01T00:00:00Z",
        status="resolved",
    )
    shown = state(world(long, resolved("short", "2026-11-05")).rows)
    assert (shown.tone, shown.headline) == ("clear", "All clear: no incident is active")
    assert shown.since is not None
    assert shown.since.datetime == "2026-11-20T00:00:00Z"


def test_a_world_without_incidents_is_clear_and_empty() -> None:
    shown = dashboard(world())
    assert (shown.total, shown.more, shown.groups, shown.state.since) == (0, 0, (), None)


def test_active_incidents_come_first_worst_first_then_history_newest_first() -> None:
    here = world(
        resolved("old", "2025-01-05"),
        record("mild", severity="P4", created_at="2026-11-24T11:00:00Z"),
        resolved("new", "2026-11-05", severity="P1"),
        record("grave", severity="P1", created_at="2026-01-01T00:00:00Z"),
        record("timeless", status="resolved"),
    )
    assert [row.id.name for row in here.rows] == ["grave", "mild", "new", "old", "timeless"]
    assert [group.heading for group in dashboard(here).groups] == [
        "Active",
        "November 2026",
        "January 2025",
        "Without a date",
    ]


def test_only_the_first_rows_are_in_the_page_and_the_rest_are_counted() -> None:
    here = world(*(resolved(f"i{number}", "2026-03-03") for number in range(ROWS_AT_ONCE + 7)))
    shown = dashboard(here)
    assert (sum(len(group.rows) for group in shown.groups), shown.more, shown.total) == (50, 7, 57)


def test_a_component_is_one_value_however_records_refer_to_it() -> None:
    here = world(
        record("a", affected_components=["payments-db", "component:default/payments-db"]),
        record("b", affected_components=["pay-db"]),
        record("c", affected_components=["unheard-of"]),
    )
    facet = next(facet for facet in here.facets if facet.key == "component")
    assert [(choice.key, choice.label, choice.count) for choice in facet.choices] == [
        ("payments-db", "Payments database", 2),
        ("unheard-of", "unheard-of", 1),
    ]


def test_every_severity_and_status_can_be_chosen_also_those_that_never_occurred() -> None:
    choices = {facet.key: [choice.count for choice in facet.choices] for facet in world(record("a")).facets}
    assert (choices["severity"], choices["status"]) == ([0, 1, 0, 0], [1, 0, 0, 0])
    assert "component" not in choices


names = st.sampled_from(["payments-db", "checkout", "Kafka", "a/b", "ünïcode"])
cases = st.builds(
    lambda number, day, **given: resolved(f"i-{number}", f"2026-01-{day:02}", **given),
    st.integers(0, 99),
    st.integers(1, 28),
    severity=st.sampled_from(["P1", "P2", "P3", "P4"]),
    affected_components=st.lists(names, max_size=3),
    title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1).filter(str.strip),
)


@given(st.lists(cases, max_size=12))
def test_counts_beside_values_are_what_counting_by_hand_gives(records: list[IncidentRecord]) -> None:
    here = world(*records)
    for facet in here.facets:
        by_hand = [sum(place in places for places in facet.column) for place in range(len(facet.choices))]
        assert by_hand == [choice.count for choice in facet.choices]


@given(st.lists(cases, max_size=40))
def test_every_incident_is_in_the_archive_exactly_once_by_month_and_by_year(records: list[IncidentRecord]) -> None:
    here = world(*records, record("timeless"))
    pages = list(archive_pages(here))
    years = [row.id for page in pages for row in page.rows if page.heading.isdigit()]
    listed = [row.id for page in pages for row in page.rows if not page.heading.isdigit()]
    assert sorted(listed) == sorted(here.row_of)
    assert sorted(years) == sorted(row.id for row in here.rows if row.moment)
    months = sum(month.count for year in archive(here).years for month in year.months)
    assert months + archive(here).undated == len(here.rows)


def test_a_long_month_is_cut_into_pages_that_lead_to_each_other() -> None:
    begin = datetime(2026, 5, 1, tzinfo=UTC)
    stamps = [(begin + timedelta(minutes=minute)).isoformat() for minute in range(2 * ROWS_A_PAGE + 1)]
    here = world(*(record(f"i{number}", created_at=at) for number, at in enumerate(stamps)))
    pages = [page for page in archive_pages(here) if page.heading == "May 2026"]
    assert [page.part.path for page in pages] == [
        "archive/2026/05/index.html",
        "archive/2026/05/page-2/index.html",
        "archive/2026/05/page-3/index.html",
    ]
    neighbours = pages[0].part.previous, pages[0].part.next, pages[2].part.previous, pages[2].part.next
    assert neighbours == (None, pages[1].part.path, pages[1].part.path, None)
    assert len(pages[2].rows) == 1


def test_components_environments_and_organizations_have_pages_of_their_own() -> None:
    here = world(
        resolved("a", "2026-11-05", affected_components=["payments-db"], affected_environments=["production"]),
        record("b", organization="globex", affected_components=["payments-db", "Payments-DB"]),
    )
    pages = {page.subject.named.href: page for page in listings(here)}
    assert set(pages) == {
        "components/checkout/index.html",
        "components/payments-db/index.html",
        "components/payments-db-2/index.html",
        "environments/production/index.html",
        "environments/staging/index.html",
        "organizations/acme/index.html",
        "organizations/globex/index.html",
    }
    component = pages["components/payments-db-2/index.html"]
    assert (component.total, component.subject.owner, component.filtered) == (
        2,
        "data-platform",
        "index.html?component=payments-db",
    )


def listed(here: World, href: str) -> Listing:
    """The page at an address."""
    return next(page for page in listings(here) if page.subject.named.href == href)


def test_a_component_that_was_spared_so_far_has_a_page_that_says_so() -> None:
    page = listed(world(record("a", affected_components=["payments-db"])), "components/checkout/index.html")
    assert (page.total, page.last, page.state.tone) == (0, None, "clear")


def test_the_last_incident_is_the_newest_that_was_a_real_one() -> None:
    here = world(
        resolved("old", "2026-10-05", affected_components=["checkout"]),
        resolved("false", "2026-11-20", affected_components=["checkout"], resolution="false-alarm"),
        record("active", created_at="2026-09-01T00:00:00Z", affected_components=["checkout"]),
    )
    last = listed(here, "components/checkout/index.html").last
    assert last is not None
    assert last.id.name == "old"


def test_what_the_same_incidents_hit_is_said_with_how_often() -> None:
    here = world(
        record("a", affected_components=["checkout", "payments-db"], affected_environments=["production"]),
        record("b", affected_components=["checkout"], affected_environments=["production"]),
        record("c", affected_components=["payments-db"]),
    )
    blast = listed(here, "components/checkout/index.html").blast
    assert [(each.named.label, each.times) for each in blast] == [("production", 2), ("Payments database", 1)]


def test_an_organizations_page_has_its_own_form_for_a_report_where_the_forge_is_known() -> None:
    here = world(record("a"), record("b", organization="globex"))
    assert listed(here, "organizations/globex/index.html").reports == ()
    forge = replace(here, forge=Forge("github", "https://github.com/acme/incidents", "main"))
    (form,) = listed(forge, "organizations/globex/index.html").reports
    assert form.path == "incidents/globex/new-incident/incident.yaml"
    assert listed(forge, "components/checkout/index.html").reports == ()


def test_what_is_retired_is_marked() -> None:
    left = {"organizations": {"acme": {}}, "environments": {"lab": {"retired": True}, "production": {}}}
    pages = {page.subject.named.key: page for page in listings(world(configuration=Configuration.model_validate(left)))}
    assert (pages["lab"].subject.is_retired, pages["production"].subject.is_retired) == (True, False)


def test_a_site_of_one_organization_says_nothing_of_the_others() -> None:
    ours = record("a", related=["globex/b"])
    theirs = record("b", organization="globex", affected_components=["secret"])
    broken = (Broken("incidents/globex/c/incident.yaml", "invalid-yaml", "secret", 1),)
    whole = Fake({ours.id: ours, theirs.id: theirs})
    here = World(whole, AS_OF, None, frozenset({"incidents/globex/b/incident.yaml"}), broken, "acme")
    assert [row.id for row in here.rows] == [IncidentId("acme", "a")]
    assert (here.relatives, here.broken_here, here.uncommitted_here) == ({}, (), ())
    assert not any("secret" in index_json(part.data) for part in index_parts(here.rows, here.facets))
