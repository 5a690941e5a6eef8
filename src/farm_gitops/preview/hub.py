"""Messages to many browsers: each has a bounded queue, and one that comes back is told what it missed.

No clock, no socket and no lock: all of it is called from one thread.
"""

from __future__ import annotations

import re
from asyncio import Queue
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

_KEPT: Final = 2_000  # messages that are remembered for those who come back
_WAITING: Final = 256  # messages that may wait for one client; a slower one is sent away

TextFor = Callable[[str | None], str | None]
"""A message as somebody gets it who asked for one organization (None: for all); None where it is not for them."""


class Message(NamedTuple):
    """A message to be sent. The `sequence` of those that are remembered grows; others have that of the last one."""

    sequence: int
    id: str
    text_for: TextFor


class Client:
    """Somebody who listens, be it to one `organization` alone."""

    def __init__(self, organization: str | None, waiting: int) -> None:
        self.organization: Final = organization
        self._queue: Final[Queue[str | None]] = Queue()
        self._waiting: Final = waiting

    async def next(self) -> str | None:
        """The next message; None where the client was too slow, and is to be sent away."""
        return await self._queue.get()

    def give(self, text: str) -> bool:
        """Whether the message found a place; without one, what waits is let go and the end takes its place."""
        if self._queue.qsize() < self._waiting:
            self._queue.put_nowait(text)
            return True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)
        return False


class Hub:
    """Everybody who listens, and the messages of the last while.

    `run` tells this process from others: its own messages have ids that begin `preview:RUN:SEQUENCE`, and stand for
    all that came up to them; others have the ids of the events that they tell.
    """

    def __init__(self, run: str, kept: int = _KEPT, waiting: int = _WAITING) -> None:
        self._log: Final[deque[Message]] = deque(maxlen=kept)
        self._clients: Final[set[Client]] = set()
        self._own: Final = re.compile(rf"preview:{re.escape(run)}:(\d{{1,18}})(?::.*)?")
        self._waiting: Final = waiting
        self._sequence = 0

    def __len__(self) -> int:
        """How many listen."""
        return len(self._clients)

    def join(self, organization: str | None) -> Client:
        """Somebody begins to listen; they are given what is published from now on."""
        client = Client(organization, self._waiting)
        self._clients.add(client)
        return client

    def leave(self, client: Client) -> None:
        """Somebody listens no more."""
        self._clients.discard(client)

    def publish(self, message: Message) -> None:
        """Remember a message and give it to everybody whom it concerns."""
        self._log.append(message)
        self._sequence = message.sequence
        self.mention(message)

    def mention(self, message: Message) -> None:
        """Give a message to everybody whom it concerns; who is away need not hear of it later."""
        self._clients.difference_update([each for each in self._clients if not _give(each, message)])

    def since(self, last: str, organization: str | None) -> tuple[str, ...] | None:
        """What came after the message with an id, oldest first; None where nobody remembers that one."""
        after = self._sequence_of(last)
        if after is None:
            return None
        texts = (each.text_for(organization) for each in self._log if each.sequence > after)
        return tuple(text for text in texts if text is not None)

    def _sequence_of(self, last: str) -> int | None:
        """The sequence of a message, if nothing that came after it is forgotten."""
        own = self._own.fullmatch(last)
        if own is None:
            return next((each.sequence for each in reversed(self._log) if each.id == last), None)
        oldest = self._log[0].sequence if self._log else self._sequence + 1
        return int(own[1]) if oldest - 1 <= int(own[1]) <= self._sequence else None


def _give(client: Client, message: Message) -> bool:
    text = message.text_for(client.organization)
    return text is None or client.give(text)
