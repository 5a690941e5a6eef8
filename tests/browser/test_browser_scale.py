"""An index in parts: what is asked finds the same by the page, in a worker and from disk; and views saved as files."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Download, Page, expect
from site_world import AS_OF, build_site, snapshot

from browser.conftest import serve
from browser.parts_world import ATTACKS, COUNT, Asked, Big, cut, incidents, naive, naive_counts
from farm_gitops.views.world import World


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Big:
    """Filtered by the page's own script."""
    folder = tmp_path_factory.mktemp("big")
    world = World(snapshot(incidents(folder / "repository", COUNT)), AS_OF)
    build_site(folder / "repository", folder / "www/status")
    cut(folder / "www/status", world, beside=False)
    return Big(folder / "www/status", world)


@pytest.fixture(scope="module")
def big_url(big: Big) -> Iterator[str]:
    """The same over http."""
    yield from serve(big.site)


@pytest.fixture(scope="module")
def beside_url(big: Big, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, filtered by a worker."""
    site = tmp_path_factory.mktemp("beside") / "status"
    build_site(big.site.parents[1] / "repository", site)
    cut(site, big.world, beside=True)
    yield from serve(site)


@pytest.fixture(params=["in parts", "in a worker", "from disk"])
def url(request: pytest.FixtureRequest, big: Big, big_url: str, beside_url: str) -> str:
    """The dashboard in each of the three ways."""
    disk = f"{big.site.as_uri()}/"
    return {"in parts": big_url, "in a worker": beside_url, "from disk": disk}[request.param] + "index.html"


# The page's own Search, and a worker as the page starts it, asked the same until their answers are whole.
_ASK = """async ([wanted, show]) => {
  wanted.chosen = wanted.chosen.map((values) => new Set(values));
  wanted.show = show ?? Infinity;
  const load = (name) => new Promise((done) => {
    window.farmIndex = done;
    const script = document.createElement("script");
    script.src = `data/${name}.js`;
    document.head.append(script);
  });
  window.both ||= { here: new farm.InParts(await load("incidents"), load), there: new Worker("assets/worker.js") };
  const here = new Promise((done) => both.here.ask(wanted, (answer) => answer.isWhole && done(answer)));
  const there = new Promise((done) => {
    both.there.onmessage = ({ data }) => data.answer.isWhole && done(data.answer);
    both.there.postMessage({ id: 1, kind: "list", wanted });
  });
  const told = ({ rows, total, counts }) => ({
    ids: rows.map(({ id }) => id), numbers: rows.map(({ number }) => number), total,
    counts: counts.map((each) => Array.from(each)),
  });
  return [told(await here), told(await there)];
}"""

_VALUES = {
    "severity": ["P1", "P2", "P3", "P4"],
    "status": ["open", "resolved"],
    "organization": ["acme", "globex"],
    "component": ["search", "checkout", "payments-db", "gone"],
    "environment": ["production"],
    "commander": ["alice", "bob"],
    "outcome": ["incident", "false-alarm"],
}
_DAYS = st.dates(date(2022, 12, 1), date(2026, 12, 1)).map(date.isoformat)
questions = st.builds(
    Asked,
    st.fixed_dictionaries({}, optional={key: st.frozensets(st.sampled_from(all_)) for key, all_ in _VALUES.items()}),
    st.sampled_from(
        ["", "", "zurich", "slow checkout", "2024-1", "acme", "payments database", "no such thing", '"', "+"]
    ),
    st.just("") | _DAYS,
    st.just("") | _DAYS,
    st.sampled_from(["", "severity", "oldest"]),
)


@given(asked=questions, show=st.sampled_from([None, 1, 50]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_worker_the_page_and_a_look_at_every_row_find_the_same(
    page: Page, big: Big, big_url: str, asked: Asked, show: int | None
) -> None:
    if page.url != f"{big_url}index.html":
        page.goto(f"{big_url}index.html")
    chosen = [sorted(asked.chosen.get(facet.key, ())) for facet in big.world.facets]
    is_plain = not (any(chosen) or asked.q or asked.after or asked.until or asked.sort)
    wanted = {"chosen": chosen, "q": asked.q, "from": asked.after, "to": asked.until}
    here, there = page.evaluate(_ASK, [wanted | {"sort": asked.sort, "isPlain": is_plain}, show])
    rows = naive(big.world, asked)
    places = {str(row.id): place for place, row in enumerate(big.world.rows)}
    ids = [str(row.id) for row in rows][:show]
    told = {"ids": ids, "numbers": [places[each] for each in ids], "total": len(rows)}
    assert here == there == told | {"counts": naive_counts(big.world, asked)}


def shown(page: Page) -> list[str]:
    """Where the rows that are shown lead to."""
    links: list[str] = page.locator(".row-title:visible").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return links


def test_a_reader_who_asks_nothing_loads_no_further_part(page: Page, url: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(url)
    assert len(shown(page)) == 50
    expect(page.locator("#tally")).to_have_text(f"{COUNT} incidents")
    page.wait_for_load_state("networkidle")
    assert not [each for each in asked if "data/incidents/" in each]


def test_all_parts_are_searched_and_counted(page: Page, big: Big, url: str) -> None:
    page.goto(url)
    page.locator('input[name="component"][value="search"]').check()
    rows = naive(big.world, Asked({"component": frozenset({"search"})}))
    expect(page.locator("#tally")).to_have_text(f"{len(rows)} of {COUNT} incidents")
    expect(page.locator(".row:visible")).to_have_count(min(50, len(rows)))
    assert shown(page) == [row.href for row in rows[:50]]


def test_an_address_with_filters_and_rows_of_many_parts_can_be_opened(page: Page, big: Big, url: str) -> None:
    page.goto(f"{url}?show=150&sort=severity&from=2024-01-01")
    rows = naive(big.world, Asked({}, after="2024-01-01", sort="severity"))
    expect(page.locator("#tally")).to_have_text(f"{len(rows)} of {COUNT} incidents")
    assert shown(page) == [row.href for row in rows[:150]]


def test_more_rows_come_from_further_parts(page: Page, big: Big, url: str) -> None:
    page.goto(url)
    for number in (100, 150, COUNT):
        page.locator("#more").click()
        expect(page.locator(".row:visible")).to_have_count(number)
    assert shown(page) == [row.href for row in big.world.rows]
    expect(page.locator("#more")).to_be_hidden()


def test_the_worker_does_the_work(page: Page, beside_url: str) -> None:
    with page.expect_worker() as begun:
        page.goto(beside_url)
    assert begun.value.url == f"{beside_url}assets/worker.js"


def test_without_a_worker_the_page_filters_itself(browser: Browser, big: Big, beside_url: str) -> None:
    page = browser.new_page()  # whose console may speak of the script that is not there
    page.route("**/worker.js", lambda route: route.fulfill(status=404))
    page.goto(f"{beside_url}?severity=P1")
    rows = naive(big.world, Asked({"severity": frozenset({"P1"})}))
    expect(page.locator("#tally")).to_have_text(f"{len(rows)} of {COUNT} incidents")
    assert shown(page) == [row.href for row in rows[:50]]
    page.close()


@pytest.mark.parametrize("way", ["big_url", "beside_url"])
def test_a_part_that_cannot_be_loaded_is_not_passed_over_in_silence(
    browser: Browser, request: pytest.FixtureRequest, way: str
) -> None:
    page = browser.new_page()
    page.context.route("**/incidents/2024/*", lambda route: route.abort())
    page.goto(f"{request.getfixturevalue(way)}?severity=P1")
    expect(page.locator("#tally")).to_contain_text("some could not be loaded")
    page.locator('[data-save="csv"]').click()
    expect(page.locator("#news")).to_contain_text("nothing to save")
    page.close()


def saved(page: Page, kind: str) -> Download:
    """What a click on one of the two buttons saves."""
    with page.expect_download() as download:
        page.locator(f'[data-save="{kind}"]').click()
    return download.value


def records(page: Page, kind: str) -> list[dict[str, Any]]:
    """The records in it."""
    text = Path(saved(page, kind).path()).read_bytes().decode("utf-8-sig" if kind == "csv" else "utf-8")
    return (
        list(csv.DictReader(text.splitlines(keepends=True), strict=True)) if kind == "csv" else json.loads(text)["data"]
    )


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_everything_that_matches_is_saved_and_not_only_what_is_shown(page: Page, big: Big, url: str, kind: str) -> None:
    page.goto(f"{url}?status=resolved&sort=severity")
    rows = naive(big.world, Asked({"status": frozenset({"resolved"})}, sort="severity"))
    assert len(rows) > 100
    assert [each["id"] for each in records(page, kind)] == [str(row.id) for row in rows]


def test_a_saved_record_says_what_the_row_says(page: Page, big: Big, big_url: str) -> None:
    page.goto(f"{big_url}?severity=P1&component=search&status=resolved")
    asked = {"severity": frozenset({"P1"}), "component": frozenset({"search"}), "status": frozenset({"resolved"})}
    row = naive(big.world, Asked(asked))[0]
    assert records(page, "json")[0] == {
        "id": str(row.id),
        "title": row.title,
        "severity": "P1",
        "status": "resolved",
        "organizationId": row.id.organization,
        "affectedComponents": [each.key for each in row.components],
        "affectedEnvironments": [each.key for each in row.environments],
        "commanderUserId": row.commander.key if row.commander else None,
        "postMortem": "none",
        "outcome": "incident",
        "createdAt": row.created.datetime if row.created else None,
        "lastedSeconds": row.seconds,
        "url": f"{big_url}{row.href}",
    }


def test_both_files_say_the_same(page: Page, url: str) -> None:
    page.goto(url)
    as_json, as_csv = records(page, "json"), records(page, "csv")
    assert len(as_json) == COUNT
    flat = [
        {key: "; ".join(v) if isinstance(v, list) else str(v if v is not None else "") for key, v in each.items()}
        for each in as_json
    ]
    assert [{**each, "title": each["title"].removeprefix("'")} for each in as_csv] == flat


def test_a_spreadsheet_runs_nothing_of_what_people_wrote(page: Page, url: str) -> None:
    page.goto(url)
    found = [each["title"] for each in records(page, "csv")]
    assert {f"'{attack}" for attack in ATTACKS} <= set(found)
    assert not [title for title in found if title.lstrip()[:1] in {"=", "+", "-", "@", "\uff1d"}]


def test_a_csv_has_the_line_ends_and_quotes_of_rfc_4180(page: Page, big_url: str) -> None:
    page.goto(f"{big_url}?q=often")
    data = Path(saved(page, "csv").path()).read_bytes()
    assert data.startswith('\ufeff"id","title",'.encode())
    assert data.endswith(b'"\r\n')
    assert data.count(b"\n") == data.count(b"\r\n") > 2
    assert b'"Says ""no"", often"' in data


def test_the_name_of_a_saved_file_says_the_day_and_the_filters(page: Page, url: str) -> None:
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    page.goto(f"{url}?severity=P1&component=payments-db&q=Z%C3%BCrich&from=2024-01-01")
    assert saved(page, "csv").suggested_filename == "incidents-2026-11-24-p1-payments-db-zürich-from-2024-01-01.csv"


def test_no_match_is_saved_as_a_head_without_rows(page: Page, url: str) -> None:
    page.goto(f"{url}?q=no+such+thing")
    expect(page.locator("#tally")).to_have_text(f"0 of {COUNT} incidents")
    assert records(page, "csv") == []
    assert records(page, "json") == []
