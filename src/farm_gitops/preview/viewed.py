"""The pages that people looked at lately: those that are made first, and named when they change."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

_MOST: Final = 500


class Viewed:
    """Paths, the latest last; for several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._paths: Final[OrderedDict[str, None]] = OrderedDict()
        self._most: Final = most
        self._lock: Final = Lock()

    def add(self, path: str) -> None:
        """Somebody looks at a page."""
        with self._lock:
            self._paths[path] = None
            self._paths.move_to_end(path)
            if len(self._paths) > self._most:
                self._paths.popitem(last=False)

    def latest_first(self) -> list[str]:
        """Pages for people before what they are made of."""
        with self._lock:
            paths = list(reversed(self._paths))
        return sorted(paths, key=lambda path: not path.endswith(".html"))
