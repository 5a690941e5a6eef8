"""News on pages that are open: what became known meanwhile is shown once, said aloud, and asked for politely."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Route, expect

Event = dict[str, object]
NOON = "2026-11-24T12:00:00Z"
MINUTE = 60


class Feed:
    """Stands in for `events.json`: what it holds, whether it is there, and how often it was asked for."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = list(events)
        self.asked = 0
        self.is_there = True

    def __call__(self, route: Route) -> None:
        """Answer."""
        self.asked += 1
        if self.is_there:
            route.fulfill(body=json.dumps(self.events), content_type="application/json")
        else:
            route.fulfill(status=204)  # a server's refusal would be an error of the console's


def created(number: int, severity: str = "P1") -> Event:
    """An incident that was reported."""
    incident = f"acme/news-{number}"
    data = {"id": incident, "title": f"Trouble {number} <b>", "severity": severity, "status": "open"}
    return {"id": f"incident.created:{incident}", "type": "incident.created", "data": data}


def changed(number: int, before: str, after: str) -> Event:
    """A status that changed."""
    incident = f"acme/news-{number}"
    data = {"id": incident, "title": f"Trouble {number}", "previousStatus": before, "newStatus": after}
    return {"id": f"incident.status-changed:{incident}:{after}", "type": "incident.status-changed", "data": data}


@pytest.fixture
def feed(context: BrowserContext, page: Page) -> Feed:
    """The events of every page of this test; its clock stands still."""
    found = Feed([created(0)])
    context.route("**/events.json", found)
    page.clock.install(time=NOON)
    return found


def later(page: Page, feed: Feed) -> None:
    """Let so much time pass that the page asks once more."""
    before = feed.asked
    with page.expect_response("**/events.json"):
        page.clock.fast_forward(6 * MINUTE * 1000)
    assert feed.asked > before


def asked_within(page: Page, feed: Feed, hours: int) -> int:
    """How often a page asks while it is open for so long."""
    before = feed.asked
    for _ in range(hours * 60):
        page.clock.fast_forward(MINUTE * 1000)
        page.evaluate("document.title")  # so that an answer has time to come
    return feed.asked - before


def opened(page: Page, address: str) -> None:
    """Open a page and wait until it knows what there is."""
    with page.expect_response("**/events.json"):
        page.goto(address)


def test_what_was_there_before_is_no_news(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    later(page, feed)
    expect(page.locator("#toasts")).to_be_hidden()


def test_a_new_incident_is_told_with_its_severity_and_a_link(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, f"{small_url}archive/2026/11/index.html")
    feed.events.append(created(1))
    later(page, feed)
    toast = page.locator(".toast")
    expect(toast.locator(".sev")).to_have_text("P1 critical")
    assert toast.locator("use").get_attribute("href") == "#s-P1"
    assert toast.locator("use").evaluate("use => use.getBBox().width") > 0
    link = toast.get_by_role("link", name="Trouble 1 <b>")
    assert link.evaluate("link => link.href") == f"{small_url}incidents/acme/news-1/index.html"
    expect(page.locator("#news")).to_have_text("New incident, P1 critical: Trouble 1 <b>")


def test_a_status_that_changed_is_told_with_both(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    feed.events.append(changed(0, "investigating", "resolved"))
    later(page, feed)
    expect(page.locator(".toast-head")).to_have_text("investigating → resolved")
    expect(page.locator("#news")).to_have_text("Trouble 0 went from investigating to resolved")


def test_nothing_is_told_twice_not_even_on_the_next_page(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    feed.events.append(created(1))
    later(page, feed)
    expect(page.locator(".toast")).to_have_count(1)
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#toasts")).to_be_hidden()
    later(page, feed)
    opened(page, f"{small_url}about/index.html")
    expect(page.locator(".toast")).to_have_count(0)
    feed.events.append(created(2))
    opened(page, small_url)
    expect(page.locator(".toast-title")).to_have_text("Trouble 2 <b>")


def test_more_than_five_at_once_are_one(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    feed.events += [created(number) for number in range(1, 7)]
    later(page, feed)
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator(".toast-title")).to_have_text("6 things happened since this page was opened")
    feed.events += [created(number) for number in range(7, 12)]
    later(page, feed)
    expect(page.locator(".toast")).to_have_count(5)


def test_what_it_does_not_know_is_passed_over(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    feed.events += [{"id": "x", "type": "incident.exploded", "data": {}}, created(1, "P9"), changed(1, "open", "gone")]
    feed.events.append({"id": "y", "type": "constructor", "data": {}})
    later(page, feed)
    expect(page.locator("#toasts")).to_be_hidden()


def test_escape_dismisses_and_the_keyboard_reaches_every_toast(page: Page, small_url: str, feed: Feed) -> None:
    opened(page, small_url)
    feed.events.append(created(1))
    later(page, feed)
    link = page.locator(".toast-title")
    link.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "toast-close"
    page.keyboard.press("Escape")
    expect(page.locator("#toasts")).to_be_hidden()


def test_it_asks_less_often_while_nothing_happens_and_hardly_where_there_is_no_answer(
    page: Page, small_url: str, feed: Feed
) -> None:
    opened(page, small_url)
    quiet = asked_within(page, feed, hours=2)
    assert 10 <= quiet <= 30  # every five minutes at last, rather than every minute
    feed.is_there = False
    assert 3 <= asked_within(page, feed, hours=3) <= 9  # every half hour at last


def test_a_page_that_nobody_sees_does_not_ask(page: Page, small_url: str, feed: Feed) -> None:
    def see(state: str) -> None:
        page.evaluate(
            "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
            " document.dispatchEvent(new Event('visibilitychange')); }",
            state,
        )

    opened(page, small_url)
    see("hidden")
    page.clock.run_for(3 * 3600 * 1000)
    assert feed.asked == 1
    feed.events.append(created(1))
    with page.expect_response("**/events.json"):
        see("visible")
        page.clock.run_for(1000)
    expect(page.locator(".toast")).to_have_count(1)


def test_a_page_from_disk_asks_for_nothing(page: Page, small_site: Path, feed: Feed) -> None:
    page.goto((small_site / "index.html").as_uri())
    page.clock.run_for(3600 * 1000)
    assert feed.asked == 0


def test_the_same_answer_costs_no_body(page: Page, small_url: str) -> None:
    page.clock.install(time=NOON)
    with page.expect_response("**/events.json") as first:
        page.goto(small_url)
    assert first.value.status == 200
    first.value.finished()
    with page.expect_request("**/events.json") as again:
        page.clock.fast_forward(6 * MINUTE * 1000)
    assert "if-modified-since" in again.value.all_headers()


@pytest.mark.parametrize("width", [1200, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_there_is_news(page: Page, small_url: str, feed: Feed, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    opened(page, small_url)
    feed.events += [created(1), changed(0, "open", "identified")]
    later(page, feed)
    expect(page.locator(".toast")).to_have_count(2)
    page.clock.resume()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
