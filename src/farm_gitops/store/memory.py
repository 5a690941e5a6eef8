"""What a cache is to whoever uses one, and the one that keeps nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Final, Protocol

Owed = list[tuple[str, Mapping[str, bytes]]]
"""Values by their keys that shall be kept, each with their kind."""


class Cache(Protocol):
    """Values (bytes) by kind and key. Nothing here fails: what cannot be read is not found, or not kept."""

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """What is known, by its key."""

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values for later."""


class Later:
    """Another cache; what shall be kept there is `owed` to it until somebody has the time."""

    def __init__(self, below: Cache, owed: Owed) -> None:
        self._below: Final = below
        self._owed: Final = owed

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See `Cache`."""
        return self._below.get_many(kind, keys)

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """See `Cache`; nobody is waited for."""
        self._owed.append((kind, values))


class NoCache:
    """For whoever wants everything worked out anew."""

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:  # noqa: ARG002 - a Cache
        """See `Cache`."""
        return {}

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """See `Cache`."""


NOTHING_KEPT: Final = NoCache()

NO_CACHE: Final = nullcontext(NOTHING_KEPT)
"""Stands in for `cache_of`."""
