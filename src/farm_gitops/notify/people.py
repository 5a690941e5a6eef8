"""Tells people where they already are, by Apprise, which knows Slack, Teams, e-mail and some hundred other services."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.notify.delivery import AGAIN, Clock, Delivery, Outcome, Progress, untried
from farm_gitops.views.notice import Notice

if TYPE_CHECKING:
    from apprise import Apprise

SERVICES_VARIABLE: Final = "FARM_GITOPS_NOTIFY"
_ATTEMPTS: Final = 2
_PAUSE: Final = 2.0  # seconds
_MOST: Final = 30  # seconds for an attempt


class Service(NamedTuple):
    """What may be told of a service (its number among the URLs, and its kind), and the way to it."""

    number: int
    kind: str
    way: Apprise

    @property
    def name(self) -> str:
        """How it is called in reports; the URL itself mostly holds a secret."""
        return f"{self.kind} (number {self.number} of {SERVICES_VARIABLE})"


def services(urls: str) -> tuple[Service, ...]:
    """The services in a text of Apprise URLs, separated by blanks.

    Raises FarmError, which names the number of a wrong one and never quotes it, for most of them hold a secret.
    """
    with _nothing_in_the_log():
        return tuple(_service(number, url) for number, url in enumerate(urls.split(), 1))


def tell(notices: Sequence[Notice], service: Service, clock: Clock, progress: Progress) -> Delivery:
    """Send each notice to a service; after one that it does not take, the others are not tried."""
    outcomes: list[Outcome] = []
    with _nothing_in_the_log():
        for notice in notices:
            is_hopeless = bool(outcomes) and bool(outcomes[-1].reason)
            outcomes.append(untried(notice.events) if is_hopeless else _tell(notice, service.way, clock))
            progress(len(outcomes), len(notices))
    return Delivery(service.name, tuple(outcomes), f"see whether the address still holds; then {AGAIN}")


def _tell(notice: Notice, way: Apprise, clock: Clock) -> Outcome:
    for attempt in range(1, _ATTEMPTS + 1):
        if attempt > 1:
            clock.wait(_PAUSE)
        if way.notify(body=notice.text, title=notice.title, notify_type=notice.mood, body_format="text"):
            return Outcome(notice.events, attempt)
    return Outcome(notice.events, _ATTEMPTS, "the service did not take it")


def _service(number: int, url: str) -> Service:
    try:
        from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - an extra, which most installs do without
    except ModuleNotFoundError as error:
        raise FarmError(
            "--notify needs Apprise, which is not installed", 'pip install "farm-gitops[notify]"'
        ) from error
    # Who may answer for a service may not send its secret on to somebody else.
    asset = AppriseAsset(app_id="farm-gitops", service_timeout=_MOST, http_redirects=False)
    way = Apprise(asset=asset)
    if not way.add(url):
        raise FarmError(
            f"number {number} of {SERVICES_VARIABLE} is no Apprise URL that this version understands",
            f"try it by itself:  apprise -vv -b test \"$(echo ${SERVICES_VARIABLE} | cut -d' ' -f{number})\"",
        )
    return Service(number, str(way[0].service_name), way)


@contextmanager
def _nothing_in_the_log() -> Iterator[None]:
    """Its log names addresses, tokens included when one cannot be read."""
    log = logging.getLogger("apprise")
    was = log.disabled
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = was
