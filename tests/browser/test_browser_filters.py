"""The dashboard's filters in a real browser: what they show, what they count, and the address they keep."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from site_world import build_site, many, plain

TITLES = {
    "checkout": "Checkout fails for every third customer",
    "database": "Payments database out of disk",
    "slow": "Search is slow",
    "prices": "Search shows yesterday's prices",
    "mail": "No mail leaves",
}

_ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')


def titles(page: Page) -> list[str]:
    """The titles of the rows that are shown, top to bottom."""
    return page.locator(".row-title:visible").all_inner_texts()


def count(page: Page, facet: str, value: str) -> int:
    """The number beside a value."""
    choice = page.locator(f'.choice:has(input[name="{facet}"][value="{value}"])')
    return int(choice.locator(".choice-count").inner_text())


def await_asked(page: Page, wanted: dict[str, list[str]]) -> None:
    """Waits until the address, which is written after the rows, holds these filters and no others."""
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query) == wanted)


FACETS = {
    "severity": ("P3", ["mail", "slow"]),
    "status": ("investigating", ["checkout"]),
    "organization": ("globex", ["mail"]),
    "component": ("payments-db", ["checkout", "database"]),
    "environment": ("production", ["checkout", "mail", "database", "slow", "prices"]),
    "commander": ("bob", ["database"]),
    "post-mortem": ("approved", ["database"]),
    "outcome": ("false-alarm", ["prices"]),
}


def test_no_filter_of_the_page_is_missing_from_these_tests(page: Page, small_url: str) -> None:
    page.goto(small_url)
    names = page.locator("#filters input").evaluate_all("all => all.map(each => each.name)")
    assert set(names) == {*FACETS, "from", "to"}


@pytest.mark.parametrize("facet", FACETS)
def test_each_filter_shows_what_has_its_value_and_so_does_its_address_for_a_colleague(
    page: Page, small_url: str, facet: str
) -> None:
    value, shown = FACETS[facet]
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    page.goto(small_url)
    before = count(page, facet, value)
    page.locator(f'input[name="{facet}"][value="{value}"]').check()
    assert titles(page) == [TITLES[key] for key in shown]
    assert before == len(shown)
    await_asked(page, {facet: [value]})
    expect(page.locator("#tally")).to_have_text(f"{len(shown)} of 5 incidents")
    listed = page.locator("main").inner_text()
    colleague = page.context.new_page()
    colleague.goto(page.url)
    expect(colleague.locator(f'input[name="{facet}"][value="{value}"]')).to_be_checked()
    assert colleague.locator("main").inner_text() == listed


def test_values_of_one_filter_add_up_and_filters_narrow_each_other(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="severity"][value="P1"]').check()
    page.locator('input[name="severity"][value="P2"]').check()
    assert titles(page) == [TITLES["checkout"], TITLES["database"]]
    page.locator('input[name="component"][value="checkout"]').check()
    assert titles(page) == [TITLES["checkout"]]
    await_asked(page, {"severity": ["P1", "P2"], "component": ["checkout"]})


def test_counts_tell_what_choosing_a_value_would_give(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="component"][value="search"]').check()
    assert [count(page, "severity", key) for key in ("P1", "P2", "P3", "P4")] == [0, 0, 1, 1]
    assert count(page, "component", "payments-db") == 2
    page.locator('input[name="component"][value="payments-db"]').check()
    assert [count(page, "severity", key) for key in ("P1", "P2", "P3", "P4")] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("SEARCH", ["slow", "prices"]),
        ("disk payments", ["database"]),
        ("smtp-relay", ["mail"]),
        ("2025-12-31", ["prices"]),
        ("globex", ["mail"]),
        ("no such thing", []),
    ],
)
def test_text_finds_titles_names_and_components(page: Page, small_url: str, words: str, shown: list[str]) -> None:
    page.goto(small_url)
    page.get_by_role("searchbox").fill(words)
    assert titles(page) == [TITLES[key] for key in shown]


def test_every_figure_of_insights_leads_to_as_many_lines_as_it_says(page: Page, small_url: str) -> None:
    page.goto(f"{small_url}insights/index.html")
    figures = page.locator("main a").evaluate_all("all => all.map(a => [a.textContent.trim(), a.href])")
    told = {(href, int(text)) for text, href in figures if text.isdecimal()}
    assert len(told) > 20
    for href, number in told:
        page.goto(href)
        expect(page.locator(".row:visible, .action:visible")).to_have_count(number)


def test_text_finds_across_accents(page: Page, tmp_path: Path) -> None:
    repository = many(tmp_path / "repository", 2)
    (repository / "incidents/acme/cafe").mkdir()
    (repository / "incidents/acme/cafe/incident.yaml").write_text(plain("Zürich Café", "P3", "open", "2026-11-01"))
    build_site(repository, tmp_path / "site")
    page.goto((tmp_path / "site/index.html").as_uri())
    page.get_by_role("searchbox").fill("zurich cafe")
    assert titles(page) == ["Zürich Café"]
    page.locator(".row-title:visible").click()
    expect(page.locator("h1")).to_have_text("Zürich Café")


def test_dates_bound_the_day_of_the_report_both_ends_included(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="from"]').fill("2026-10-02")
    page.locator('input[name="to"]').fill("2026-11-20")
    assert titles(page) == [TITLES["database"], TITLES["slow"]]
    await_asked(page, {"from": ["2026-10-02"], "to": ["2026-11-20"]})


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [("oldest", "prices", "checkout"), ("severity", "checkout", "prices"), ("longest", "mail", "prices")],
)
def test_the_list_can_be_sorted(page: Page, small_url: str, sort: str, first: str, last: str) -> None:
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    page.goto(small_url)
    page.locator("select").select_option(sort)
    found = titles(page)
    assert (found[0], len(found)) == (TITLES[first], 5)
    if sort != "longest":  # of two that lasted for an unknown time neither is longer
        assert found[-1] == TITLES[last]


def test_an_address_can_be_sent_and_opened_and_reloaded(page: Page, small_url: str) -> None:
    page.goto(f"{small_url}index.html?severity=P3&severity=P4&component=search&q=slow&sort=oldest")
    for _ in range(2):
        assert titles(page) == [TITLES["slow"]]
        assert page.locator('input[name="severity"][value="P4"]').is_checked()
        assert page.get_by_role("searchbox").input_value() == "slow"
        assert page.locator("select").input_value() == "oldest"
        page.reload()


def test_a_value_that_nothing_has_shows_nothing_rather_than_everything(page: Page, small_url: str) -> None:
    page.goto(f"{small_url}?component=gone")
    assert titles(page) == []
    expect(page.locator("#empty")).to_be_visible()


def test_an_order_and_a_date_that_do_not_exist_are_ignored(page: Page, small_url: str) -> None:
    page.goto(f"{small_url}?sort=sideways&from=yesterday&severity=P3")
    assert titles(page) == [TITLES["mail"], TITLES["slow"]]


def test_back_and_forward_go_through_the_filters(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="severity"][value="P3"]').check()
    page.locator('input[name="status"][value="open"]').check()
    page.get_by_role("searchbox").press_sequentially("mail")
    assert titles(page) == [TITLES["mail"]]
    await_asked(page, {"severity": ["P3"], "status": ["open"], "q": ["mail"]})
    page.go_back()
    await_asked(page, {"severity": ["P3"], "status": ["open"]})
    assert page.get_by_role("searchbox").input_value() == ""
    page.go_back()
    assert titles(page) == [TITLES["mail"], TITLES["slow"]]
    assert not page.locator('input[name="status"][value="open"]').is_checked()
    page.go_back()
    assert len(titles(page)) == 5
    page.go_forward()
    assert titles(page) == [TITLES["mail"], TITLES["slow"]]


def test_coming_back_from_an_incident_keeps_the_filter(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="severity"][value="P2"]').check()
    page.locator(".row-title:visible").click()
    expect(page.locator("h1")).to_have_text(TITLES["database"])
    page.go_back()
    assert titles(page) == [TITLES["database"]]


def test_an_empty_result_offers_to_clear_the_filters(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.locator('input[name="severity"][value="P1"]').check()
    page.locator('input[name="status"][value="resolved"]').check()
    expect(page.locator("#empty")).to_be_visible()
    page.locator("#clear-empty").click()
    assert len(titles(page)) == 5
    await_asked(page, {})
    assert page.locator("#filters input:checked").count() == 0


def test_fifty_rows_are_shown_and_fifty_more_on_demand(page: Page, large_url: str) -> None:
    page.goto(large_url)
    assert len(titles(page)) == 50
    more = page.get_by_role("button", name="Show 50 more")
    more.click()
    assert len(titles(page)) == 100
    await_asked(page, {"show": ["100"]})
    page.reload()
    assert len(titles(page)) == 100
    more.click()
    assert len(set(titles(page))) == 120
    expect(more).to_be_hidden()


def test_rows_made_in_the_browser_are_the_rows_of_the_server(page: Page, large_url: str, small_url: str) -> None:
    """Also their links: the browser makes most names from day and title."""
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    for url in (large_url, small_url):
        page.goto(url)
        served = page.locator("#list").inner_html()
        before = titles(page)
        page.locator("select").select_option("oldest")
        assert titles(page)[0] != before[0]
        page.locator("select").select_option("")
        expect(page.locator(".row:visible")).to_have_count(len(before))
        assert normal(page.locator("#list").inner_html()) == normal(served)


def normal(html: str) -> str:
    """HTML without what may differ: blanks, the order of attributes, and how a moment is written for machines."""
    sorted_tags = re.sub(r"<(\w+) ([^>]*)>", lambda tag: f"<{tag[1]} {sorted(_ATTRIBUTE.findall(tag[2]))}>", html)
    return "".join(sorted_tags.split()).replace('class=""', "").replace(".000Z", "Z")


def test_rows_below_the_screen_come_without_being_asked_for(page: Page, large_url: str) -> None:
    page.goto(large_url)
    page.locator('input[name="severity"][value="P1"]').check()
    expect(page.locator(".row:visible")).to_have_count(30)
    assert set(page.locator(".row:visible .row-key").all_inner_texts()) == {"P1"}


def test_changes_in_quick_succession_are_one_step_back_each(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.evaluate("""['P1', 'P2'].forEach((key) => document.querySelector(`[name=severity][value=${key}]`).click())""")
    await_asked(page, {"severity": ["P1", "P2"]})
    page.go_back()
    await_asked(page, {"severity": ["P1"]})
    assert titles(page) == [TITLES["checkout"]]


def test_a_time_in_a_row_can_be_pointed_at_and_still_leads_to_the_incident(page: Page, small_url: str) -> None:
    page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    page.goto(small_url)
    when = page.locator(".row time").first
    expect(when).to_have_attribute("data-ago", "1 h ago")
    when.hover()
    assert "24 Nov 2026, 10:04" in (when.get_attribute("title") or "")
    when.click()
    expect(page.locator("h1")).to_have_text(TITLES["checkout"])


def test_every_row_leads_to_its_incident(page: Page, large_site: Path, large_url: str) -> None:
    page.goto(f"{large_url}?show=150")
    links = page.locator(".row-title").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert len(links) == 120
    assert all((large_site / link).is_file() for link in links)


def test_an_incident_without_a_date_or_a_letter_breaks_no_search(page: Page, tmp_path: Path) -> None:
    repository = many(tmp_path / "repository", 2)
    folder = repository / "incidents/acme/incident"
    folder.mkdir()
    facts = plain("!!!", "P3", "resolved", "2026-11-01")
    (folder / "incident.yaml").write_text("\n".join(line for line in facts.split("\n") if "created_at" not in line))
    build_site(repository, tmp_path / "site")
    page.goto((tmp_path / "site/index.html").as_uri() + "?q=!!!")
    assert titles(page) == ["!!!"]
    expect(page.locator(".row-title").first).to_have_attribute("href", re.compile("incidents/acme/incident/"))


def test_what_runs_is_counted_from_its_beginning_by_the_page_and_by_the_script(page: Page, tmp_path: Path) -> None:
    repository = many(tmp_path / "repository", 1)
    folder = repository / "incidents/acme/early"
    folder.mkdir()
    facts = plain("Early", "P1", "open", "2026-11-20") + "started_at: 2026-11-19T03:00:00Z\n"
    (folder / "incident.yaml").write_text(facts)
    build_site(repository, tmp_path / "site")
    address = (tmp_path / "site/index.html").as_uri()
    since = page.locator(".row", has_text="Early").locator(".row-for")
    page.goto(address)
    expect(since).to_have_attribute("data-since", re.compile("2026-11-19T03:00:00"))
    page.goto(f"{address}?q=early")
    expect(since).to_have_attribute("data-since", re.compile("2026-11-19T03:00:00"))


def test_a_filter_with_many_values_folds_those_that_are_rare(page: Page, tmp_path: Path) -> None:
    repository = many(tmp_path / "repository", 1)
    for number in range(21):
        folder = repository / f"incidents/acme/i{number}"
        folder.mkdir()
        facts = plain(f"Incident {number}", "P3", "open", "2026-11-01", component=f"service-{number % 20:02}")
        (folder / "incident.yaml").write_text(facts)
    build_site(repository, tmp_path / "site")
    page.goto((tmp_path / "site/index.html").as_uri())
    rare = page.locator('input[name="component"][value="service-19"]')
    expect(rare).to_be_hidden()
    page.locator("summary", has_text="more").click()
    expect(page.locator(".choice", has=rare).locator(".choice-count")).to_have_text("1")
    rare.check()
    assert titles(page) == ["Incident 19"]
    page.reload()
    expect(rare).to_be_visible()
    assert titles(page) == ["Incident 19"]


def test_everything_works_from_disk(page: Page, small_site: Path) -> None:
    page.goto((small_site / "index.html").as_uri())
    page.locator('input[name="severity"][value="P3"]').check()
    assert titles(page) == [TITLES["mail"], TITLES["slow"]]
    page.reload()
    assert titles(page) == [TITLES["mail"], TITLES["slow"]]
    page.go_back()
    assert len(titles(page)) == 5
    page.locator(".row-title").first.click()
    expect(page.locator("h1")).to_have_text(TITLES["checkout"])


def test_the_keyboard_alone_can_filter_and_open(page: Page, small_url: str) -> None:
    page.goto(small_url)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.locator('input[name="severity"]').first.focus()
    page.keyboard.press("Space")
    assert titles(page) == [TITLES["checkout"]]
    page.locator(".row-title:visible").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLES["checkout"])
