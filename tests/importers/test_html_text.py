"""HTML becomes Markdown that shows the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.markdown import render_markdown
from farm_gitops.importers.html_text import html_to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("No markup, 1 < 2 & <b", "No markup, 1 < 2 & \\<b"),
        ("one<br />two<BR>\nthree<br/><br/>four<br>", "one\\\ntwo\\\nthree\n\nfour"),
        ("<p>A <b>bold</b> <i>word</i>.</p><p class='x'>B</p>", "A **bold** *word*.\n\nB"),
        ("<ul><li>a</li><li>b<ol><li>c</ol></ul>d", "- a\n- b\n   1. c\n\nd"),
        ('<a href="https://x.example/(y)?a=1&amp;b=2">here</a>', "[here](https://x.example/%28y%29?a=1&b=2)"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<img src="https://x.example/y.png" alt="a graph">', "[a graph](https://x.example/y.png)"),
        (
            "use &lt;token&gt; or <token>, &amp;lt; and AT&T; &#x27;&nbsp;",
            "use \\<token> or \\<token>, \\&lt; and AT&T; '",
        ),
        ("see <https://x.example/>", "see <https://x.example/>"),
        ("keep `<br>` as code", "keep `<br>` as code"),
        ("<pre>if a < b:\n  <b>go</b></pre>", "```\nif a < b:\n  go\n```"),
        ("<h2>What</h2>text<hr>more", "## What\n\ntext\n\n***\n\nmore"),
        ("a<script>alert('x')</script>b<!-- c -->", "ab"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\\\nc"),
    ],
)
def test_markup_becomes_markdown(html: str, markdown: str) -> None:
    assert html_to_markdown(html) == markdown


_PIECES = st.sampled_from(
    [*"<>/&;`\\\n \t\v", "<br>", "<ul>", "</ul>", "<li>", "<a href=", "'https://x'>", "<pre>", "</pre>", "<!--", "-->"]
)


@given(st.lists(_PIECES | st.text(max_size=3)).map("".join))
def test_no_text_is_too_broken_to_convert_and_to_render(html: str) -> None:
    shown = render_markdown(html_to_markdown(html), id_prefix="t-", resolve=lambda _: None)
    assert "<script" not in shown


@given(st.text(st.characters(exclude_characters="<&")))
def test_a_text_without_markup_stays_as_it_is(text: str) -> None:
    assert html_to_markdown(text) == text
