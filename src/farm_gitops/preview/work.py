"""The one thread that looks: as soon as it is told to, one look at a time, however often it is told meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Condition, Thread
from typing import Final, NamedTuple

_MANY: Final = 1_000  # hints; whoever has so many looks at everything


class _Asked(NamedTuple):
    ticket: int
    hints: frozenset[str]


class Work:
    """Calls `look` after each nudge, with the paths that were named, or none for all; it must not raise.

    A nudge during a look means one more.
    """

    def __init__(self, look: Callable[[frozenset[str]], None]) -> None:
        self._look: Final = look
        self._changed: Final = Condition()
        self._asked = 0
        self._done = 0
        self._hints: set[str] = set()
        self._means_all = False
        self._is_over = False

    def start(self) -> None:
        """Begin. The thread never keeps the process alive: whatever it writes is whole or not there."""
        Thread(target=self._run, name="preview-look", daemon=True).start()

    def nudge(self, hints: Iterable[str] = ()) -> int:
        """Something may have changed: at these paths, or without any anywhere; returns what to `wait` for."""
        named = frozenset(hints)
        with self._changed:
            self._asked += 1
            self._hints |= named
            self._means_all |= not named or len(self._hints) > _MANY
            self._changed.notify_all()
            return self._asked

    def wait(self, ticket: int, patience: float) -> bool:
        """Whether a look that began after the nudge came to its end within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._done >= ticket or self._is_over, patience)

    def stop(self) -> None:
        """No look begins any more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    def _run(self) -> None:
        while (asked := self._next()) is not None:
            self._look(asked.hints)
            with self._changed:
                self._done = asked.ticket
                self._changed.notify_all()

    def _next(self) -> _Asked | None:
        with self._changed:
            self._changed.wait_for(lambda: self._asked > self._done or self._is_over)
            if self._is_over:
                return None
            hints = frozenset() if self._means_all else frozenset(self._hints)
            self._hints, self._means_all = set(), False
            return _Asked(self._asked, hints)
