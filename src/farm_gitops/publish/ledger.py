"""What a build left in an output folder, so that the next one need not make what is still there.

It lies in the cache, never in the output, whose bytes are the same whoever built them. Who knows that nobody touched
the output reads what the bundles depended on, and looks up the files of those that are made again.
"""

from __future__ import annotations

import pickle
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from farm_gitops.store.memory import Cache
from farm_gitops.store.seen import SECOND, is_settled

_KIND: Final = "output"
_BOARDS: Final = 256  # of files; one change writes few of them anew
_QUICK: Final = 1  # zlib's level: half of the size
_NOT_SETTLED: Final = ""  # the inputs of a bundle that might be changed again without a trace


class Mark(NamedTuple):
    """What is seen of a file without reading it: its bytes, and when they were written in nanoseconds."""

    size: int
    modified: int


class Left(NamedTuple):
    """A file as a build left it: the SHA-256 of its bytes, and its mark."""

    path: str
    digest: str
    mark: Mark


class _Head(NamedTuple):
    """What the pages of a bundle depended on, and how many they are."""

    inputs: str
    pages: int


class _Made(NamedTuple):
    """A bundle that was made: its files as they are kept, and the newest times of writing among them."""

    head: _Head
    told: bytes
    newest: tuple[int, ...]

    def head_at(self, now: int) -> _Head:
        """Its head, as it is remembered from `now` on."""
        are_settled = all(is_settled(time, now) for time in self.newest)
        return self.head if are_settled else self.head._replace(inputs=_NOT_SETTLED)


IsThere = Callable[[Left], bool]
"""Whether a file still lies there as it was left."""


class Ledger:
    """What the last build that came to its end left in one output folder, by bundle (see `page.Bundle`)."""

    def __init__(self, memory: Cache, output: Path) -> None:
        self._memory: Final = memory
        self._output: Final = output
        self._head: Final[Mapping[str, _Head]] = self._kept(str(output))
        self._board: Final = cache(self._read_board)
        self._made: Final[dict[str, _Made]] = {}

    @property
    def pages(self) -> int:
        """How many files all bundles have."""
        return sum(head.pages for head in self._head.values())

    @property
    def bundles(self) -> Set[str]:
        """The names of all bundles."""
        return self._head.keys()

    def stays(self, bundle: str, inputs: str | None, is_there: IsThere | None) -> int | None:
        """How many pages of a bundle would be made as they were left and lie there, all of them; None otherwise.

        Without `is_there` that they lie there is taken for granted.
        """
        head = self._head.get(bundle)
        if head is None or head.inputs != inputs:
            return None
        if is_there is None:
            return head.pages
        files = self.files(bundle)
        return head.pages if files is not None and all(map(is_there, files)) else None

    def files(self, bundle: str) -> tuple[Left, ...] | None:
        """The files of a bundle as they were left; None where the cache lost some of what it knew of them."""
        kept = self._board(_board_of(bundle)).get(bundle)
        files = _left(kept) if kept else ()
        return files if len(files) == self._head[bundle].pages else None

    def put(self, bundle: str, inputs: str | None, files: Sequence[Left]) -> None:
        """The files of a bundle that was made are left like this."""
        times = {time % SECOND == 0: time for time in sorted(left.mark.modified for left in files)}
        self._made[bundle] = _Made(_Head(inputs or _NOT_SETTLED, len(files)), _told(files), tuple(times.values()))

    def made(self) -> Iterator[Left]:
        """The files of all bundles that were made."""
        return chain.from_iterable(_left(made.told) for made in self._made.values())

    def keep(self, bundles: Iterable[str], now: int) -> None:
        """Remember all bundles that there are; what was written just `now` is looked at again."""
        heads = {name: made.head_at(now) for name, made in self._made.items()}
        whole = {name: heads.get(name) or self._head[name] for name in bundles}
        changed: dict[int, dict[str, bytes]] = defaultdict(dict)
        for name in self._head.keys() - whole.keys():
            changed[_board_of(name)] = {}
        for name, made in self._made.items():
            changed[_board_of(name)][name] = made.told
        boards = {number: self._left_on(number, whole) | new for number, new in changed.items()}
        told = {self._key(number): pickle.dumps(board) for number, board in boards.items()}
        if told or whole != self._head:
            self._memory.put_many(_KIND, {**told, str(self._output): pickle.dumps(whole)})

    def _left_on(self, number: int, whole: Collection[str]) -> dict[str, bytes]:
        """What is still of use on a board."""
        return {name: kept for name, kept in self._board(number).items() if name in whole}

    def _read_board(self, number: int) -> Mapping[str, bytes]:
        return self._kept(self._key(number))

    def _key(self, number: int) -> str:
        return f"{self._output}\0{number}"

    def _kept(self, key: str) -> dict[str, Any]:
        # The cache answers with what this very program put there for this user, and with nothing else.
        kept = self._memory.get_many(_KIND, [key]).get(key)
        return pickle.loads(kept) if kept else {}  # noqa: S301


def _board_of(bundle: str) -> int:
    return zlib.crc32(bundle.encode("utf-8", "surrogateescape")) % _BOARDS


def _told(files: Iterable[Left]) -> bytes:
    """Files as few bytes: there are a million of them, and most of a path stands in the next one as well."""
    lines = (f"{left.digest} {left.mark.size} {left.mark.modified} {left.path}" for left in files)
    return zlib.compress("\0".join(lines).encode("utf-8", "surrogateescape"), _QUICK)


def _left(told: bytes) -> tuple[Left, ...]:
    text = zlib.decompress(told).decode("utf-8", "surrogateescape")
    lines = (line.split(" ", 3) for line in text.split("\0") if line)
    return tuple(Left(path, digest, Mark(int(size), int(modified))) for digest, size, modified, path in lines)
