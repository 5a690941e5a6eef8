"""Plain text inside Markdown reads as it is, wherever it stands, as GitHub's own renderer reads it."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.markdown_engine import markdown_to_html
from farm_gitops.documents.markdown_literal import literal

CASES = (
    "a | b || c",
    "`code` ``",
    "<script>alert(1)</script><!-- -->",
    "[x](javascript:alert(1)) [y]: https://evil.example",
    "https://evil.example http://a.b ftp://a.b WWW.evil.example mailto:a@b.example a@b.example",
    "*a* _b_ __c__ ~~d~~ ~e~",
    "# heading",
    "- item",
    "+ item",
    "12. item",
    "1) item",
    "===",
    "---",
    "> quote",
    "```",
    "a\\",
    "&lt; &#60; &copy;",
    "[ ] task",
    "[^1]",
    "![x](http://evil.example/x.png)",
    "    four blanks",
    "two\n\nparagraphs\n- item",
    "\ttab",
    "status_of_things 2*3*4",
)
texts = st.one_of(st.sampled_from(CASES), st.text(max_size=40), st.text("[]()<>*_`|\\#&;!-+.1~:/w @\n", max_size=25))
PLACES = {
    "a paragraph": ("{}", "<p>{}</p>"),
    "a list item": ("- {}", "<ul>\n<li>{}</li>\n</ul>"),
    "a quotation": ("> {}", "<blockquote>\n<p>{}</p>\n</blockquote>"),
    "bold": ("**x {} x**", "<p><strong>x {} x</strong></p>"),
    "a cell": ("| a | b |\n|---|---|\n| x | {} |", None),
}


def rendered(place: str, text: str) -> str:
    """What stands between our own tags, as a reader sees it; anything that is no text fails the test."""
    markdown, around = PLACES[place]
    page = markdown_to_html(markdown.format(literal(text))).strip()
    if around is None:
        cells = re.findall(r"<td>(.*?)</td>", page)
        assert cells[0] == "x", page
        assert (len(cells), page.count("<tr>")) == (2, 2), page
        inside = cells[1]
    else:
        before, after = around.split("{}")
        assert page.startswith(before), page
        assert page.endswith(after), page
        inside = page[len(before) : len(page) - len(after)]
    assert "<" not in inside, page
    return html.unescape(inside).replace("\u200b", "")


def as_read(text: str) -> str:
    line = " ".join(text.split())
    return "".join(character if character.isprintable() else "\ufffd" for character in line)


@pytest.mark.parametrize("place", [place for place in PLACES if place != "bold"])
@given(text=texts)
def test_a_text_is_read_as_it_is(place: str, text: str) -> None:
    wanted = as_read(text)
    if wanted:
        assert rendered(place, text) == wanted


@given(texts)
def test_no_text_ends_what_is_around_it(text: str) -> None:
    if as_read(text):
        assert rendered("bold", text) == as_read(text)


@pytest.mark.parametrize("text", ["@bob", "@acme/team", "see #12", "acme/farm#12", "GH-12", "!12", "acme@1234567"])
def test_a_forge_finds_no_mention_and_no_reference(text: str) -> None:
    visible = html.unescape(markdown_to_html(literal(text)))
    assert not re.search(r"[@#!]\w|GH-\d", visible)
    assert visible.replace("\u200b", "") == f"<p>{text}</p>\n"


def test_what_hides_or_reorders_text_is_seen() -> None:
    assert literal("\u202eexe.txt\x00") == "\ufffdexe.txt\ufffd"
