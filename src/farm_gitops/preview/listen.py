"""The WebSocket: what was missed, then everything as it happens; who is too slow is sent away and comes back."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.websockets import WebSocket

from farm_gitops.preview.hub import Client, Hub
from farm_gitops.preview.messages import Messages

_TOO_SLOW: Final = 1013  # "try again later", RFC 6455's registry of close codes
_MOMENT: Final = 1.0  # seconds in which one hears that somebody went
_MOST: Final = 4_000  # who listen at once; more is no team


class Listen:
    """Answers for `/ws?last=ID&organization=ORG`."""

    def __init__(self, hub: Hub, messages: Messages) -> None:
        self._hub: Final = hub
        self._messages: Final = messages

    async def answer(self, socket: WebSocket) -> None:
        """Until one of both goes."""
        if len(self._hub) >= _MOST:
            await socket.close(_TOO_SLOW)
            return
        await socket.accept()
        client = self._hub.join(socket.query_params.get("organization") or None)
        # Nothing is awaited between joining and asking what was missed, so nothing falls in between.
        opening = self._opening(client.organization, socket.query_params.get("last"))
        tells, hears = asyncio.create_task(_tell(socket, client, opening)), asyncio.create_task(_hear(socket))
        try:
            await asyncio.wait((tells, hears), return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait((hears,), timeout=_MOMENT)
        finally:
            self._hub.leave(client)
            tells.cancel()
            hears.cancel()
        error = tells.exception() if tells.done() else None
        # Whoever goes while they are told something makes that fail, a moment before one hears that they went.
        if error is not None and not (hears.done() and isinstance(error, RuntimeError)):
            raise error

    def _opening(self, organization: str | None, last: str | None) -> list[str]:
        missed = self._hub.since(last, organization) if last is not None else ()
        what = self._messages.reload(organization) if missed is None else missed
        return [*self._messages.greeting(organization), *what]


async def _tell(socket: WebSocket, client: Client, opening: list[str]) -> None:
    for missed in opening:
        await socket.send_text(missed)
    while (text := await client.next()) is not None:
        await socket.send_text(text)
    await socket.close(_TOO_SLOW, "too slow")


async def _hear(socket: WebSocket) -> None:
    """Clients have nothing to say; this is how one notices that they have gone."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
