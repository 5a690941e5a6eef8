"""Hostile text in a real browser: none of it runs, while a page without our care shows that it would."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile_world import PAYLOADS, hostile
from playwright.sync_api import Browser, Page
from site_world import build_site

_TRAP = "window.ran = []; window.pwned = (number) => window.ran.push(number);"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile world, with the policy taken out so that only our escaping stands in the way."""
    folder = tmp_path_factory.mktemp("attacked")
    build_site(hostile(folder / "repository"), folder / "site")
    for file in (folder / "site").rglob("*.html"):
        file.write_text(file.read_text().replace("Content-Security-Policy", "x-nothing"))
    return folder / "site"


def poke(page: Page) -> list[int]:
    """What ran after everything that can be clicked, hovered or focused was."""
    page.evaluate(
        """() => { for (const each of document.querySelectorAll("main *")) {
             for (const name of ["focus", "mouseover", "toggle", "load", "error"]) each.dispatchEvent(new Event(name));
             if (each.tagName === "A" && !/^https?:/.test(each.href)) each.click();
           } }"""
    )
    return list(page.evaluate("window.ran"))


def test_the_corpus_bites_where_nobody_escapes(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context()
    context.add_init_script(_TRAP)
    page = context.new_page()
    (tmp_path / "page.html").write_text("<main>" + "\n".join(PAYLOADS[:3]) + "</main>")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function("window.ran.length >= 3")
    context.close()


def test_no_payload_in_any_field_runs_on_any_page(browser: Browser, attacked: Path) -> None:
    context = browser.new_context()
    context.add_init_script(_TRAP)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.dismiss())
    files = sorted(attacked.rglob("*.html"))
    assert len(files) > len(PAYLOADS)
    for file in files:
        page.goto(file.as_uri())
        assert page.evaluate("window.ran") == []
        page.evaluate(
            "document.querySelectorAll('a').forEach(a => a.addEventListener('click', e => {"
            "if (!a.href.startsWith('javascript')) e.preventDefault(); }))"
        )
        assert poke(page) == [], file
    context.close()


def test_no_payload_runs_when_the_browser_makes_the_rows(browser: Browser, attacked: Path) -> None:
    context = browser.new_context()
    context.add_init_script(_TRAP)
    page = context.new_page()
    page.goto(f"{(attacked / 'index.html').as_uri()}?sort=oldest")
    assert page.locator(".row").count() == len(PAYLOADS)
    assert page.evaluate("window.ran") == []
    page.goto(
        f"{(attacked / 'index.html').as_uri()}?q=<img src=x onerror=pwned(99)>&component=<script>pwned(98)</script>"
    )
    assert page.evaluate("window.ran") == []
    context.close()
