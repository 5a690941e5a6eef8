"""One look, from when git has let go of the work tree until everybody is told; whatever goes wrong, the next comes."""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import Final, Protocol

from farm_gitops.preview.contract import FindingJson
from farm_gitops.preview.findings import crash
from farm_gitops.preview.session import Session, Turn
from farm_gitops.publish.output import Progress

_PATIENCE: Final = 10.0  # seconds; a lock that is older was left behind by a git that was killed
_PAUSE: Final = 0.01
_SOON: Final = 0.5  # seconds after which somebody wants to know how far it has come
_PACE: Final = 0.25  # seconds between two words about it


class Terminal(Protocol):
    """Where the person who started the preview looks."""

    def serving(self, url: str) -> None:
        """Pages can be asked for from now on, beginning with this one."""

    def say(self, text: str) -> None:
        """A word to them."""

    def wrong(self, findings: tuple[FindingJson, ...]) -> None:
        """What is broken now; nothing, where all is mended."""

    def crashed(self, error: Exception) -> None:
        """A bug of ours, for them to report."""

    def progress(self, what: str, done: int, total: int) -> None:
        """How far long work has come."""

    def looked(self) -> None:
        """A look came to its end."""


class Look:
    """Looks at a session; each turn goes to `tell`, and how far long work has come to `mention`."""

    def __init__(self, session: Session, terminal: Terminal, tell: Callable[[Turn], None], mention: Progress) -> None:
        self._session: Final = session
        self._terminal: Final = terminal
        self._tell: Final = tell
        self._mention: Final = mention
        self._stop: Final = Event()
        self._findings: tuple[FindingJson, ...] = ()
        self._bug = ""
        self._begun = 0

    def __call__(self, hints: frozenset[str]) -> None:
        """Never raises, so that the preview goes on."""
        self._wait_for_git()
        gc.disable()  # most of what a look reads stays; of thousands of incidents, finding that out takes half a second
        try:
            for turn in self._session.look(hints, self._paced()):
                self._told(turn)
            self._bug = ""
        except Exception as error:  # a bug that one state of the files shows may be gone in the next
            self._crashed(error)
            self._told(Turn((), None, frozenset(), frozenset(), (crash(error),)))
        self._terminal.looked()
        self._settle()

    def _settle(self) -> None:
        """What was read stays: looking through all of it for garbage would take a second now and then."""
        gc.enable()
        begun = self._session.begun
        if begun == self._begun and gc.get_freeze_count():  # whoever shares work among processes unfreezes all
            return
        if self._begun:  # what is let go of may hold itself in circles
            gc.unfreeze()
            gc.collect()
        gc.freeze()
        self._begun = begun

    def _told(self, turn: Turn) -> None:
        if turn.findings != self._findings:
            self._terminal.wrong(turn.findings)
        self._findings = turn.findings
        self._tell(turn)

    def _crashed(self, error: Exception) -> None:
        """Where look after look ends by the same bug, one report of it is enough."""
        if repr(error) != self._bug:
            self._terminal.crashed(error)
        self._bug = repr(error)

    def stop(self) -> None:
        """Wait no longer."""
        self._stop.set()

    def _wait_for_git(self) -> None:
        """While git rewrites the work tree, its files are those of no moment."""
        lock = self._session.lock
        began = monotonic()
        while lock is not None and lock.exists() and monotonic() - began < _PATIENCE and not self._stop.wait(_PAUSE):
            pass

    def _paced(self) -> Progress:
        """Progress for the terminal, which shows as much as it likes, and now and then for the browsers."""
        due = monotonic() + _SOON

        def told(what: str, done: int, total: int) -> None:
            nonlocal due
            self._terminal.progress(what, done, total)
            if monotonic() >= due:
                due = monotonic() + _PACE
                self._mention(what, done, total)

        return told
