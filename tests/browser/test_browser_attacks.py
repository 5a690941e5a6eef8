"""Hostile text in a real browser: none of it runs or calls home, while templates without care show that it would."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hostile_world import LINES, PAYLOADS, build_hostile
from playwright.sync_api import Browser, Error, Page, Request

from farm_gitops.documents.markdown import render_markdown
from farm_gitops.publish.render import Templates

PARTS = 4
"""So that several processors share the pages."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_TRAP = "window.ran = []; window.pwned = (number) => { window.ran.push(number); window.tell(number); };"
# A click on a link leads away, which is what links are for; only an address that is a script counts, one task later.
_POKE = """async () => {
  for (const link of document.querySelectorAll("a")) link.addEventListener("click", (event) => {
    if (!link.href.startsWith("javascript")) event.preventDefault(); });
  for (const each of document.querySelectorAll("body *")) {
    for (const name of ["focus", "mouseover", "toggle", "load", "error", "begin"]) each.dispatchEvent(new Event(name));
    if (each.tagName === "A" && !/^https?:/.test(each.href)) each.click();
  }
  await new Promise((done) => setTimeout(done));
  return window.ran;
}"""


class Victim:
    """Somebody who reads hostile pages.

    `calls` are the requests to anywhere but the disk that this led to, `told` the payloads that ran, also on pages that
    led away at once.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.calls: list[str] = []
        self.told: set[int] = set()
        page.expose_function("tell", self._tell)
        page.on("request", self._note)
        page.on("dialog", lambda dialog: dialog.dismiss())

    def _tell(self, number: int) -> None:
        self.told.add(number)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.calls.append(request.url)

    def read(self, address: str) -> list[int]:
        """Open a page, do whatever can be done there, and tell which payloads ran."""
        self.page.goto(address)
        return list(self.page.evaluate(_POKE))

    def look_at(self, html: str) -> list[int]:
        """The same for a piece of HTML, as a feed reader shows it that has no care of its own."""
        self.page.set_content(f"<main>{html}</main>")
        return list(self.page.evaluate(_POKE))


def without_policy(site: Path) -> Path:
    """A site from which the policy is taken out, so that only our escaping stands in the way."""
    for file in site.rglob("*.html"):
        file.write_text(file.read_text().replace("Content-Security-Policy", "x-nothing"))
    return site


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile world."""
    return without_policy(build_hostile(tmp_path_factory.mktemp("attacked")))


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, by templates that escape nothing."""
    begin = Templates.__init__

    def without_escaping(self: Templates, *given: object, **named: object) -> None:
        begin(self, *given, **{**named, "has_own": True})  # type: ignore[arg-type] # as Jinja itself compiles them
        self._environment.autoescape = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Templates, "__init__", without_escaping)
        return without_policy(build_hostile(tmp_path_factory.mktemp("careless")))


@pytest.fixture
def victim(browser: Browser) -> Iterator[Victim]:
    """A reader, offline."""
    context = browser.new_context(offline=True)
    context.add_init_script(_TRAP)
    yield Victim(context.new_page())
    context.close()


def test_the_corpus_bites_where_nobody_escapes(victim: Victim, careless: Path) -> None:
    for number in range(len(PAYLOADS)):
        with suppress(Error):  # of a page that leads away while it is read
            victim.read((careless / f"incidents/o{number}/i{number}/index.html").as_uri())
    assert len(victim.told) >= 15
    assert any("evil.example" in call for call in victim.calls)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_payload_in_any_field_runs_or_calls_home_on_any_page(victim: Victim, attacked: Path, part: int) -> None:
    files = sorted(attacked.rglob("*.html"))
    assert len(files) > 10 * len(PAYLOADS)
    assert {file: ran for file in files[part::PARTS] if (ran := victim.read(file.as_uri()))} == {}
    assert victim.calls == []


def test_no_payload_runs_when_the_browser_makes_the_rows(victim: Victim, attacked: Path) -> None:
    dashboard = (attacked / "index.html").as_uri()
    assert victim.read(f"{dashboard}?sort=oldest&show=100") == []
    assert victim.page.locator(".row").count() == 2 * len(PAYLOADS)
    assert victim.read(f"{dashboard}?q=<img src=x onerror=pwned(99)>&component=<script>pwned(98)</script>") == []
    assert victim.read(f"{dashboard}#<img src=x onerror=pwned(97)>") == []
    assert victim.calls == []


def test_no_drawing_or_feed_that_is_opened_by_itself_runs_anything(victim: Victim, attacked: Path) -> None:
    badges = sorted(attacked.rglob("*.svg"))
    feeds = [attacked / "feeds/all.xml", *attacked.glob("feeds/severity/*.xml")]
    assert len(badges) > len(PAYLOADS)
    assert len(feeds) == 5
    for file in (*badges, *feeds):
        victim.page.goto(file.as_uri())
        assert victim.page.evaluate("window.ran") == [], file
    assert victim.calls == []


def test_no_payload_runs_in_a_reader_that_shows_what_the_feeds_hold(victim: Victim, attacked: Path) -> None:
    entries = ET.parse(attacked / "feeds/all.xml").iter(f"{_ATOM}entry")
    shown = [entry.findtext(f"{_ATOM}content") or "" for entry in entries]
    shown += [item["content_html"] for item in json.loads((attacked / "feeds/all.json").read_text())["items"]]
    assert len(shown) > 2 * len(PAYLOADS)
    for html in shown:
        assert victim.look_at(html) == [], html
    assert victim.calls == []
    assert {1, 8} <= {*victim.look_at(PAYLOADS[0]), *victim.look_at(PAYLOADS[7])}


def test_no_payload_runs_in_the_markdown_of_a_page_as_a_forge_shows_it(victim: Victim, attacked: Path) -> None:
    twins = sorted(attacked.rglob("*.md"))
    assert len(twins) >= 2 * len(PAYLOADS)
    for twin in twins:
        assert victim.look_at(render_markdown(twin.read_text(), id_prefix="", resolve=lambda link: link)) == [], twin
    assert victim.calls == []


def test_the_titles_in_that_markdown_are_words_even_where_html_is_let_through(attacked: Path) -> None:
    for number, line in enumerate(LINES):
        head = (attacked / f"incidents/o{number}/i{number}/index.md").read_text().splitlines()[0]
        assert "<" not in head.replace("\\<", ""), line
