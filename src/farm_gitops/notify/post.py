"""One HTTP request that ends in bounded time, follows nobody to another place, and answers with a value.

Source: RFC 9110, sections 10.2.3 (Retry-After) and 15.4 (redirection).
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from queue import Empty, SimpleQueue
from ssl import SSLCertVerificationError
from threading import Thread
from typing import Final, NamedTuple
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from farm_gitops.errors import UsageError
from farm_gitops.notify.address import Address

_SILENCE: Final = 10.0  # seconds without a byte
_READ: Final = 2_048  # bytes of an answer; it is read for a person to see, and for nothing else
_HOPS: Final = 3
_SAME_METHOD: Final = frozenset({307, 308})
_OK, _REDIRECTIONS = range(200, 300), range(300, 400)


class Answer(NamedTuple):
    """What came back: a status, the beginning of the text, and what `Retry-After` says, as it was sent."""

    status: int
    text: str = ""
    retry_after: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it."""
        return self.status in _OK


class NoAnswer(NamedTuple):
    """Nothing came back. `is_final`: nor will it another time."""

    reason: str
    is_final: bool = False


class Post(NamedTuple):
    """A request: where to, with what, and how long it may take as a whole (seconds)."""

    address: Address
    headers: Mapping[str, str]
    body: bytes
    most: float


def post(request: Post) -> Answer | NoAnswer:
    """Send it. A server that trickles its answer is left behind, as is a name that nobody resolves."""
    answers: SimpleQueue[Answer | NoAnswer] = SimpleQueue()
    # A time-out of a socket counts from its last byte, and looking up a name has none at all.
    Thread(target=lambda: answers.put(_follow(request)), daemon=True).start()
    try:
        return answers.get(timeout=request.most)
    except Empty:
        return NoAnswer(f"no answer within {request.most:g} seconds")


def seconds_to_wait(retry_after: str, now: float) -> float | None:
    """What `Retry-After` asks for, in seconds; None where it says nothing that can be understood.

    `now` is in seconds since 1970.
    """
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:9])
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - now)
    except (ValueError, OverflowError):  # OverflowError: a zone that is further away than time is long
        return None


def _follow(request: Post) -> Answer | NoAnswer:
    """As far as the same server sends it on to itself."""
    for _ in range(_HOPS + 1):
        try:
            answer, location = _send(request)
        except (OSError, HTTPException, ValueError) as error:  # ValueError: a name that no name server can hold
            return _no_answer(error)
        if answer.status not in _REDIRECTIONS:
            return answer
        target = _target(request.address, location)
        if answer.status not in _SAME_METHOD or target is None or not target.is_same_place(request.address):
            return NoAnswer(f"it sends on to {target.shown if target else 'nowhere'} ({answer.status})", is_final=True)
        request = request._replace(address=target)
    return NoAnswer(f"it sends on more than {_HOPS} times", is_final=True)


def _send(request: Post) -> tuple[Answer, str]:
    to = request.address
    asked = Request(to.url, request.body, dict(request.headers), method="POST")  # noqa: S310 - Address takes http(s) alone
    with _opener(to).open(asked, timeout=min(_SILENCE, request.most)) as response:
        text = response.read(_READ).decode("utf-8", "replace")
        headers = response.headers
        answer = Answer(response.status, text, headers.get("Retry-After", "").strip())
        return answer, headers.get("Location", "")


def _opener(address: Address) -> OpenerDirector:
    """What knows HTTP, and the proxy of the environment; it neither follows a redirection nor raises for a status."""
    opener = OpenerDirector()
    for handler in (ProxyHandler({} if address.is_loopback else None), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    return opener


def _target(address: Address, location: str) -> Address | None:
    try:
        return Address.parse(urljoin(address.url, location), allow_http=True) if location else None
    except (UsageError, ValueError):
        return None


def _no_answer(error: Exception) -> NoAnswer:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, SSLCertVerificationError):
        return NoAnswer(f"its certificate is not to be trusted: {cause.verify_message}", is_final=True)
    if isinstance(cause, TimeoutError):
        return NoAnswer(f"nothing came for {_SILENCE:g} seconds")
    return NoAnswer(str(cause) or type(cause).__name__)
