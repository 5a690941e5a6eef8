"""Posts messages to a webhook, in order, again where that helps, and stops where nothing will arrive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from farm_gitops.notify.address import Address
from farm_gitops.notify.delivery import AGAIN, Clock, Delivery, Outcome, Progress, untried
from farm_gitops.notify.message import Message
from farm_gitops.notify.post import NoAnswer, Post, post, seconds_to_wait
from farm_gitops.notify.signature import Keys, signature_headers

_WAITS: Final = (1.0, 2.0, 4.0, 8.0)  # seconds between attempts
_MOST_WAIT: Final = 60.0  # seconds; whoever asks for more is asked by the next run
_MOST: Final = 30.0  # seconds for an attempt
_WORTH_ANOTHER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_OF_THIS_ONE: Final = frozenset({400, 409, 413, 422})
"""What a receiver says of a message that it does not like; the next one may please it."""
_QUOTED: Final = 120


class Hook(NamedTuple):
    """Where to post, the keys to sign with (none: unsigned), by which program, and how long an attempt may take."""

    address: Address
    keys: Keys
    agent: str
    most: float = _MOST


class _Refusal(NamedTuple):
    """Why an attempt failed: finally or not, after how many seconds at least another may be made, and for whom."""

    reason: str
    is_final: bool = True
    wait: float = 0.0
    is_for_all: bool = True


def deliver(messages: Sequence[Message], hook: Hook, clock: Clock, progress: Progress) -> Delivery:
    """Send each message; `progress` hears how many of how many are done."""
    outcomes: list[Outcome] = []
    is_hopeless = False
    for message in messages:
        outcome, is_hopeless = (untried(message.events), True) if is_hopeless else _deliver(message, hook, clock)
        outcomes.append(outcome)
        progress(len(outcomes), len(messages))
    return Delivery(hook.address.shown, tuple(outcomes), AGAIN)


def _deliver(message: Message, hook: Hook, clock: Clock) -> tuple[Outcome, bool]:
    """How it ended, and whether that is how it would end for every other message too."""
    attempts, refusal = 1, _attempt(message, hook, clock)
    for pause in _WAITS:
        if refusal is None or refusal.is_final:
            break
        clock.wait(max(pause, refusal.wait))
        attempts, refusal = attempts + 1, _attempt(message, hook, clock)
    if refusal is None:
        return Outcome(message.events, attempts), False
    return Outcome(message.events, attempts, refusal.reason), refusal.is_for_all


def _attempt(message: Message, hook: Hook, clock: Clock) -> _Refusal | None:
    now = clock.now().instant.timestamp()
    signed = signature_headers(message.id, int(now), message.body, hook.keys)
    headers = {"Content-Type": message.content_type, "User-Agent": hook.agent, **signed}
    answer = post(Post(hook.address, headers, message.body, hook.most))
    if isinstance(answer, NoAnswer):
        return _Refusal(answer.reason, answer.is_final)
    if answer.is_taken:
        return None
    said = " ".join(answer.text.split())[:_QUOTED]
    reason = f"it answers {answer.status}" + (f": {said}" if said else "")
    if answer.status not in _WORTH_ANOTHER:
        return _Refusal(reason, is_for_all=answer.status not in _OF_THIS_ONE)
    wait = seconds_to_wait(answer.retry_after, now) or 0.0
    if wait > _MOST_WAIT:
        return _Refusal(f"{reason}; it asks for a pause of {wait:.0f} seconds")
    return _Refusal(reason, is_final=False, wait=wait)
