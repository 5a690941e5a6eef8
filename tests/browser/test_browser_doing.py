"""What readers and responders do on the pages: write through the forge, share, turn, print, go through action items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from site_world import acme, build_site

from farm_gitops.publish.build import Forge

from .conftest import serve

ACTIVE = "incidents/acme/2026-11-24-checkout-fails-for-every-third-customer/index.html"
RESOLVED = "incidents/acme/2026-11-20-payments-database-out-of-disk/index.html"
NOON = "2026-11-24T12:24:00Z"


@pytest.fixture(scope="module")
def pasting_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small world whose records lie on a forge that takes a file's name and not its text."""
    folder = tmp_path_factory.mktemp("pasting")
    forge = Forge("gitlab", "https://gitlab.acme.example/acme/incidents", "main")
    build_site(acme(folder / "repository"), folder / "www/status", forge=forge)
    yield from serve(folder / "www/status")


def asked(link: Locator) -> dict[str, str]:
    """What a link fills in."""
    return {key: values[0] for key, values in parse_qs(urlsplit(link.get_attribute("href") or "").query).items()}


def clipboard(page: Page) -> str:
    """What was copied last."""
    return str(page.evaluate("navigator.clipboard.readText()"))


# Forms that the forge answers


def test_an_update_is_named_by_the_moment_at_which_it_is_begun(page: Page, small_url: str) -> None:
    page.clock.set_fixed_time(NOON)
    page.goto(small_url + ACTIVE)
    link = page.get_by_role("link", name="Post an update")
    assert asked(link)["filename"].endswith("/timeline/update.md")
    link.evaluate("link => { link.addEventListener('click', event => event.preventDefault()); link.click(); }")
    filled = asked(link)
    folder = Path(ACTIVE).parent
    assert filled["filename"] == f"{folder}/timeline/20261124T122400Z-update.md"
    assert filled["value"].endswith("come.\n")


def test_what_is_typed_becomes_title_and_name_of_a_report(page: Page, small_url: str) -> None:
    page.clock.set_fixed_time(NOON)
    page.goto(small_url)
    page.get_by_text("Report an incident").click()
    link = page.get_by_role("link", name="Report it for Acme Corporation")
    before = asked(link)
    page.get_by_label("What is wrong, in one line").fill('Zürich: "cards" # declined\\')
    filled = asked(link)
    assert filled["filename"] == "incidents/acme/2026-11-24-zurich-cards-declined/incident.yaml"
    assert r'title: "Zürich: \"cards\" # declined\\"' in filled["value"].splitlines()
    assert "P1 critical: service outage" in filled["value"]
    page.get_by_label("What is wrong, in one line").fill("")
    assert asked(link) == before


def test_a_report_in_another_script_still_gets_a_name(page: Page, small_url: str) -> None:
    page.clock.set_fixed_time(NOON)
    page.goto(small_url)
    page.get_by_text("Report an incident").click()
    page.get_by_label("What is wrong, in one line").fill("決済が失敗する $& $1")
    filled = asked(page.get_by_role("link", name="Report it for Globex"))
    assert filled["filename"] == "incidents/globex/2026-11-24-1/incident.yaml"
    assert 'title: "決済が失敗する $& $1"' in filled["value"].splitlines()


