"""Pages made and put in place, many of them by several processes, each a copy of this one with all that it has read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from farm_gitops.publish.folder import Folder, Put
from farm_gitops.publish.page import Bundle
from farm_gitops.store.processors import copies

_MANY: Final = 2_000  # pages; what fewer take is less than what another process would save
_PORTION: Final = 100  # pages
_TURNS: Final = 20  # portions; by then a copy of this process has begun to have a memory of its own

Done = Callable[[int], None]
"""Told now and then how many pages are made."""


class Wanted(NamedTuple):
    """A bundle that is to be made, and how many pages are in it."""

    bundle: Bundle
    pages: int


Written = Iterator[tuple[Bundle, Sequence[Put]]]
"""Bundles, and what became of the pages of each."""


def written(folder: Folder, wanted: Sequence[Wanted], done: Done) -> Written:
    """Make pages and put each in its place, in their order, so that whatever an index leads to is there before it.

    Of many those of single incidents are made by several processes. A list has whoever makes it look at all incidents,
    of which each process would come to have a copy, and all lists together take less than a tenth of the time.
    """
    shared = list(takewhile(lambda each: not each.bundle.spans, wanted))
    number = sum(each.pages for each in shared)
    processes = copies(number, _MANY)
    if processes < 2:
        yield from _one_by_one(folder, wanted, done)
        return
    yield from _by_several(folder, shared, done, processes)
    yield from _one_by_one(folder, wanted[len(shared) :], lambda more: done(number + more))


def _one_by_one(folder: Folder, wanted: Iterable[Wanted], done: Done) -> Written:
    number = 0
    for each in wanted:
        puts = []
        for page in each.bundle.pages():
            puts.append(folder.put(page.path, page.make()))
            number += 1
            done(number)
        yield each.bundle, puts


def _by_several(folder: Folder, wanted: Iterable[Wanted], done: Done, processes: int) -> Written:
    from farm_gitops.store.together import Tell, Work, together  # noqa: PLC0415 - few builds need to load it

    def make(portion: Sequence[Wanted], _: Tell) -> list[list[Put]]:
        return [[folder.put(page.path, page.make()) for page in each.bundle.pages()] for each in portion]

    portions = list(_portions(wanted))
    folder.begin()  # once for all of them
    number = 0
    for portion, puts in zip(portions, together(Work(make, processes, _TURNS), portions, lambda _: None), strict=True):
        number += sum(map(len, puts))
        done(number)
        yield from zip((each.bundle for each in portion), puts, strict=True)


def _portions(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    """Some at a time, with a few more pages than a portion has."""
    portion: list[Wanted] = []
    for each in wanted:
        portion.append(each)
        if sum(one.pages for one in portion) >= _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion
