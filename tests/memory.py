"""A cache for tests, as other builds would find it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final


class Memory:
    """A cache in a mapping."""

    def __init__(self) -> None:
        self.kept: Final[dict[tuple[str, str], bytes]] = {}

    def get_many(self, kind: str, keys: Iterable[str]) -> Mapping[str, bytes]:
        """See `Cache`."""
        return {key: self.kept[kind, key] for key in keys if (kind, key) in self.kept}

    def put_many(self, kind: str, values: Mapping[str, bytes]) -> None:
        """See `Cache`."""
        self.kept.update({(kind, key): value for key, value in values.items()})
