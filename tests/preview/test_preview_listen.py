"""The socket of somebody who goes at the worst moment."""

from __future__ import annotations

import asyncio

import loops
import pytest
from preview_world import NOON
from starlette.types import Message
from starlette.websockets import WebSocket

from farm_gitops.preview import listen
from farm_gitops.preview.hub import Hub
from farm_gitops.preview.listen import Listen
from farm_gitops.preview.messages import Messages


async def _answered(*, goes: bool) -> int:
    """Somebody to whom nothing can be sent; returns how many listen when their socket is at its end."""
    gone, heard = asyncio.Event(), iter([{"type": "websocket.connect"}])

    async def receive() -> Message:
        for message in heard:
            return message
        await gone.wait()
        return {"type": "websocket.disconnect", "code": 1001}

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            if goes:
                gone.set()
            raise RuntimeError("Unexpected ASGI message 'websocket.send', after sending 'websocket.close'.")

    hub = Hub("run")
    scope = {"type": "websocket", "path": "/ws", "query_string": b"", "headers": []}
    await Listen(hub, Messages("run", lambda: NOON)).answer(WebSocket(scope, receive, send))
    return len(hub)


def test_who_goes_while_they_are_told_something_is_no_bug() -> None:
    assert loops.run(_answered(goes=True)) == 0


def test_what_cannot_be_sent_to_somebody_who_is_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "_MOMENT", 0.01)
    with pytest.raises(RuntimeError, match=r"websocket\.send"):
        loops.run(_answered(goes=False))
