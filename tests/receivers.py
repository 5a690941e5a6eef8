"""Real HTTP servers on loopback that answer as they are told to, and keep what they were sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    """A request as it came; the names of headers in lower case, for in HTTP case says nothing."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Reply(NamedTuple):
    """What to answer; or `then`, which takes over the connection."""

    status: int = 204
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    then: Callable[[BaseHTTPRequestHandler], None] | None = None


class Receiver:
    """A server: its replies in turn, the last one for ever; what it was sent, in order."""

    def __init__(self, *replies: Reply | int) -> None:
        self.replies = [Reply(reply) if isinstance(reply, int) else reply for reply in replies or (204,)]
        self.received: list[Received] = []
        self.over = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens; the path is a secret, as those of chats are."""
        return f"http://127.0.0.1:{self.port}/T0P/s3cret"

    @contextmanager
    def listening(self) -> Iterator[Receiver]:
        """The server, until the end of the block."""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Not into the output of the tests."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.over.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        self.received.append(
            Received(handler.path, {name.lower(): value for name, value in handler.headers.items()}, body)
        )
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply.then:
            reply.then(handler)
            return
        handler.send_response(reply.status)
        for name, value in (*reply.headers, ("Content-Length", str(len(reply.body)))):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)


def close_at_once(handler: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    handler.close_connection = True


def ssh(handler: BaseHTTPRequestHandler) -> None:
    """Another protocol."""
    handler.close_connection = True
    handler.wfile.write(b"SSH-2.0-x\r\n")


def silence(receiver: Receiver) -> Callable[[BaseHTTPRequestHandler], None]:
    """No answer, and the line stays open until the server ends."""

    def then(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        receiver.over.wait(10)

    return then


def trickle(receiver: Receiver) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that never ends, a byte at a time, each in good time for a time-out of silence."""

    def then(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not receiver.over.wait(0.02):
            handler.wfile.write(b"x")

    return then
