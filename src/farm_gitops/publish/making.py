"""Pages made and put in place, many of them by several processes, each a copy of this one with all that it has read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from farm_gitops.publish.folder import Folder, Put
from farm_gitops.publish.page import Page
from farm_gitops.store.processors import copies

_MANY: Final = 2_000  # pages; what fewer take is less than what another process would save
_PORTION: Final = 100  # pages

Done = Callable[[int], None]
"""Told now and then how many pages are made."""


def written(folder: Folder, pages: Sequence[Page], done: Done) -> Iterator[Put]:
    """Make pages and put each in its place, in their order; where several processes do, the last ones come last.

    An index is among the last ones, so that whatever it leads to is there before it.
    """
    processes = copies(len(pages), _MANY)
    is_little = processes < 2 or len(pages) <= _PORTION
    return _one_by_one(folder, pages, done) if is_little else _by_several(folder, pages, done, processes)


def _one_by_one(folder: Folder, pages: Sequence[Page], done: Done) -> Iterator[Put]:
    for number, page in enumerate(pages, 1):
        yield folder.put(page.path, page.make())
        done(number)


def _by_several(folder: Folder, pages: Sequence[Page], done: Done, processes: int) -> Iterator[Put]:
    from farm_gitops.store.together import Tell, Work, together  # noqa: PLC0415 - few builds need to load it

    def make(portion: Sequence[Page], _: Tell) -> list[Put]:
        return [folder.put(page.path, page.make()) for page in portion]

    *portions, last = [pages[start : start + _PORTION] for start in range(0, len(pages), _PORTION)]
    folder.begin()  # once for all of them
    number = 0
    for puts in together(Work(make, processes), portions, lambda _: None):
        number += len(puts)
        done(number)
        yield from puts
    yield from _one_by_one(folder, last, lambda few: done(number + few))
