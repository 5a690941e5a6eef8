"""HTML as status pages keep it, turned into Markdown: line breaks, emphasis, links, lists, headings and code.

A tokenizer of our own instead of `html.parser`, whose time grows with the square of what is opened and never closed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Final

# Markdown's own code comes first: what stands in backticks is words. Every repetition ends at a character that it
# excludes or after a fixed length, so that no text takes more than linear time.
_TOKEN: Final = re.compile(
    r"(?P<code>`[^`\n]+`)"
    r"|<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>])(?P<attributes>[^<>]*)>"
    r"|<!--.{0,2000}?-->"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});)",
    re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"\b(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)
_WEB_ADDRESS: Final = re.compile(r"(?:https?://|mailto:)[^\s<>\"]+")
_COULD_BE_MARKUP: Final = re.compile(r"<(?=[A-Za-z/!?])(?!https?://)")
_REFERENCE: Final = re.compile(r"#?\w+;")

_BREAK: Final = "\v"
"""A line break while the text is written; no text that is read may hold it."""

_AROUND: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "code": "`", "tt": "`"}
_PARAGRAPHS: Final = frozenset({"p", "div", "section", "article", "blockquote", "table", "dl"})
_LISTS: Final = frozenset({"ul", "ol"})
_UNSEEN: Final = frozenset({"script", "style"})
_OPENING: Final[Mapping[str, str]] = {
    **_AROUND,
    **{f"h{level}": f"\n\n{'#' * level} " for level in range(1, 7)},
    **dict.fromkeys(_PARAGRAPHS, "\n\n"),
    **dict.fromkeys(("br", "tr", "dt", "dd"), _BREAK),
    **dict.fromkeys(("td", "th"), " "),
    **dict.fromkeys(("span", "small", "font", "var", "u", "time", "abbr", "tbody", "thead", "sup", "sub"), ""),
    "hr": "\n\n***\n\n",
    "pre": "\n\n```\n",
}
_CLOSING: Final[Mapping[str, str]] = {
    **dict.fromkeys(_OPENING, ""),
    **_AROUND,
    **dict.fromkeys((f"h{level}" for level in range(1, 7)), "\n\n"),
    **dict.fromkeys(_PARAGRAPHS, "\n\n"),
    "pre": "\n```\n\n",
}
_DEEPEST_LIST: Final = 8
"""Deeper lists are drawn at this depth, so that a hostile text cannot indent without end."""


def html_to_markdown(text: str) -> str:
    r"""The Markdown that shows what the HTML showed; words in angle brackets that are no tag stay words (`\<token>`).

    A text without HTML comes back as it is. Never raises; takes time in proportion to the text.
    """
    if "<" not in text and "&" not in text:
        return text
    writer = _Writer()
    position = 0
    text = text.replace(_BREAK, " ")
    for token in _TOKEN.finditer(text):
        writer.words(text[position : token.start()])
        writer.token(token)
        position = token.end()
    writer.words(text[position:])
    return _tidied(writer.markdown)


class _Writer:
    """Writes Markdown token by token, whatever is opened and not closed."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lists: list[int | None] = []  # the number of the next item; None in a list without numbers
        self._links: list[str] = []
        self._is_unseen = False
        self._is_verbatim = False

    @property
    def markdown(self) -> str:
        """What was written so far."""
        return "".join(self._parts)

    def words(self, text: str) -> None:
        """What stands between tags."""
        self._write(text if self._is_verbatim else _COULD_BE_MARKUP.sub(r"\\<", text))

    def token(self, token: re.Match[str]) -> None:
        """A tag, an entity, a comment or a piece of code."""
        if token["tag"]:
            self._tag(token)
        elif token["entity"]:
            self._entity(token)
        else:
            self._write(token["code"] or "")

    def _entity(self, token: re.Match[str]) -> None:
        meaning = html.unescape(token[0])
        if meaning == "&" and _REFERENCE.match(token.string, token.end()):
            self._write("&" if self._is_verbatim else "\\&")
        elif meaning == "<":
            self._write("<" if self._is_verbatim else "\\<")
        else:
            self._write(meaning)

    def _tag(self, token: re.Match[str]) -> None:
        name, is_end = token["tag"].lower(), bool(token["end"])
        if name in _UNSEEN:
            self._is_unseen = not is_end
        elif name in _LISTS:
            self._list(name, is_end=is_end)
        elif name == "li":
            self._write("" if is_end else self._bullet())
        elif name in {"a", "img"}:
            self._link(name, token["attributes"], is_end=is_end)
        elif name not in _OPENING:
            self.words(token[0])
        else:
            self._plain_tag(name, is_end=is_end)

    def _plain_tag(self, name: str, *, is_end: bool) -> None:
        if name == "pre":
            if self._is_verbatim is not is_end:
                return
            self._is_verbatim = not is_end
        elif self._is_verbatim:
            self._write("\n" if name == "br" else "")
            return
        self._write((_CLOSING if is_end else _OPENING)[name])

    def _list(self, name: str, *, is_end: bool) -> None:
        if is_end:
            del self._lists[-1:]
        if not self._lists:
            self._write("\n\n")
        if not is_end:
            self._lists.append(1 if name == "ol" else None)

    def _bullet(self) -> str:
        indent = "   " * (min(len(self._lists), _DEEPEST_LIST) - 1)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"\n{indent}- "
        self._lists[-1] = number + 1
        return f"\n{indent}{number}. "

    def _link(self, name: str, written: str, *, is_end: bool) -> None:
        if is_end:
            self._write(self._links.pop() if self._links else "")
            return
        attributes = _attributes(written)
        address = _WEB_ADDRESS.fullmatch(attributes.get("href" if name == "a" else "src", "").strip())
        end = f"]({_for_markdown(address[0])})" if address else ""
        if name == "img":
            self._write(f"{'[' if end else ''}{attributes.get('alt') or 'image'}{end}")
        else:
            self._links.append(end)
            self._write("[" if end else "")

    def _write(self, text: str) -> None:
        if text and not self._is_unseen:
            self._parts.append(text)


def _attributes(written: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(written)
    return {match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "") for match in found}


def _for_markdown(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")


def _tidied(text: str) -> str:
    """Breaks beside a paragraph's end, blanks before a line's end and more than one empty line are taken out."""
    # Source code often has a line end behind its `<br>`; it is no second one.
    text = _each(text.replace(f"{_BREAK}\n", _BREAK), _BREAK, lambda line: line.strip(" \t"))
    text = _each(text, "\n", lambda line: line.rstrip(" \t"))
    return re.sub(r"[\v\n]{2,}", "\n\n", text).strip().replace(_BREAK, "\\\n")


def _each(text: str, separator: str, change: Callable[[str], str]) -> str:
    return separator.join(change(part) for part in text.split(separator))
