"""Where to post: an address that gives nothing away, neither on the way nor in a log."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple, Self
from urllib.parse import SplitResult, urlsplit

from farm_gitops.errors import UsageError

_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A web address, checked. Its path and query are often secrets, so `shown` leaves them out."""

    url: str
    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str, *, allow_http: bool = False) -> Self:
        """The address in a text; UsageError for one that is none, or that would send everything in the clear."""
        parts, port = _split(text)
        if parts is None or parts.scheme not in _PORTS or not parts.hostname or not _is_sendable(text):
            raise UsageError("--to takes a web address", "for example: --to https://hooks.example/farm")
        if parts.username is not None or parts.password is not None:
            raise UsageError(
                "--to holds a user name or a password, which every process on this machine can read",
                "let the receiver check the signature instead: farm-gitops events --help",
            )
        address = cls(text, parts.scheme, parts.hostname, port or _PORTS[parts.scheme])
        if address.scheme == "http" and not (allow_http or address.is_loopback):
            raise UsageError(
                f"{address.shown} would be sent in the clear, for everybody on the way to read",
                "use https://, or say that this network may read it: --allow-http",
            )
        return address

    @property
    def is_loopback(self) -> bool:
        """Whether it leads to this very machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def shown(self) -> str:
        """What may stand in a log."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def is_same_place(self, other: Address) -> bool:
        """Whether both are answered by the same server in the same way."""
        return (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)


def _split(text: str) -> tuple[SplitResult | None, int | None]:
    try:
        parts = urlsplit(text)
        return parts, parts.port
    except ValueError:
        return None, None


def _is_sendable(text: str) -> bool:
    """Whether it can stand in the first line of a request."""
    return text.isascii() and text.isprintable() and " " not in text
