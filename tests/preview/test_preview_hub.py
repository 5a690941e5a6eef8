"""Messages to many: nothing lost, nothing out of order, and nobody who holds up the others."""

from __future__ import annotations

import loops
from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.preview.hub import Client, Hub, Message


def _message(number: int, organization: str | None = None) -> Message:
    def text_for(asked: str | None) -> str | None:
        return f"text {number}" if asked is None or organization in {None, asked} else None

    return Message(number, f"preview:run:{number:012}" if number % 2 else f"event {number}", text_for)


def _hub(count: int, kept: int = 100) -> Hub:
    hub = Hub("run", kept)
    for number in range(1, count + 1):
        hub.publish(_message(number))
    return hub


def _texts(numbers: range) -> tuple[str, ...]:
    return tuple(f"text {number}" for number in numbers)


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 35))
def test_who_comes_back_gets_exactly_what_came_since_or_is_told_that_nobody_knows(
    count: int, kept: int, last: int
) -> None:
    told = _hub(count, kept).since(f"preview:run:{last:012}", None)
    is_known = max(0, count - kept) <= last <= count
    assert told == (_texts(range(last + 1, count + 1)) if is_known else None)


def test_an_event_is_as_good_a_place_to_go_on_from_as_a_message_of_the_preview() -> None:
    assert _hub(5).since("event 2", None) == _texts(range(3, 6))


def test_a_message_that_is_not_remembered_stands_for_the_last_one_that_is() -> None:
    assert _hub(5).since("preview:run:000000000003:progress-7", None) == _texts(range(4, 6))


def test_another_process_is_not_confused_with_this_one() -> None:
    assert _hub(5).since("preview:other:000000000003", None) is None


def test_whoever_asks_for_one_organization_gets_only_that() -> None:
    hub = Hub("run")
    for number, organization in enumerate(["acme", "globex", None], 1):
        hub.publish(_message(number, organization))
    assert hub.since("preview:run:000000000000", "globex") == ("text 2", "text 3")


def test_a_slow_client_is_sent_away_and_the_others_lose_nothing() -> None:
    async def scene() -> tuple[list[str | None], str | None]:
        hub = Hub("run", waiting=3)
        slow, quick = hub.join(None), hub.join(None)
        heard: list[str | None] = []
        for number in range(1, 8):
            hub.publish(_message(number))
            heard.append(await quick.next())
        assert len(hub) == 1
        return heard, await slow.next()

    heard, end = loops.run(scene())
    assert heard == [*_texts(range(1, 8))]
    assert end is None


def test_who_has_left_is_told_nothing() -> None:
    async def scene() -> Client:
        hub = Hub("run")
        client = hub.join(None)
        hub.leave(client)
        hub.publish(_message(1))
        client.give("the end")
        return client

    client = loops.run(scene())
    assert loops.run(client.next()) == "the end"
