"""Markdown as people post it, made safe for a public page: GitHub's flavour, no raw HTML, no script, nothing remote."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import cache

import nh3

from farm_gitops.documents.markdown_engine import markdown_to_html
from farm_gitops.documents.markdown_limits import is_costly_html, is_costly_markdown

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "hr",
    "img",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "strong",
}
_TAGS |= {"sup", "ul", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "input": {"checked"},
    "li": {"id"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}
# cmark writes images in this one form; a `<` or `"` from the text is always escaped.
_LINK_OR_IMAGE = re.compile(r'(<a [^>]*>.*?</a>)|<img src="([^"]*)" alt="([^"]*)"[^>]*/>', re.DOTALL)
_IMAGE = re.compile(r'<img src="([^"]*)" alt="([^"]*)"[^>]*/>')
_LEADING_SOMEWHERE = ("<a", "<img", "id=")
_SCHEME_OR_HOST = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}", re.IGNORECASE)
# Browsers drop these from a URL before they look at it (WHATWG URL, section 4.4).
_IGNORED_IN_URL = re.compile(r"[\x00-\x20]")
_LANGUAGE = re.compile(r"language-[A-Za-z0-9_+#.-]{1,40}")
_MARKUP = re.compile(r'<sup class="footnote-ref">.*?</sup>|<a [^>]*class="footnote-backref"[^>]*>.*?</a>|<[^>]*>')
# Markup can be many times longer than the words that it leaves.
_MARKUP_PER_WORD = 20


def render_markdown(text: str, *, id_prefix: str, resolve: Callable[[str], str | None]) -> str:
    """The HTML of `text` for use inside a page; never raises.

    A text that would be too costly to render is shown as it is written. `id_prefix` begins every id. `resolve` gives
    the page's URL for a relative URL, or None to drop that link; images with other URLs become links.
    """
    if is_costly_markdown(text):
        return _as_written(text)
    rendered = markdown_to_html(text)
    if is_costly_html(rendered, text):
        return _as_written(text)
    return _sanitize(_without_remote_images(rendered), id_prefix, resolve)


def plain_text(text: str, *, limit: int) -> str:
    """The words of a Markdown text on one line of at most `limit` characters, cut at a word with an ellipsis."""
    beginning = text[: _MARKUP_PER_WORD * limit + 2_000]
    if is_costly_markdown(beginning):
        words = beginning
    else:
        rendered = _IMAGE.sub(lambda image: image[2], markdown_to_html(beginning))
        words = html.unescape(_MARKUP.sub("", rendered))
    line = " ".join(words.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]).rstrip() + "…"


def _sanitize(rendered: str, id_prefix: str, resolve: Callable[[str], str | None]) -> str:
    if not any(sign in rendered for sign in _LEADING_SOMEWHERE):
        return _plain_cleaner().clean(rendered)

    def on_page(url: str) -> str | None:
        if url.startswith("#"):
            return f"#{id_prefix}{url[1:]}"
        return None if _leaves_site(url) else resolve(url)

    return _cleaner(on_page, id_prefix).clean(rendered)


@cache
def _plain_cleaner() -> nh3.Cleaner:
    """For HTML without links, images and ids: the same whichever page it stands on, and most texts need no other.

    To make a sanitizer takes five times as long as to use it.
    """
    return _cleaner(lambda _: None, None)


def _cleaner(on_page: Callable[[str], str | None], id_prefix: str | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter_attribute,
        tag_attribute_values={"input": {"type": {"checkbox"}}},
        set_tag_attribute_values={"input": {"disabled": ""}},
        url_schemes={"http", "https", "mailto"},
        url_relative=on_page,
        link_rel="noopener nofollow ugc",
        id_prefix=id_prefix,
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if _LANGUAGE.fullmatch(value) else None
    if tag == "img" and name == "src":
        return None if _leaves_site(value) else value
    return value


def _leaves_site(url: str) -> bool:
    return _SCHEME_OR_HOST.match(_IGNORED_IN_URL.sub("", url)) is not None


def _without_remote_images(rendered: str) -> str:
    """Remote images as links with their description; as the description alone where they stand in a link."""
    if "<img" not in rendered:
        return rendered
    return _LINK_OR_IMAGE.sub(
        lambda found: _IMAGE.sub(_describe, found[1]) if found[1] else _as_link(found[0], found[2], found[3]), rendered
    )


def _describe(image: re.Match[str]) -> str:
    return (image[2] or image[1]) if _leaves_site(html.unescape(image[1])) else image[0]


def _as_link(image: str, url: str, description: str) -> str:
    return f'<a href="{url}">{description or url}</a>' if _leaves_site(html.unescape(url)) else image


def _as_written(text: str) -> str:
    shown = text.encode("utf-8", "replace").decode()
    return f"<pre><code>{html.escape(shown)}</code></pre>\n"
