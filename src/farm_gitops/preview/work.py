"""The one thread that looks: as soon as it is told to, one look at a time, however often it is told meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from typing import Final


class Work:
    """Calls `look` after each nudge; a nudge during a look means one more. A `look` must not raise."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look: Final = look
        self._changed: Final = Condition()
        self._asked = 0
        self._done = 0
        self._is_over = False

    def start(self) -> None:
        """Begin. The thread never keeps the process alive: whatever it writes is whole or not there."""
        Thread(target=self._run, name="preview-look", daemon=True).start()

    def nudge(self) -> int:
        """Something may have changed; returns what to `wait` for."""
        with self._changed:
            self._asked += 1
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
        while (ticket := self._next()) is not None:
            self._look()
            with self._changed:
                self._done = ticket
                self._changed.notify_all()

    def _next(self) -> int | None:
        with self._changed:
            self._changed.wait_for(lambda: self._asked > self._done or self._is_over)
            return None if self._is_over else self._asked
