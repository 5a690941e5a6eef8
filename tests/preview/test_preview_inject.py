"""What is put into a page: nothing that is told can end the place where it stands."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.preview.contract import PageMeta
from farm_gitops.preview.inject import injected

PAGE = b"<html><head><title>T</title></head><body><main id='c' class=\"w\"><p>text</p></main></body></html>"


class _Reader(HTMLParser):
    """Sees what a browser sees."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        if named.get("name") == "farm-preview":
            self.told.append(named["content"] or "")


@given(st.text(max_size=50), st.text(max_size=50))
def test_what_is_told_arrives_as_it_is_and_is_never_markup(page: str, cursor: str) -> None:
    meta: PageMeta = {"page": page, "csrf": "token", "readOnly": False, "cursor": cursor}
    reader = _Reader()
    reader.feed(injected(PAGE, meta, "").decode())
    assert [json.loads(told) for told in reader.told] == [meta]
    assert reader.tags == ["html", "head", "title", "meta", "link", *["script"] * 4, "body", "main", "p"]


def test_a_page_without_the_places_stays_as_it_is() -> None:
    meta: PageMeta = {"page": "", "csrf": "", "readOnly": True, "cursor": ""}
    assert injected(b"<p>a theme of its own</p>", meta, "<form>") == b"<p>a theme of its own</p>"


def test_only_the_policy_in_the_head_is_loosened() -> None:
    policy = b"<meta http-equiv=\"Content-Security-Policy\" content=\"base-uri 'none'; form-action 'none'\">"
    page = PAGE.replace(b"<title>", policy + b"<title>").replace(b"text", b"form-action 'none'")
    meta: PageMeta = {"page": "", "csrf": "", "readOnly": True, "cursor": ""}
    done = injected(page, meta, "")
    assert b"base-uri 'none'; form-action 'self'\">" in done
    assert b"<p>form-action 'none'</p>" in done
