"""A port to listen on: the one that was asked for, or the next that is free."""

from __future__ import annotations

import socket
from errno import EADDRINUSE
from typing import Final

from farm_gitops.errors import FarmError, UsageError
from farm_gitops.preview.guard import Address

_TRIED: Final = 20  # ports, one after the other
_HIGHEST: Final = 65_535


def parse_address(text: str) -> Address:
    """`HOST:PORT`, `:PORT` or `[::1]:PORT`; UsageError for anything else."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not (port.isascii() and port.isdigit() and int(port) <= _HIGHEST):
        raise UsageError(f"{text} is no address", "--address 127.0.0.1:4180")
    return Address(host or "127.0.0.1", int(port))


def bound(address: Address) -> tuple[socket.socket, Address]:
    """A socket that listens, and where; FarmError where that cannot be. Port 0 is any that is free."""
    last = min(address.port + _TRIED, _HIGHEST + 1) if address.port else 1
    for port in range(address.port, last):
        try:
            opened = _open(Address(address.host, port))
        except UnicodeError as error:  # what no name server can hold
            raise UsageError(f"{address.host} is no name of a machine", "--address 127.0.0.1:4180") from error
        except OSError as error:
            if error.errno != EADDRINUSE:
                raise FarmError(
                    f"cannot listen on {address.shown}: {error.strerror or error}", "--address 127.0.0.1:4180"
                ) from error
            continue
        return opened, Address(address.host, opened.getsockname()[1])
    raise FarmError(f"the ports {address.port} to {last - 1} are all taken", "--address 127.0.0.1:0")


def _open(address: Address) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
    opened = socket.socket(family, kind, protocol)
    try:
        # A port whose last connections are still being closed is free, for it is nobody's.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(where)
        opened.listen(2048)
        opened.setblocking(False)
    except OSError:
        opened.close()
        raise
    return opened


def names_of_this_machine() -> tuple[str, ...]:
    """How others may call it, where it can be reached from outside."""
    return socket.gethostname(), socket.getfqdn()
