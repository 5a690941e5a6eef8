"""What single pages do in a real browser: themes, zones, the reader's clock, the lifecycle, attachments, the policy."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from .kinds import KINDS

ACTIVE = KINDS["active"]


def test_without_scripts_everything_can_be_reached_and_nothing_dead_is_shown(browser: Browser, small_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small_url)
    expect(page.locator("h1")).to_have_text("2 incidents are active: 1 critical and 1 medium")
    assert page.locator(".row").count() == 5
    assert page.locator("input:visible, button:visible, select:visible").count() == 0
    page.get_by_role("link", name="archive by month").first.click()
    page.get_by_role("link", name="December 2025: 1 incident").click()
    page.get_by_role("link", name="Search shows yesterday's prices").click()
    expect(page.locator("h1")).to_have_text("Search shows yesterday's prices")
    context.close()


def test_the_theme_follows_the_system_until_one_is_chosen_and_then_is_remembered(page: Page, small_url: str) -> None:
    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    page.emulate_media(color_scheme="light")
    page.goto(small_url)
    light = ground()
    page.emulate_media(color_scheme="dark")
    dark = ground()
    assert light != dark
    page.locator("#theme").click()
    assert ground() == light
    page.goto(small_url + ACTIVE)
    assert ground() == light
    assert page.locator("#theme").get_attribute("aria-pressed") == "false"


def test_times_can_be_shown_in_the_readers_own_zone_and_are_labelled(browser: Browser, small_url: str) -> None:
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(small_url + ACTIVE)
    when = page.locator(".step-when time").first
    assert when.inner_text() == "24 Nov 2026, 10:04 UTC"
    page.locator("#zone").click()
    assert when.inner_text() == "24 Nov 2026, 19:04 GMT+9"
    when.hover()
    assert "10:04 UTC" in (when.get_attribute("title") or "")
    page.reload()
    assert when.inner_text() == "24 Nov 2026, 19:04 GMT+9"
    context.close()


def test_overdue_and_running_follow_the_readers_clock(page: Page, small_url: str) -> None:
    badges = page.locator(".action [data-due]")
    page.clock.set_fixed_time("2026-11-23T23:59:00Z")
    page.goto(small_url + KINDS["resolved"])
    assert badges.evaluate_all("all => all.map(badge => badge.hidden)") == [True, True]
    page.clock.set_fixed_time("2026-11-24T00:01:00Z")
    page.reload()
    assert badges.evaluate_all("all => all.map(badge => badge.hidden)") == [False, True]
    page.clock.set_fixed_time("2100-01-01T00:00:00Z")
    page.goto(small_url + KINDS["post-mortems"])
    expect(page.locator("[data-due]")).to_have_text("2 overdue")
    page.clock.set_fixed_time("2026-11-24T12:24:00Z")
    page.goto(small_url + ACTIVE)
    expect(page.locator(".badges [data-since]")).to_have_text("for 2 h 20 min")


def test_the_lifecycle_tells_each_step_and_marks_where_it_stands(page: Page, small_url: str) -> None:
    page.goto(small_url + ACTIVE)
    steps = page.locator(".step").all_inner_texts()
    assert [" ".join(step.split()) for step in steps] == [
        "open 24 Nov 2026, 10:04 UTC",
        "investigating 24 Nov 2026, 10:10 UTC after 6 min",
        "identified not yet",
        "resolved not yet",
    ]
    expect(page.locator('[aria-current="step"] .step-name')).to_have_text("investigating")


def test_a_corrected_text_is_folded_and_a_removed_one_says_why(page: Page, small_url: str) -> None:
    page.goto(small_url + ACTIVE)
    old = page.get_by_text("customers is affected").first
    expect(old).to_be_hidden()
    page.get_by_text("Show the old text").click()
    expect(old).to_be_visible()
    expect(page.locator(".timeline .redacted")).to_contain_text(
        "by Alice Ng, 24 Nov 2026, 11:30 UTC: it named a customer"
    )


def test_a_table_keeps_the_alignment_of_its_columns(page: Page, small_url: str) -> None:
    page.goto(small_url + KINDS["resolved"].replace("index.html", "post-mortem/index.html"))
    aligned = "cells => cells.map(cell => getComputedStyle(cell).textAlign)"
    assert page.locator(".whole tr").last.locator("td").evaluate_all(aligned) == ["left", "right"]


def test_attachments_are_where_the_page_says(page: Page, small_url: str) -> None:
    page.goto(small_url + ACTIVE)
    link = page.get_by_role("link", name="two words #1.log").evaluate("link => link.href")
    assert page.request.get(link).body() == b"upstream timed out\n"
    assert page.locator(".attachments img").evaluate("image => image.naturalWidth") == 1


def test_the_policy_stops_what_is_inline(browser: Browser, small_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(small_url)
    ran = page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1';"
        " document.body.append(s); return window.pwned; }"
    )
    assert ran is None
    context.close()
