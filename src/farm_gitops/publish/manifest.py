"""What a build wrote, so that the next one knows which files of the output folder are ours to change and remove."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from json.encoder import encode_basestring
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.store.plain_file import read_plain
from farm_gitops.store.whole_file import write_pieces

MANIFEST: Final = ".farm-gitops.json"
_HEAD: Final = b'{\n"version": 1,\n"files": {\n'
_FOOT: Final = b"\n}\n}\n"
_BETWEEN: Final = b",\n"
_DIGEST: Final = -len(': "') - 64 - len('"')
_TEXT: Final = rb'(?:[^"\\\x00-\x1f]|\\.)*'
_LINES: Final = re.compile(rb'(?:"%b": "[0-9a-f]{64}"(?:,\n(?!\Z)|\Z))*' % _TEXT)

JOURNAL: Final = ".farm-gitops-unfinished.json"
"""Present while a build is at work, and after one that was interrupted; a deploy step must refuse such a folder."""


def is_unfinished(output: Path) -> bool:
    """Whether the last build of this folder did not come to its end."""
    return (output / JOURNAL).exists()


def is_as_listed(output: Path) -> bool:
    """Whether every file that the manifest lists is there with the bytes that it says; each is read."""
    try:
        listed = json.loads((output / MANIFEST).read_bytes())["files"].items()
        return all(hashlib.sha256(read_plain(f"{output}/{path}")).hexdigest() == digest for path, digest in listed)
    except OSError:
        return False


class _Edit(NamedTuple):
    """What changes from some place of a text on: up to where, and the lines that stand there instead."""

    end: int
    lines: list[bytes]


class Listing:
    """The files of an output by their paths, sorted, each a line of the manifest: of a million most stay the same.

    It is the manifest's own text, of which only the lines are looked at that somebody asks for.
    """

    def __init__(self, text: bytes = _HEAD + _FOOT) -> None:
        self._text: Final = text
        self._begin: Final = len(_HEAD)
        self._end: Final = len(text) - len(_FOOT)

    def __len__(self) -> int:
        lines = self._text.count(_BETWEEN, self._begin, self._end) + 1
        return lines if self._begin < self._end else 0

    def __contains__(self, path: str) -> bool:
        start, end = self._place(path)
        return start < end

    def paths(self) -> Iterator[str]:
        """The path of each file."""
        return map(_path, self._lines())

    def folders(self) -> frozenset[str]:
        """The folders in which files lie."""
        quoted = {line.rpartition(b"/")[0] + b'"' for line in self._lines()}  # no digest has a slash, nor an escape
        return frozenset(map(_unquoted, quoted - {b'"'}))

    def _lines(self) -> list[bytes]:
        return self._text[self._begin : self._end].split(_BETWEEN) if self._begin < self._end else []

    def after(self, lines: Iterable[bytes], gone: Iterable[str]) -> Iterator[bytes | memoryview]:
        """The manifest in pieces, once files were written, each with a line now, and others taken away.

        Nothing where it stays as it is.
        """
        edits = self._edits(lines, gone)
        return _text(self._spliced(edits)) if edits else iter(())

    def _edits(self, lines: Iterable[bytes], gone: Iterable[str]) -> Mapping[int, _Edit]:
        """Where the text differs then."""
        edits: dict[int, _Edit] = {}
        for path in gone:
            start, end = self._place(path)
            if start < end:
                edits[start] = _Edit(end, [])
        for each in sorted(lines, key=_path):
            start, end = self._place(_path(each))
            if self._text[start:end] != each:
                before = edits.get(start, _Edit(start, []))
                before.lines.append(each)
                edits[start] = before._replace(end=max(end, before.end))
        return dict(sorted(edits.items()))

    def _spliced(self, edits: Mapping[int, _Edit]) -> Iterator[bytes | memoryview]:
        """Lines, or many that follow one another, without what stands between them."""
        text, come = memoryview(self._text), self._begin
        for start, edit in edits.items():
            if come < start:
                yield text[come : start if start == self._end else start - len(_BETWEEN)]
            yield from edit.lines
            come = edit.end + len(_BETWEEN) if start < edit.end else start
        if come < self._end:
            yield text[come : self._end]

    def _place(self, path: str) -> tuple[int, int]:
        """Where the line of a path begins and ends; where it would belong there is nothing between the two."""
        low, high = self._begin, self._end
        while low < high:
            middle = (low + high) // 2
            before = self._text.rfind(_BETWEEN, low, middle)
            start = low if before < 0 else before + len(_BETWEEN)
            after = self._text.find(_BETWEEN, start, high)
            end = high if after < 0 else after
            here = _path(self._text[start:end])
            if here == path:
                return start, end
            if here < path:
                low = min(end + len(_BETWEEN), self._end)
            else:
                high = max(start - len(_BETWEEN), low)
        return low, low


def _text(lines: Iterable[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """A manifest of these lines, in pieces."""
    before = _HEAD
    for each in lines:
        yield before
        yield each
        before = _BETWEEN
    yield _FOOT if before is _BETWEEN else _HEAD + _FOOT


def listing(output: Path, *, is_trusted: bool = False) -> Listing:
    """What the last build which came to its end left; nothing before the first. FarmError for what no build wrote.

    Where `is_trusted` it is known that a build wrote it.
    """
    file = output / MANIFEST
    try:
        text = file.read_bytes()
    except FileNotFoundError:
        return Listing()
    is_ours = text.startswith(_HEAD) and text.endswith(_FOOT)
    if is_ours and (is_trusted or _LINES.fullmatch(text, len(_HEAD), len(text) - len(_FOOT))):
        return Listing(text)
    lines = (line(*each) for each in _read(file).items())
    return Listing(b"".join(Listing().after(lines, ())) or _HEAD + _FOOT)


def unlisted(output: Path) -> frozenset[str]:
    """What a build that did not come to its end was about to write besides the files of the manifest."""
    file = output / JOURNAL
    return frozenset(_read(file)) if file.exists() else frozenset()


def begin(output: Path, paths: Iterable[str]) -> None:
    """Say which paths that the manifest does not list are about to be written, before anything is."""
    write_pieces(output / JOURNAL, _text(line(path, "") for path in paths))


def finish(output: Path, before: Listing, lines: Iterable[bytes], gone: Iterable[str]) -> None:
    """Say what lies there, and that it is complete: what did `before`, with the `lines` of files that were made."""
    manifest, pieces = output / MANIFEST, before.after(lines, gone)
    first = next(pieces, None)
    if first is not None:
        write_pieces(manifest, chain([first], pieces))
    elif not manifest.is_file():
        write_pieces(manifest, _text([]))
    (output / JOURNAL).unlink(missing_ok=True)


def _read(file: Path) -> dict[str, str]:
    try:
        files = json.loads(file.read_bytes())["files"]
        return {path: digest for path, digest in files.items() if isinstance(digest, str)}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FarmError(
            f"{file} is not what a build wrote there", f"empty the folder and build again: rm -r {file.parent}"
        ) from error


def line(path: str, digest: str) -> bytes:
    """The line of a file and its SHA-256."""
    # As `json.dumps(…, indent=0, ensure_ascii=False)` writes it, which takes ten times as long for that.
    return f"{encode_basestring(path)}: {encode_basestring(digest)}".encode()


def _path(of: bytes) -> str:
    return _unquoted(of[:_DIGEST])


def _unquoted(quoted: bytes) -> str:
    return str(json.loads(quoted)) if b"\\" in quoted else quoted[1:-1].decode()
