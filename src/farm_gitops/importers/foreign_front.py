"""Front matter and settings as site generators write them: YAML or TOML, and plain lines where it is no good YAML."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from typing import Final, NamedTuple

from farm_gitops.documents import tree
from farm_gitops.documents.tree import Plain
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.importers.cleaning import unified_lines, visible

_YAML: Final = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML: Final = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_UNOPENED: Final = re.compile(r"\A(\w+:.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_LINE: Final = re.compile(r"([A-Za-z_][\w-]*):[ \t]*(.*)")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)")
_COMMENT: Final = re.compile(r"(?:^|[ \t])#.*$")


class Parted(NamedTuple):
    """The keys and the body of a file; `odd` says what was irregular about its front matter, or nothing."""

    front: dict[str, Plain]
    body: str
    odd: str = ""


def parted(data: bytes) -> Parted:
    """A file's front matter and body; one without front matter is all body. Never raises."""
    text = visible(unified_lines(data.decode("utf-8", "replace")))
    if found := _TOML.match(text):
        front = settings(found[1], is_toml=True)
        return Parted(front or {}, text[found.end() :], "" if front is not None else "front matter that is no TOML")
    if found := _YAML.match(text):
        return _of_yaml(found, "")
    if found := _UNOPENED.match(text):
        return _of_yaml(found, "no `---` above the front matter")
    return Parted({}, text)


def settings(text: str, *, is_toml: bool) -> dict[str, Plain] | None:
    """The values of a YAML or TOML text, every scalar as text; None where it cannot be read."""
    if not is_toml:
        reading = read_yaml(text)
        value = {} if reading.root is None else tree.plain(reading.root)
        return value if isinstance(value, dict) and not reading.problems else None
    try:
        found = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    return {key: _as_text(value) for key, value in found.items()}


def word_at(front: dict[str, Plain], key: str) -> str:
    """The text of a key, whatever its case; nothing where there is none, or a list."""
    found = next((value for name, value in front.items() if name.casefold() == key.casefold()), None)
    return found if isinstance(found, str) else ""


def words_at(front: dict[str, Plain], key: str) -> tuple[str, ...]:
    """The texts of a list, or the one text, of a key."""
    found = next((value for name, value in front.items() if name.casefold() == key.casefold()), None)
    if isinstance(found, str):
        return (found,) if found.strip() else ()
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()


def is_true(front: dict[str, Plain], key: str) -> bool:
    """Whether a key says yes."""
    return word_at(front, key).strip().casefold() in {"true", "yes", "on"}


def _of_yaml(found: re.Match[str], odd: str) -> Parted:
    front, body = settings(found[1], is_toml=False), found.string[found.end() :]
    if front is not None:
        return Parted(front, body, odd)
    return Parted(_line_by_line(found[1]), body, odd or "front matter that is no YAML")


def _line_by_line(text: str) -> dict[str, Plain]:
    """The keys that begin a line, and the items below them, for what a strict reader refuses."""
    front: dict[str, Plain] = {}
    items: list[Plain] = []
    for line in text.splitlines():
        if key := _LINE.fullmatch(line):
            items = []
            front.setdefault(key[1], _bare(key[2]) or items)
        elif item := _ITEM.fullmatch(line):
            items.append(_bare(item[1]))
    return front


def _bare(text: str) -> str:
    """A value without quotes around it; a comment goes only where there are no quotes."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return _COMMENT.sub("", text).strip()


def _as_text(value: object) -> Plain:
    """A TOML value with every scalar as the text that YAML would hold."""
    if isinstance(value, dict):
        return {str(key): _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
