"""What holds on every kind of page: accessible, at home on every screen, in print, from disk and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from .kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
WIDTHS = (320, 375, 768, 1200, 1600)

every_kind = pytest.mark.parametrize("kind", KINDS)

# What a finger must hit: all that can be tapped, but for links among the words of a sentence (WCAG 2.5.8, "inline").
_SMALL_TARGETS = r"""() => {
  const words = (node) => node.nodeType === Node.TEXT_NODE && /\p{L}/u.test(node.textContent);
  const isInline = (each) => getComputedStyle(each).display === "inline";
  const inSentence = (each) => isInline(each) && [...each.parentNode.childNodes].some(words);
  const all = document.querySelectorAll("a, button, summary, select, label.choice, input:not([type=checkbox])");
  const shown = [...all].filter((each) => each.checkVisibility() && !each.closest(".skip") && !inSentence(each));
  const isLow = (each) => each.getBoundingClientRect().height < 44;
  const wholeRow = (each) => getComputedStyle(each, "::after").position === "absolute";
  return { shown: shown.length, small: shown.filter((each) => isLow(each) && !wholeRow(each)).map((a) => a.outerHTML) };
}"""

# A row's link and a box's label show the focus of what is in them.
_UNSEEN_FOCUS = """() => {
  const outlined = (each) => parseFloat(getComputedStyle(each).outlineWidth) >= 2
    && getComputedStyle(each).outlineStyle !== "none";
  const all = document.querySelectorAll("a[href], button, summary, input, select, [tabindex]");
  const focused = [...all].filter((each) => { each.focus(); return document.activeElement === each; });
  const unseen = (each) => { each.focus(); return ![each, each.closest(".row")].some((at) => at && outlined(at)); };
  return { reached: focused.length, unseen: focused.filter(unseen).map((each) => each.outerHTML) };
}"""

# Whatever has words of its own on the screen and none on paper, less what only leads elsewhere or asks for a click.
_LOST_IN_PRINT = """() => window.onScreen.filter((each) => !each.checkVisibility()
  && !each.closest("nav, button, summary, form, label, .more, .side, .acts, .tabs, .bar")).map((it) => it.outerHTML)"""
_REMEMBER_SCREEN = """() => { window.onScreen = [...document.querySelectorAll("main *")].filter((each) =>
  each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())); }"""

# Layout shifts as browsers measure them; they are told after the frame in which they happened.
_ADD_UP_SHIFTS = """window.shift = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.shift += each.value; }))
  .observe({ type: "layout-shift", buffered: true });"""
_SHIFT_SO_FAR = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(window.shift)))))"""

