"""Text that attacks its readers: nothing of it becomes a script, a handler or a dangerous address in any page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile_world import LINES, PAYLOADS, build_hostile
from site_world import snapshot

from farm_gitops.model.incident import IncidentId
from farm_gitops.publish.site import SCRIPTS

ENTRY = {"entry", "id", "title", "updated", "published", "author", "name", "link", "category", "content"}
FEED = {"feed", "generator", *ENTRY}
DRAWING = {"svg", "title", "rect", "text", "g", "path", "circle"}
SCHEMES = {"", "http", "https", "mailto"}
OURS = {*SCRIPTS, "data/incidents.js"}
ROOT = re.compile(r"(\.\./)+|/'onclick=pwned\(0\)/")
"""The way to the site's root: from below, and from the page for what is not there, which knows the site's address."""


class _Dangers(HTMLParser):
    """Everything in a page that a browser would run or go to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Every start tag, as a browser sees it."""
        if tag in {"iframe", "object", "embed", "style", "base", "math", "frame", "applet", "audio", "video"}:
            self.found.append(tag)
        if tag == "script" and ROOT.sub("", dict(attrs).get("src") or "", count=1) not in OURS:
            self.found.append("script")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "xlink:href"}:
                self.found.append(f"{tag} {name}")
            if name in {"href", "src"} and urlsplit((value or "").strip()).scheme not in SCHEMES:
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a hostile world, its authors, broken records and uncommitted names included."""
    return build_hostile(tmp_path_factory.mktemp("hostile"))


def test_every_payload_got_into_the_world_and_onto_a_page(site: Path) -> None:
    records = {record.id: record for record in snapshot(site.parent / "repository").records()}
    assert len(records) == 2 * len(PAYLOADS)
    for number, line in enumerate(LINES):
        whole, left = (records[IncidentId(f"o{number}", f"{kind}{number}")] for kind in "ir")
        assert len(whole.entries) == 2
        assert whole.post_mortem
        assert whole.attachments
        assert left.facts.redacted
        for record in (whole, left):
            page = (site / f"incidents/{record.id}/index.html").read_text()
            assert f"<h1>{escape(line)}</h1>" in page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")


def test_nothing_that_a_browser_would_run_is_in_any_page(site: Path) -> None:
    for file in site.rglob("*.html"):
        dangers = _Dangers()
        dangers.feed(file.read_text())
        assert dangers.found == [], file


def test_no_drawing_or_feed_holds_anything_but_its_own_kinds_of_elements(site: Path) -> None:
    for kind, known in (("svg", DRAWING), ("xml", FEED)):
        files = list(site.rglob(f"*.{kind}"))
        assert len(files) > len(PAYLOADS)
        for file in files:
            elements = list(ET.parse(file).iter())
            assert {element.tag.rpartition("}")[2] for element in elements} <= known, file
            assert not any(name.startswith("on") for element in elements for name in element.attrib), file
            links = [element.get("href", "") for element in elements]
            assert {urlsplit(link).scheme for link in links} <= SCHEMES, file


def test_the_check_itself_bites() -> None:
    for payload in ("<script>x</script>", "<img src=x onerror=y>", "<a href=' javascript:x'>y</a>", "<style></style>"):
        dangers = _Dangers()
        dangers.feed(payload)
        assert dangers.found, payload


def test_the_index_cannot_end_a_script_or_a_line(site: Path) -> None:
    script = (site / "data/incidents.js").read_text()
    assert script.count("\n") == 1
    assert not any(character in script for character in "<\u2028\u2029")


def test_no_text_is_taken_for_a_template(site: Path) -> None:
    text = (site / "incidents/o18/i18/index.html").read_text()
    assert "{{ 7 * 7 }}" in text
    assert "49" not in re.sub(r"[0-9a-f]{10,}", "", text)
