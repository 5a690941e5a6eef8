"""The keys of the site: they search, move, open and explain, and never come between a reader and what is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from .kinds import KINDS

LISTS = ("dashboard", "component", "organization", "window", "month", "receipt", "post-mortems")


def rows(page: Page) -> Locator:
    """The links of the rows that are shown."""
    return page.locator("main .row-title:visible")


@pytest.mark.parametrize("kind", LISTS)
def test_j_and_k_go_through_the_incidents_of_every_list_and_enter_opens(page: Page, small_url: str, kind: str) -> None:
    page.goto(small_url + KINDS[kind])
    count = rows(page).count()
    for place in range(count):
        page.keyboard.press("j")
        expect(rows(page).nth(place)).to_be_focused()
    page.keyboard.press("j")
    expect(rows(page).last).to_be_focused()  # and stays there
    for place in reversed(range(count - 1)):
        page.keyboard.press("k")
        expect(rows(page).nth(place)).to_be_focused()
    title = rows(page).first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)


def test_the_keys_pass_over_what_a_filter_hides_and_follow_what_is_loaded(page: Page, large_url: str) -> None:
    page.goto(large_url)
    page.locator('input[name="severity"][value="P1"]').check()
    expect(rows(page)).to_have_count(30)
    page.keyboard.press("j")  # from the box that was just ticked, in which nobody writes
    expect(rows(page).first).to_be_focused()
    page.locator("main").evaluate("main => main.focus()")
    page.keyboard.press("k")
    expect(rows(page).first).to_be_focused()
    page.goto(large_url)
    page.get_by_role("button", name="Show 50 more").click()
    rows(page).nth(49).focus()
    page.keyboard.press("j")
    expect(rows(page).nth(50)).to_be_focused()
    expect(rows(page).nth(50)).to_be_in_viewport()


def test_a_slash_leads_to_the_search_from_every_page(page: Page, small_url: str) -> None:
    for kind in ("dashboard", "active", "about"):
        page.goto(small_url + KINDS[kind])
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        expect(page.get_by_role("searchbox")).to_have_value("")


def test_a_slash_leads_to_the_search_from_disk_too(page: Page, small_site: Path) -> None:
    page.goto((small_site / KINDS["month"]).as_uri())
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_in_a_field_a_letter_is_a_letter(page: Page, small_url: str) -> None:
    page.goto(small_url)
    search = page.get_by_role("searchbox")
    search.press_sequentially("j/k?")
    expect(search).to_have_value("j/k?")
    expect(search).to_be_focused()
    page.locator("select").focus()
    page.keyboard.press("j")
    expect(page.locator("select")).to_be_focused()
    page.get_by_text("Report an incident").click()
    words = page.get_by_label("What is wrong, in one line")
    words.press_sequentially("k/o?")
    expect(words).to_have_value("k/o?")
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize("modifier", ["Control", "Alt", "Meta"])
def test_with_a_modifier_a_key_is_the_browsers(page: Page, small_url: str, modifier: str) -> None:
    page.goto(small_url + KINDS["month"])
    page.evaluate(
        "window.left = []; document.addEventListener('keydown', e => left.push(e.key, e.defaultPrevented));"
        "addEventListener('keydown', e => e.preventDefault())"  # nothing of the browser's own happens in this test
    )
    page.keyboard.press(f"{modifier}+j")
    assert page.evaluate("window.left").count(False) == 2
    expect(page.locator("body")).to_be_focused()


def test_a_question_mark_explains_the_keys_and_escape_closes(page: Page, small_url: str) -> None:
    page.goto(small_url + KINDS["month"])
    rows(page).first.focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    assert dialog.locator("kbd").all_inner_texts() == ["/", "j", "k", "Enter", "?"]
    page.keyboard.press("j")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(rows(page).first).to_be_focused()
    page.keyboard.press("?")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_keys_can_be_switched_off_and_on_again_and_stay_so(page: Page, small_url: str) -> None:
    page.goto(small_url + KINDS["month"])
    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        for key in ("j", "?", "/"):
            page.keyboard.press(key)
        expect(page.locator("body")).to_be_focused()
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.goto(small_url + KINDS["year"])
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these keys").check()
    page.keyboard.press("Escape")
    page.goto(small_url + KINDS["month"])
    page.keyboard.press("j")
    expect(rows(page).first).to_be_focused()


@pytest.mark.parametrize("width", [1200, 375, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_help(page: Page, small_url: str, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.goto(small_url + KINDS["about"])
    page.keyboard.press("?")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