_MOVING = """() => [...document.querySelectorAll("*")].filter((each) => {
  const { transitionDuration, animationDuration } = getComputedStyle(each);
  return /[1-9]/.test(transitionDuration + animationDuration);
}).length"""


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """A screen for all tests here: nothing on these pages is kept, and a new one takes longer than most of them."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(desk: Page) -> Page:
    """The screen as it is at first."""
    desk.set_viewport_size({"width": 1280, "height": 720})
    desk.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    return desk


@pytest.fixture(scope="module")
def shifting(browser: Browser) -> Iterator[Page]:
    """A screen that adds up what moves on it, at a moment of which the pages speak."""
    context = browser.new_context()
    page = context.new_page()
    page.clock.set_fixed_time("2026-11-24T12:24:00Z")
    page.add_init_script(_ADD_UP_SHIFTS)
    yield page
    context.close()


@pytest.fixture(scope="module")
def finger(browser: Browser) -> Iterator[Page]:
    """A phone."""
    context = browser.new_context(viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_no_kind_of_page_that_is_built_is_missing_from_these_tests(
    small_site: Path, large_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.lighthouse.kinds import kind_of, kinds

    tested = {kind_of(address.partition("?")[0]) for address in KINDS.values()}
    assert {*kinds(small_site), *kinds(large_site)} - tested == set()
    assert kind_of("incidents/acme/x/retrospective/index.html") in tested  # depth tells kinds apart, names do not
    assert kind_of("retrospectives/x/index.html") not in tested


@every_kind
def test_axe_finds_nothing_in_light_or_dark_wide_or_narrow(page: Page, small_url: str, kind: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(small_url + KINDS[kind])
    for width in (1200, 375):
        page.set_viewport_size({"width": width, "height": 800})
        if width == 375 and page.locator("#side-open").count():
            page.locator("#side-open").click()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{scheme}, {width} px: {found.generate_report()}"


@every_kind
def test_no_page_scrolls_sideways(page: Page, small_url: str, kind: str) -> None:
    page.goto(small_url + KINDS[kind])
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_kind
def test_a_page_has_its_landmarks_one_heading_a_title_of_its_own_and_a_way_past_the_frame(
    page: Page, small_url: str, kind: str
) -> None:
    page.goto(small_url + KINDS[kind])
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("meta[name=description]").get_attribute("content")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_no_two_kinds_of_page_share_a_title(page: Page, small_url: str) -> None:
    titles = []
    for path in {address.partition("?")[0] for address in KINDS.values()}:
        page.goto(small_url + path)
        titles.append(page.title())
    assert sorted(titles) == sorted(set(titles))


@every_kind
def test_whatever_has_the_focus_shows_it(page: Page, small_url: str, kind: str) -> None:
    page.goto(small_url + KINDS[kind])
    page.keyboard.press("Tab")  # from now on the browser takes the reader for one with a keyboard
    found = page.evaluate(_UNSEEN_FOCUS)
    assert found["reached"] > 20
    assert found["unseen"] == []


@every_kind
def test_targets_are_44_pixels_high_where_fingers_point(finger: Page, small_url: str, kind: str) -> None:
    finger.goto(small_url + KINDS[kind])
    if finger.locator("#side-open").count():
        finger.locator("#side-open").tap()
    found = finger.evaluate(_SMALL_TARGETS)
    assert found["shown"] > 15
    assert found["small"] == []


@every_kind
def test_what_is_read_on_the_screen_is_on_the_paper(page: Page, small_url: str, kind: str) -> None:
    page.goto(small_url + KINDS[kind])
    page.evaluate(_REMEMBER_SCREEN)
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    assert page.evaluate(_LOST_IN_PRINT) == []
    assert page.locator("button:visible, nav:visible, .skip:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 718
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("width", [1200, 412])
@every_kind
def test_what_scripts_add_moves_nothing_about(shifting: Page, small_url: str, kind: str, width: int) -> None:
    shifting.set_viewport_size({"width": width, "height": 823})
    shifting.goto(small_url + KINDS[kind])
    # A filter that comes with the address leaves fewer rows, below which things move up; nothing else may.
    assert shifting.evaluate(_SHIFT_SO_FAR) <= (0.1 if "?" in KINDS[kind] else 0.02)


def test_a_shift_would_be_noticed(shifting: Page, small_url: str) -> None:
    shifting.goto(small_url)
    shifting.evaluate(
        "document.querySelector('main').prepend(Object.assign(document.createElement('pre'), {innerText: '\\n\\n'}))"
    )
    assert shifting.evaluate(_SHIFT_SO_FAR) > 0.02


@every_kind
def test_nothing_moves_for_whom_movement_is_a_trouble(page: Page, small_url: str, kind: str) -> None:
    page.goto(small_url + KINDS[kind])
    assert page.evaluate(_MOVING) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(_MOVING) == 0


# Only a server shows the page for what is not there, whose links begin at the site's address.
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not-found"])
def test_a_page_works_from_disk(page: Page, small_site: Path, kind: str) -> None:
    address, _, asked = KINDS[kind].partition("?")
    page.goto(f"{(small_site / address).as_uri()}?{asked}")
    expect(page.locator("#zone")).to_have_attribute("aria-label", "UTC times; show local times")
    places = page.get_by_role("navigation", name="Main").get_by_role("link")
    assert all(Path(link.evaluate("link => new URL(link.href).pathname")).is_file() for link in places.all())


@every_kind
def test_without_scripts_a_page_shows_its_words_and_no_dead_control(
    scriptless: Page, small_url: str, kind: str
) -> None:
    scriptless.goto(small_url + KINDS[kind])
    expect(scriptless.get_by_role("heading", level=1)).to_be_visible()
    assert scriptless.locator("button:visible, input:visible, select:visible").count() == 0
    assert scriptless.get_by_role("link", name="Archive").first.is_visible()
