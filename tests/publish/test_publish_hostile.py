"""Text that attacks its readers: nothing of it becomes a script, a handler or a dangerous address in any page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile_world import PAYLOADS, hostile
from site_world import build_site, snapshot

from farm_gitops.views.world import Broken

SCHEMES = {"", "http", "https", "mailto"}
ALLOWED_SCRIPTS = re.compile(
    r"(\.\./)*(assets/(site|toasts|search|rows|dashboard|forms|incident)|data/incidents)\.js|/assets/(site|toasts)\.js"
)


class _Dangers(HTMLParser):
    """Everything in a page that a browser would run or go to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Every start tag, as a browser sees it."""
        if tag in {"iframe", "object", "embed", "style", "base", "math", "frame", "applet", "audio", "video"}:
            self.found.append(tag)
        if tag == "script" and not ALLOWED_SCRIPTS.fullmatch(dict(attrs).get("src") or ""):
            self.found.append("script")
        for name, value in attrs:
            if name.startswith("on") or name in {"style", "srcdoc", "formaction", "xlink:href"}:
                self.found.append(f"{tag} {name}")
            if name in {"href", "src"} and urlsplit((value or "").strip()).scheme not in SCHEMES:
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a hostile world, broken records and uncommitted names included."""
    folder = tmp_path_factory.mktemp("hostile")
    repository = hostile(folder / "repository")
    broken = tuple(Broken(payload, payload, payload, 1) for payload in PAYLOADS)
    build_site(repository, folder / "site", broken=broken, uncommitted=frozenset(PAYLOADS))
    return folder / "site"


def test_every_payload_got_into_the_world_and_onto_a_page(site: Path) -> None:
    records = list(snapshot(site.parent / "repository").records())
    assert len(records) == len(PAYLOADS)
    assert all(len(record.entries) == 2 and record.post_mortem and record.attachments for record in records)
    assert len(list(site.glob("incidents/acme/*/index.html"))) == len(PAYLOADS)


def test_nothing_that_a_browser_would_run_is_in_any_page(site: Path) -> None:
    for file in site.rglob("*.html"):
        dangers = _Dangers()
        dangers.feed(file.read_text())
        assert dangers.found == [], file


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
    text = (site / "incidents/acme/i18/index.html").read_text()
    assert "{{ 7 * 7 }}" in text
    assert "49" not in re.sub(r"[0-9a-f]{10,}", "", text)
