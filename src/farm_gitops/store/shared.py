"""What the two sides of a step have in common is understood once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from farm_gitops.records.document import Document
from farm_gitops.records.folder import Value

_REMEMBERED: Final = 1_000  # documents; a step can touch very many incidents, and looks at one after the other


class Shared:
    """Documents that a step leaves as they were; implements `Recall`."""

    def __init__(self, changed: Iterable[str]) -> None:
        self._changed: Final = frozenset(changed)
        self._seen: Final[dict[str, Document[Any]]] = {}

    def __call__(self, path: str, decode: Callable[[], Document[Value]]) -> Document[Value]:
        """See `Recall`."""
        if path in self._changed:
            return decode()
        found = self._seen.get(path)
        if found is None:
            found = self._seen[path] = decode()
            if len(self._seen) > _REMEMBERED:
                del self._seen[next(iter(self._seen))]
        return found
