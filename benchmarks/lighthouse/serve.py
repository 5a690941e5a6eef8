"""A static server on loopback as a good host is one: compressed, with media types, over connections that stay open."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

_COMPRESSED = ("text/", "application/", "image/svg+xml")
_ABSENT = b"Not here\n"


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle(self) -> None:
        """Answer until the browser has enough; it ends connections as it likes."""
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Send a file, compressed if that is text and wanted."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            self._send(HTTPStatus.NOT_FOUND, _ABSENT, {"Content-Type": "text/plain"})
            return
        kind = self.guess_type(file)
        body, headers = file.read_bytes(), {"Content-Type": f"{kind}; charset=utf-8" if kind[:5] == "text/" else kind}
        if kind.startswith(_COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        self._send(HTTPStatus.OK, body, headers)

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Cache-Control": "max-age=60"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which a folder is served while the block runs; it ends in a slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
