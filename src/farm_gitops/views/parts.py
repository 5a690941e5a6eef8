"""Long lists in parts of bounded size, so that no page outgrows its budget however much there is to list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

Item = TypeVar("Item")


class Part(NamedTuple):
    """Which part of a list a page shows: `number` of `pages`, and the addresses of its neighbours."""

    path: str
    number: int
    pages: int
    previous: str | None
    next: str | None


def parts(items: Sequence[Item], size: int, path: Callable[[int], str]) -> Iterator[tuple[Part, tuple[Item, ...]]]:
    """The parts of a list, at most `size` items each; one without items for an empty list. `path` tells where."""
    pages = max(1, -(-len(items) // size))
    for number in range(1, pages + 1):
        previous = path(number - 1) if number > 1 else None
        following = path(number + 1) if number < pages else None
        yield Part(path(number), number, pages, previous, following), tuple(items[(number - 1) * size : number * size])
