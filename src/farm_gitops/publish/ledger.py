"""What a build left in an output folder, so that the next one need not make what is still there.

It lies in the cache, never in the output, whose bytes are the same whoever built them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.publish.page import Page
from farm_gitops.store.memory import Cache
from farm_gitops.store.seen import is_settled

_KIND: Final = "output"


class Mark(NamedTuple):
    """What is seen of a file without reading it: its bytes, and when they were written in nanoseconds."""

    size: int
    modified: int

    def is_settled(self, now: int) -> bool:
        """Whether whoever writes the file from `now` on is sure to leave another mark."""
        return is_settled(self.modified, now)


class Left(NamedTuple):
    """A page as a build left it: what it depended on, the SHA-256 of its bytes, and its mark."""

    inputs: str
    digest: str
    mark: Mark


class Ledger:
    """What the last build that came to its end left in one output folder.

    One that `verifies` believes no mark, and reads the file.
    """

    def __init__(self, cache: Cache, output: Path, verifies: bool = False) -> None:
        self._cache: Final = cache
        self._output: Final = output
        self._verifies: Final = verifies
        self._left: Final = dict(_read(cache.get_many(_KIND, [str(output)]).get(str(output))))

    def marks(self) -> Mapping[str, Mark]:
        """What is seen of each file as it was left."""
        return {path: left.mark for path, left in self._left.items()}

    def digest(self, page: Page, mark: Mark | None) -> str | None:
        """The SHA-256 of a page that lies there as it would be made now; None where it has to be made to know."""
        left = self._left.get(page.path)
        if left is None or mark != left.mark or page.inputs != left.inputs:
            return None
        if self._verifies and hashlib.sha256((self._output / page.path).read_bytes()).hexdigest() != left.digest:
            return None
        return left.digest

    def keep(self, pages: Mapping[str, Left], now: int) -> None:
        """Remember what lies there; what was written just `now` is looked at again."""
        settled = {path: left for path, left in pages.items() if left.mark.is_settled(now)}
        if settled != self._left:
            told = {path: [left.inputs, left.digest, *left.mark] for path, left in settled.items()}
            self._cache.put_many(_KIND, {str(self._output): json.dumps(told).encode()})


def _read(text: bytes | None) -> Iterator[tuple[str, Left]]:
    for path, (inputs, digest, size, modified) in json.loads(text or b"{}").items():
        yield path, Left(inputs, digest, Mark(size, modified))
