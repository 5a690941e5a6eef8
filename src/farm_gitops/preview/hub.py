"""Messages to many browsers: each has a bounded queue, and one that comes back is told what it missed.

No clock, no socket and no lock: all of it is called from one thread.
"""

from __future__ import annotations

from asyncio import Queue
from collections import deque
from typing import Final, NamedTuple

KEPT: Final = 2_000
"""Messages that are remembered for those who come back."""

_WAITING: Final = 256  # messages that may wait for one client; a slower one is dropped


class Message(NamedTuple):
    """A message as it is sent; `organization` is None where it concerns all of them."""

    id: str
    organization: str | None
    text: str

    def concerns(self, organization: str | None) -> bool:
        """Whether somebody who asked for one organization (None: for all) wants to know."""
        return organization is None or self.organization in {None, organization}


class Client:
    """Somebody who listens."""

    def __init__(self, organization: str | None, waiting: int) -> None:
        self.organization: Final = organization
        self._queue: Final[Queue[Message | None]] = Queue(waiting + 1)  # one place is for the end
        self._waiting: Final = waiting

    async def next(self) -> Message | None:
        """The next message; None where the client was too slow, and is to be sent away."""
        return await self._queue.get()

    def give(self, message: Message) -> bool:
        """Whether the message found a place; without one, what waits is let go and the end takes its place."""
        if self._queue.qsize() < self._waiting:
            self._queue.put_nowait(message)
            return True
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)
        return False


class Hub:
    """Everybody who listens, and the messages of the last while."""

    def __init__(self, kept: int = KEPT, waiting: int = _WAITING) -> None:
        self._log: Final[deque[Message]] = deque(maxlen=kept)
        self._clients: Final[set[Client]] = set()
        self._waiting: Final = waiting

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
        slow = [each for each in self._clients if message.concerns(each.organization) and not each.give(message)]
        self._clients.difference_update(slow)

    def since(self, last: str, organization: str | None) -> tuple[Message, ...] | None:
        """What came after the message with an id, oldest first; None where nobody remembers that one.

        An empty id is that of the beginning.
        """
        newer: list[Message] = []
        for message in reversed(self._log):
            if message.id == last:
                return tuple(reversed(newer))
            if message.concerns(organization):
                newer.append(message)
        is_whole = len(self._log) < (self._log.maxlen or 0)
        return tuple(reversed(newer)) if last == "" and is_whole else None

    @property
    def cursor(self) -> str:
        """The id of the newest message; empty before the first."""
        return self._log[-1].id if self._log else ""
