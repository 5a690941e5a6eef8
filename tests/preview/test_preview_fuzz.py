"""Requests and frames that no page of ours sends: none is answered with anything of the site, and none is an error."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Final

import pytest
from preview_world import PATIENCE, Served

from farm_gitops.preview.guard import Address

_WORDS: Final = (
    "..",
    "%2e%2e",
    "etc",
    "passwd",
    ".git",
    "config",
    "farm.yaml",
    "incidents",
    "%00",
    "\\",
    "//",
    "~",
    "😀",
)
_HOSTS: Final = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "",
    "localhost.evil:{port}",
    "[::]:{port}",
)
_ORIGINS: Final = (
    "null",
    "http://evil.example",
    "https://127.0.0.1:{port}",
    "file://",
    "",
    "http://127.0.0.1:{port}.evil.example",
)
_METHODS: Final = (
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "OPTIONS",
    "CONNECT",
    "PROPFIND",
    "get",
    "G ET",
    "POST",
    "\x00",
    "A" * 300,
)


class _Fuzz:
    """Makes requests of which each has at least one thing wrong."""

    def __init__(self, calm: Served, seed: int) -> None:
        self.random = Random(seed)
        self.port = calm.address.port
        self.cookie = calm.cookie()
        self.kinds: tuple[Callable[[], bytes], ...] = (
            *(self.foreign_host, self.foreign_origin, self.foreign_path, self.foreign_method),
            *(self.oversized, self.malformed, self.wrong_form, self.foreign_upgrade),
        )

    def one(self) -> bytes:
        """A request."""
        return self.random.choice(self.kinds)()

    def foreign_host(self) -> bytes:
        return self._request(host=self._of(_HOSTS))

    def foreign_origin(self) -> bytes:
        return self._request(method=self.random.choice(["GET", "POST"]), origin=self._of(_ORIGINS))

    def foreign_path(self) -> bytes:
        words = "/".join(self.random.choice(_WORDS) for _ in range(self.random.randint(1, 6)))
        query = self.random.choice(["", "?" + "a" * 20, "?a=%ff&" * 50])
        return self._request(path=f"/x/{words}{query}")

    def foreign_method(self) -> bytes:
        return self._request(method=self.random.choice(_METHODS), origin=None)

    def oversized(self) -> bytes:
        if self.random.random() < 0.5:
            return self._request(path="/" + "a" * self.random.choice([4_100, 70_000]))
        head = f"Content-Length: {self.random.choice(['99999999', '-1', '1e9', '0x10', '5, 6'])}\r\n"
        return self._request(method="POST", path="/_preview/forms/json", more=head)

    def malformed(self) -> bytes:
        text = bytearray(self._request(host="evil.example"))
        for _ in range(self.random.randint(1, 12)):
            text[self.random.randrange(len(text))] = self.random.randrange(256)
        return bytes(text[: self.random.randrange(1, len(text))]) if self.random.random() < 0.3 else bytes(text)

    def wrong_form(self) -> bytes:
        body = self.random.choice(
            [b"", b"csrf=guess", b"csrf=", b"%", b"csrf=a&csrf=b", b"{}", b"\xff\xfe", b"a&" * 3_000]
        )
        kind = self.random.choice(
            ["text/plain", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
        )
        head = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return self._request(method="POST", path="/_preview/forms/json", more=head) + body

    def foreign_upgrade(self) -> bytes:
        key = b64encode(self.random.randbytes(16)).decode()
        head = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n"
        wrong = self.random.choice(["host", "origin", "cookie", "nothing", "path"])
        host = self._of(_HOSTS) if wrong == "host" else None
        origin = (
            self._of(_ORIGINS) if wrong == "origin" else None if wrong == "nothing" else f"http://127.0.0.1:{self.port}"
        )
        path = "/else" if wrong == "path" else "/ws"
        return self._request(path=path, host=host, origin=origin, more=head, cookie=wrong != "cookie")

    def _request(
        self,
        *,
        method: str = "GET",
        path: str = "/",
        host: str | None = None,
        origin: str | None = "ours",
        more: str = "",
        cookie: bool = True,
    ) -> bytes:
        own = f"127.0.0.1:{self.port}"
        lines = [f"{method} {path} HTTP/1.1", f"Host: {own if host is None else host}"]
        if origin is not None:
            lines.append(f"Origin: {f'http://{own}' if origin == 'ours' else origin}")
        lines += [f"Cookie: {self.cookie}"] if cookie else []
        return ("\r\n".join(lines) + "\r\n" + more + "\r\n").encode()

    def _of(self, values: tuple[str, ...]) -> str:
        return self.random.choice(values).format(port=self.port)


def _sent(address: Address, data: bytes) -> bytes:
    """What the server says to some bytes, after which we say no more; it need not listen to the end."""
    answer = bytearray()
    with socket.create_connection((address.host, address.port), timeout=PATIENCE) as connection:
        with suppress(ConnectionError):
            connection.sendall(data)
        with suppress(OSError):  # where it has hung up by now, there is nothing to shut
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while piece := connection.recv(65_536):
                answer += piece
    return bytes(answer)


@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_what_no_page_of_ours_sends_is_never_answered_with_anything_of_the_site(calm: Served, count: int) -> None:
    fuzz = _Fuzz(calm, seed=count)
    for _ in range(count):
        request = fuzz.one()
        answer = _sent(calm.address, request)
        status = answer[:12]
        assert not answer or status.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501")), (request, answer)
        assert b"Checkout" not in answer, request
        assert b"farm-preview" not in answer, request
        assert b"set-cookie" not in answer.lower() or status == b"HTTP/1.1 404", (request, answer)
    assert calm.terminal.errors == []
    assert calm.ask("/").status == 200


@pytest.mark.parametrize("count", [60, pytest.param(3_000, marks=pytest.mark.soak)])
def test_frames_that_no_browser_sends_end_that_socket_and_nothing_else(calm: Served, count: int) -> None:
    random = Random(count)
    head = (
        f"GET /ws HTTP/1.1\r\nHost: {calm.address.shown}\r\nOrigin: {calm.origin}\r\nCookie: {calm.cookie()}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()
    for _ in range(count):
        frames = [
            random.randbytes(random.randint(1, 200)),
            b"\x81\xfe\xff\xff" + random.randbytes(70_000),  # larger than anything a client has to say
            b"\x81\x05hello",  # not masked
            b"\x81\x82\x00\x00\x00\x00\xff\xfe",  # not UTF-8
            b"\xf1\x80\x00\x00\x00\x00",  # bits of extensions that nobody agreed on
            b"\x01\x80\x00\x00\x00\x00" * 50,  # begun again and again
            b"\x89\xff\x00\x00\x00\x00\x7f\xff\xff\xff",  # a ping of two gigabytes
        ]
        answer = _sent(calm.address, head + random.choice(frames))
        assert not answer or answer.startswith(b"HTTP/1.1 101"), answer
    assert calm.terminal.errors == []
    with calm.listening() as ear:
        assert ear.next()["type"] == "preview.hello"
