"""Who may ask the preview for anything: decided from the head of a request, before anything else looks at it.

A page of another site can make a browser ask us; it cannot choose the `Host`, the `Origin` or our cookie.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Final, NamedTuple

_OURSELVES: Final = ("127.0.0.1", "localhost", "[::1]")
_READING: Final = frozenset({"GET", "HEAD"})
_FOREIGN: Final = frozenset({"cross-site", "same-site"})


class Address(NamedTuple):
    """Where the preview listens; `host` as somebody types it, without brackets."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        if self.host == "localhost":
            return True
        return _is_number(self.host) and ip_address(self.host).is_loopback

    @property
    def shown(self) -> str:
        """As it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Head(NamedTuple):
    """What a request says of itself; the names of `headers` are in small letters, each with all its values."""

    method: str
    headers: Mapping[str, tuple[str, ...]]
    is_upgrade: bool = False

    def one(self, name: str) -> str | None:
        """The one value of a header; None where it is missing or there are several, which no browser sends."""
        values = self.headers.get(name, ())
        return values[0] if len(values) == 1 else None


class Guard:
    """Knows under which names we are asked, and the token that only a browser that was here has.

    Where other machines can ask, these are also the `names` of this one and, since no trick with names leads to a
    number, every number; and whoever asks has to show the token.
    """

    def __init__(self, address: Address, token: str, names: Iterable[str] = ()) -> None:
        self._names: Final = frozenset(name.lower() for name in (*_OURSELVES, address.host, *names))
        self._port: Final = address.port
        self._token: Final = token
        self.is_remote: Final = not address.is_loopback
        self._cookie_name: Final = f"farm_preview_{address.port}"  # browsers do not keep ports apart

    @property
    def set_cookie(self) -> str:
        """What gives a browser the token: to our own pages alone, and never to a script."""
        return f"{self._cookie_name}={self._token}; Path=/; HttpOnly; SameSite=Strict"

    def refusal(self, head: Head) -> str | None:
        """Why a request is not even looked at; None where it may be answered."""
        if not self._is_ours(head.one("host") or ""):
            return "this address is not one of the preview's"
        if not self._is_own_origin(head):
            return "another site asks"
        if head.one("sec-fetch-site") in _FOREIGN and head.one("sec-fetch-mode") != "navigate":
            return "another site asks"
        if (head.is_upgrade or head.method not in _READING) and not self.has_token(head):
            return "the page that asks was not opened here"
        return None

    def has_token(self, head: Head) -> bool:
        """Whether the browser was here before."""
        return hmac.compare_digest(self._cookie(head).encode("utf-8", "replace"), self._token.encode())

    def is_token(self, given: str) -> bool:
        """Whether somebody knows the token."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    def _is_own_origin(self, head: Head) -> bool:
        """A form and a socket must say where they come from; for reading, browsers say nothing."""
        if not head.headers.get("origin"):
            return head.method in _READING and not head.is_upgrade
        scheme, separator, host = (head.one("origin") or "").partition("://")
        return scheme == "http" and bool(separator) and self._is_ours(host)

    def _is_ours(self, host: str) -> bool:
        """Whether a `Host` names us: a name or number of ours, and our port."""
        name, port = _parted(host.lower())
        if port != str(self._port):
            return False
        return name in self._names or (self.is_remote and _is_number(name.removeprefix("[").removesuffix("]")))

    def _cookie(self, head: Head) -> str:
        """Ours among the cookies; what other servers on this machine set beside it does not matter."""
        pairs = (pair.strip().partition("=") for line in head.headers.get("cookie", ()) for pair in line.split(";"))
        return next((value for name, _, value in pairs if name == self._cookie_name), "")


def _parted(host: str) -> tuple[str, str]:
    """Name and port of a `Host`; browsers leave out the port that HTTP has anyway."""
    name, colon, port = host.rpartition(":")
    return (host, "80") if not colon or port.endswith("]") else (name, port)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
