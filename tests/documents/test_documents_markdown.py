"""Markdown as it shows on a public page: GitHub's flavour, and nothing that runs, loads or collides."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.documents.markdown import plain_text, render_markdown

ALLOWED_ATTRIBUTES = {
    "href",
    "title",
    "id",
    "class",
    "src",
    "alt",
    "checked",
    "type",
    "disabled",
    "start",
    "align",
    "rel",
}
ALLOWED_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'http://evil.example'</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input type=submit>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<p id=config>x</p><a name=config>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://a.example/1)",
    "[x](//evil.example/a)",
    "[x](/\\evil.example)",
    "[x](\\\\\\\\evil.example)",
    "[x](</%09/evil.example>)",
    "[x](https:evil)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    '![" onerror="alert(1)](a.png)',
    "![x](a.png '\" onerror=\"alert(1)')",
    '[x](https://a.example "\\" onmouseover=alert(1) ")',
    "[![x](https://evil.example/p.gif)](https://a.example)",
    '![<a href="](https://evil.example/p.gif)</a>',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "``` js onclick=alert(1)\nx\n```",
    "| <script>alert(1)</script> |\n|-|\n| <img src=x onerror=alert(1)> |",
    "x[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    'x[^"onclick="]\n\n[^"onclick="]: y',
    "~~<script>alert(1)</script>~~",
    "- [x] <input onfocus=alert(1) autofocus>",
    'http://a.example/"onmouseover="alert(1)',
    "www.a.example/<script>alert(1)</script>",
    'a@b.example"onclick=alert(1)',
    "\x00<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)


class Elements(HTMLParser):
    """Collects what a browser would see: tags with attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def render(text: str) -> str:
    return render_markdown(text, id_prefix="entry-1-", resolve=lambda url: f"att/{url}")


def assert_harmless(html: str) -> None:
    for tag, attributes in Elements(html).seen:
        assert tag in ALLOWED_TAGS
        assert set(attributes) <= ALLOWED_ATTRIBUTES
        assert (attributes.get("id") or "entry-1-").startswith("entry-1-")
        assert re.fullmatch(r"(language-[\w+#.-]+)?", attributes.get("class") or "")
        assert re.match(r"(https?:|mailto:|att/|#entry-1-)", attributes.get("href") or "https:")
        assert (attributes.get("src") or "att/").startswith("att/")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("frame", ["{}", "> {}", "- {}", "# {}", "**{}**", "[{}](https://a.example)", "| {} |\n|-|\n"])
def test_no_payload_leaves_anything_that_runs_or_loads(payload: str, frame: str) -> None:
    assert_harmless(render(frame.format(payload)))


@given(
    st.one_of(st.text(), st.text("<>[]()!*_`~|-:#\"'& \n\\^/a1=x"), st.lists(st.sampled_from(PAYLOADS)).map(" ".join))
)
def test_any_text_is_rendered_and_harmless(text: str) -> None:
    assert_harmless(render(text))
    assert "\n" not in plain_text(text, limit=80)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** ~~b~~", "<p><strong>a</strong> <del>b</del></p>\n"),
        ("[a](b.log)", '<p><a href="att/b.log" rel="noopener nofollow ugc">a</a></p>\n'),
        ("[a](https://b.example)", '<p><a href="https://b.example" rel="noopener nofollow ugc">a</a></p>\n'),
        ("[a](#b)", '<p><a href="#entry-1-b" rel="noopener nofollow ugc">a</a></p>\n'),
        ("![a](b.png)", '<p><img src="att/b.png" alt="a"></p>\n'),
        (
            "![a](https://b.example/c.png)",
            '<p><a href="https://b.example/c.png" rel="noopener nofollow ugc">a</a></p>\n',
        ),
        (
            "[![a](https://b.example/c.png)](https://d.example)",
            '<p><a href="https://d.example" rel="noopener nofollow ugc">a</a></p>\n',
        ),
        ("```py\nx\n```", '<pre><code class="language-py">x\n</code></pre>\n'),
        ("a <b>c</b>", "<p>a c</p>\n"),
    ],
)
def test_markdown_is_rendered_as_on_github(text: str, html: str) -> None:
    assert render(text) == html


def test_task_lists_are_shown_and_cannot_be_changed() -> None:
    boxes = [attributes for tag, attributes in Elements(render("- [x] a\n- [ ] b\n")).seen if tag == "input"]
    assert [("checked" in box, "disabled" in box, box["type"]) for box in boxes] == [
        (True, True, "checkbox"),
        (False, True, "checkbox"),
    ]


def test_footnotes_of_two_texts_on_one_page_do_not_collide() -> None:
    html = render("a[^1]\n\n[^1]: b\n")
    assert 'href="#entry-1-fn-1"' in html
    assert 'id="entry-1-fn-1"' in html


def test_a_link_that_resolves_to_nothing_loses_its_address() -> None:
    html = render_markdown("[a](gone.png) ![b](gone.png)", id_prefix="x-", resolve=lambda _: None)
    assert "href" not in html
    assert "src" not in html


COSTLY = {
    "quotes": ">" * 100_000,
    "spaced quotes": "> " * 50_000,
    "list markers": "- " * 50_000,
    "table": "|x" * 5_000 + "|\n" + "|-" * 5_000 + "|\n" + "a\n" * 5_000,
    "brackets": "[" * 100_000,
    "footnotes": "[^1]" * 50_000 + "\n\n[^1]: x\n",
    "ampersands": "& " * 200_000,
    "two mebibytes": "a " * 1_048_576,
    "nested lists": "".join("  " * depth + "- a\n" for depth in range(300)),
}


@pytest.mark.parametrize("text", COSTLY.values(), ids=COSTLY.keys())
def test_a_text_that_would_cost_seconds_is_shown_as_written(text: str) -> None:
    assert render(text).startswith("<pre><code>")


@pytest.mark.parametrize(
    ("text", "limit", "words"),
    [
        ("# Hi\n\n**there** [you](https://a.example) &amp; `<b>`", 99, "Hi there you & <b>"),
        ("![a diagram](a.png) of it[^1]\n\n[^1]: note", 99, "a diagram of it note"),
        ("one two three", 9, "one two…"),
        ("one two three", 7, "one…"),
        ("onetwothree", 6, "onetw…"),
        ("| a | b |\n|---|---|\n| c | d |", 99, "a b c d"),
        ("", 9, ""),
        (">" * 100_000, 3, ">>…"),
    ],
)
def test_plain_text_is_the_words_on_one_line(text: str, limit: int, words: str) -> None:
    assert plain_text(text, limit=limit) == words


@given(st.text(), st.integers(1, 50))
def test_plain_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(plain_text(text, limit=limit)) <= limit
