"""The preview as a whole: watches, looks, tells and serves, until somebody ends it."""

from __future__ import annotations

import asyncio
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

import uvicorn
from starlette.routing import BaseRoute, Route, Router, WebSocketRoute

from farm_gitops.model.moment import Moment
from farm_gitops.preview.bind import names_of_this_machine
from farm_gitops.preview.contract import FORMS, Forms, Viewer
from farm_gitops.preview.form_pages import FormPages
from farm_gitops.preview.gate import Gate
from farm_gitops.preview.guard import Address, Guard
from farm_gitops.preview.hub import Hub
from farm_gitops.preview.listen import Listen
from farm_gitops.preview.look import Look, Terminal
from farm_gitops.preview.messages import Messages
from farm_gitops.preview.pages import Pages
from farm_gitops.preview.session import Session, Turn
from farm_gitops.preview.watch import Watch
from farm_gitops.preview.work import Work

_FRAME: Final = 1_024  # bytes that a client may say at once; it has nothing to say
_GRACE: Final = 1  # seconds for answers that are under way when somebody ends the preview


@dataclass(frozen=True)
class Setting:
    """Where and how to serve; `now` is the clock, and without `forms` there are none."""

    address: Address
    now: Callable[[], Moment]
    terminal: Terminal
    forms: Forms | None = None
    is_read_only: bool = False


class Preview:
    """Serves a session; made and run in one thread."""

    def __init__(self, session: Session, setting: Setting) -> None:
        self._setting: Final = setting
        self._token: Final = secrets.token_urlsafe(24)
        run = secrets.token_hex(4)
        self._hub: Final = Hub(run)
        self._messages: Final = Messages(run, setting.now)
        self._look: Final = Look(session, setting.terminal, self._hand_over, self._mention)
        self._work: Final = Work(self._look)
        self._watch: Final = Watch(session.root, session.places, self._work, setting.terminal.say)
        self._session: Final = session
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """What to open; for other machines it holds the token."""
        address = self._setting.address
        return f"http://{address.shown}/" + ("" if address.is_loopback else f"?token={self._token}")

    async def run(self, listening: socket.socket) -> None:
        """Serve until SIGINT, SIGTERM or `stop`."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(lambda _loop, context: self._crashed(context))
        config = uvicorn.Config(
            self._application(),
            loop="asyncio",
            http="h11",
            ws="websockets-sansio",
            ws_max_size=_FRAME,
            ws_per_message_deflate=False,
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        self._server = _Server(config)
        try:
            with _ended_by_signals(self._server):
                self._setting.terminal.serving(self.url)
                self._work.start()
                self._work.nudge()
                self._watch.start()
                await self._server.serve(sockets=[listening])
        finally:
            self._watch.stop()
            self._look.stop()
            self._work.stop()

    def stop(self) -> None:
        """End it, from any thread."""
        if self._server is not None:
            self._server.should_exit = True

    def _application(self) -> Gate:
        setting = self._setting
        viewer = Viewer(secrets.token_urlsafe(24), setting.is_read_only)
        pages = Pages(self._session, setting.forms, viewer, lambda: self._messages.cursor)
        routes: list[BaseRoute] = [WebSocketRoute("/ws", Listen(self._hub, self._messages).answer)]
        if setting.forms is not None:
            answer = FormPages(setting.forms, viewer, pages, self._work)
            routes.append(Route(f"{FORMS}{{path:path}}", answer.answer, methods=["GET", "POST"]))
        routes.append(Route("/_preview/{name}", pages.shipped, methods=["GET"]))
        routes.append(Route("/{path:path}", pages.page, methods=["GET"]))
        names = () if setting.address.is_loopback else names_of_this_machine()
        guard = Guard(setting.address, self._token, names)
        return Gate(Router(routes, redirect_slashes=False), guard, setting.terminal.crashed)

    def _hand_over(self, turn: Turn) -> None:
        """From the thread that looks to the one that serves."""
        self._in_loop(lambda: self._publish(turn))

    def _publish(self, turn: Turn) -> None:
        for message in self._messages.of(turn):
            self._hub.publish(message)

    def _mention(self, what: str, done: int, total: int) -> None:
        self._in_loop(lambda: self._hub.mention(self._messages.progress(what, done, total)))

    def _crashed(self, context: Mapping[str, object]) -> None:
        """What nobody waited for went wrong."""
        error = context.get("exception")
        self._setting.terminal.crashed(error if isinstance(error, Exception) else RuntimeError(context["message"]))

    def _in_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # it has ended, and nobody listens any more
                self._loop.call_soon_threadsafe(call)


def serve(preview: Preview, listening: socket.socket) -> None:
    """Serve until somebody ends it."""
    asyncio.run(preview.run(listening))


class _Server(uvicorn.Server):
    """uvicorn, without its way of ending by the signal that it was sent."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours to handle."""
        yield


@contextmanager
def _ended_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Ctrl-C ends it at once; a second one waits for nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()

    def end() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, end)
    try:
        yield
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