def test_where_the_text_is_not_filled_in_it_is_there_to_copy(browser: Browser, pasting_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.set_fixed_time(NOON)
    page.goto(pasting_url + ACTIVE)
    page.get_by_text("Post an update").click()
    link = page.get_by_role("link", name="Open the forge's form")
    expect(link).to_have_attribute("href", re.compile("Z-update"))  # a browser tells of the opening a moment later
    assert asked(link) == {"file_name": f"{Path(ACTIVE).parent}/timeline/20261124T122400Z-update.md"}
    page.get_by_role("button", name="Copy the text").click()
    assert clipboard(page).startswith("What is known now")
    page.goto(pasting_url)
    page.get_by_text("Report an incident").click()
    page.get_by_label("What is wrong, in one line").fill("Cards are declined")
    page.get_by_role("button", name="Copy the text").first.click()
    assert 'title: "Cards are declined"' in clipboard(page)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_a_status_comes_with_the_line_to_type_and_the_way_to_its_editor(browser: Browser, small_url: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(small_url + ACTIVE)
    page.get_by_text("Change status").press("Enter")
    page.locator("[data-copy='status: resolved']").click()
    assert clipboard(page) == "status: resolved"
    expect(page.locator("#news")).to_have_text("Copied")
    editor = page.get_by_role("link", name="Open the editor").get_attribute("href")
    assert editor == f"https://github.com/acme/incidents/edit/main/{Path(ACTIVE).parent}/incident.yaml"
    page.goto(small_url + RESOLVED)
    expect(page.get_by_text("Change status")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1200, 375, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_an_open_form(page: Page, small_url: str, scheme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    for address, name in (("index.html", "Report an incident"), (ACTIVE, "Change status")):
        page.goto(small_url + address)
        page.get_by_text(name).click()
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_the_forms_lead_to_the_forge_and_no_button_is_dead(browser: Browser, small_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for address in ("index.html", ACTIVE, RESOLVED, "action-items/index.html"):
        page.goto(small_url + address)
        for summary in page.locator("summary.button").all():
            summary.click()
        assert page.locator("button:visible, input:visible").count() == 0, address
    page.goto(small_url + ACTIVE)
    assert "filename" in asked(page.get_by_role("link", name="Post an update"))
    context.close()


# The page of an incident


def test_the_timeline_is_turned_and_stays_so_on_the_next_page(page: Page, small_url: str) -> None:
    page.goto(small_url + ACTIVE)
    ids = "all => all.map(each => each.id)"
    before = page.locator(".update").evaluate_all(ids)
    page.get_by_role("button", name="Newest first").click()
    assert page.locator(".update").evaluate_all(ids) == before[::-1]
    expect(page.locator("#order")).to_have_attribute("aria-pressed", "true")
    page.goto(small_url + RESOLVED)
    assert page.locator(".update").last.get_attribute("id") == "reported"
    page.get_by_role("button", name="Newest first").click()
    page.goto(small_url + ACTIVE)
    assert page.locator(".update").evaluate_all(ids) == before


def test_a_link_to_an_update_leads_there_even_when_turned(page: Page, small_url: str) -> None:
    page.set_viewport_size({"width": 1200, "height": 300})
    page.goto(small_url + ACTIVE)
    page.get_by_role("button", name="Newest first").click()
    page.goto("about:blank")
    page.goto(f"{small_url}{ACTIVE}#reported")
    expect(page.locator("#reported")).to_be_in_viewport()


@pytest.mark.parametrize("from_disk", [False, True])
def test_every_update_has_a_link_to_send(
    browser: Browser, small_url: str, small_site: Path, *, from_disk: bool
) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    address = (small_site / ACTIVE).as_uri() if from_disk else small_url + ACTIVE
    page.goto(f"{address}#reported")
    buttons = page.locator(".update .copy")
    assert buttons.count() == page.locator(".update").count()
    buttons.last.click()
    anchor = page.locator(".update").last.get_attribute("id")
    assert clipboard(page) == f"{address}#{anchor}"
    expect(buttons.last).to_have_text("Copied")
    context.close()


def test_every_moment_says_how_long_ago_it_was(page: Page, small_url: str) -> None:
    page.clock.set_fixed_time(NOON)
    page.goto(small_url + ACTIVE)
    ago = "all => all.map(each => each.dataset.ago)"
    assert page.locator(".step-when time").evaluate_all(ago) == ["2 h ago", "2 h ago"]
    shown = page.locator(".permalink time").first.evaluate("time => getComputedStyle(time, '::after').content")
    assert "2 h ago" in shown
    for address in (
        "index.html",
        RESOLVED,
        "about/index.html",
        "action-items/index.html",
        "archive/2026/11/index.html",
    ):
        page.goto(small_url + address)
        assert page.locator("time:not(.day):not([data-ago])").count() == 0, address


def test_a_printed_incident_is_its_words_alone(page: Page, small_url: str) -> None:
    page.goto(small_url + RESOLVED)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="Root cause")).to_be_visible()
    assert page.locator("button:visible, nav:visible, .acts:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".permalink time").first.evaluate("time => getComputedStyle(time, '::after').content") == "none"


# Action items


def test_action_items_can_be_gone_through_by_person_and_by_state_without_a_script(
    browser: Browser, small_url: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small_url)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Action items").click()
    titles = page.locator(".action-title > :first-child, .action-title").first
    expect(titles).to_contain_text("Switch the vacuum on again")
    expect(page.locator(".tabs")).to_contain_text("1 overdue")
    page.get_by_role("link", name="Carol Diaz").click()
    expect(page.locator("h1")).to_have_text("Carol Diaz")
    assert page.locator(".action").count() == 1
    page.get_by_role("link", name="Payments database out of disk").click()
    expect(page.locator(":target")).to_contain_text("Switch the vacuum on again")
    page.goto(f"{small_url}action-items/index.html")
    page.get_by_role("link", name="Done 1").click()
    expect(page.locator(".action")).to_contain_text("Alert at 80 %")
    context.close()


def test_what_is_overdue_follows_the_readers_clock(page: Page, small_url: str) -> None:
    badges = ".actions [data-due]:visible, .tabs [data-due]:visible, .shares [data-due]:visible"
    for now, shown in (
        ("2026-11-23T23:59:00Z", []),
        ("2026-11-24T00:01:00Z", ["1 overdue", "1 overdue", "overdue"]),
        ("2100-01-01T00:00:00Z", ["2 overdue", "1 overdue", "1 overdue", "overdue", "overdue"]),
    ):
        page.clock.set_fixed_time(now)
        page.goto(f"{small_url}action-items/index.html")
        assert page.locator(badges).all_inner_texts() == shown
