"""Posting to real servers, good and hostile: what arrives, what is tried again, what is not, and that it ends."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from receivers import Receiver, Reply, close_at_once, silence, ssh, trickle
from standardwebhooks import Webhook, WebhookVerificationError

from farm_gitops.model.moment import Moment
from farm_gitops.notify.address import Address
from farm_gitops.notify.delivery import Clock, Delivery
from farm_gitops.notify.message import as_batch, one_by_one
from farm_gitops.notify.post import Answer, NoAnswer, Post, post, seconds_to_wait
from farm_gitops.notify.signature import keys_of
from farm_gitops.notify.webhook import Hook, deliver
from farm_gitops.views.events import EventJson

SECRET, OLD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"


def event(name: str) -> EventJson:
    return {
        "specversion": "1.0",
        "id": f"incident.created:acme/{name}",
        "source": "urn:farm-gitops:acme",
        "type": "incident.created",
        "subject": f"acme/{name}",
        "time": "2026-11-23T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {"id": f"acme/{name}", "title": "Zahlung geht nicht und alles steht ☂"},
    }


@dataclass
class Watch:
    """A clock whose waits pass at once and are remembered."""

    waits: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        return Clock(lambda: Moment.parse("2026-11-23T12:00:00Z"), self.waits.append)


def send(receiver: Receiver, *names: str, batch: bool = False, most: float = 5) -> tuple[Delivery, Watch]:
    watch, told = Watch(), list[tuple[int, int]]()
    hook = Hook(Address.parse(receiver.url), (), "farm-gitops/test", most)
    events = [event(name) for name in names or ("a",)]
    messages = as_batch(events) if batch else one_by_one(events)
    delivery = deliver(messages, hook, watch.clock(), lambda *numbers: told.append(numbers))
    assert told == [(number, len(delivery.outcomes)) for number in range(1, len(delivery.outcomes) + 1)]
    return delivery, watch


def reasons(delivery: Delivery) -> list[str]:
    return [outcome.reason for outcome in delivery.outcomes]


def test_each_event_is_a_request_of_its_own_in_order() -> None:
    with Receiver().listening() as receiver:
        delivery, watch = send(receiver, "a", "b")
    assert delivery.is_complete
    assert watch.waits == []
    assert [json.loads(each.body) for each in receiver.received] == [event("a"), event("b")]
    assert {each.headers["content-type"] for each in receiver.received} == {
        "application/cloudevents+json; charset=utf-8"
    }
    assert {each.headers["user-agent"] for each in receiver.received} == {"farm-gitops/test"}


def test_a_batch_is_one_request() -> None:
    with Receiver().listening() as receiver:
        delivery, _ = send(receiver, "a", "b", batch=True)
    (received,) = receiver.received
    assert json.loads(received.body) == [event("a"), event("b")]
    assert received.headers["content-type"] == "application/cloudevents-batch+json; charset=utf-8"
    assert delivery.outcomes[0].events == (event("a")["id"], event("b")["id"])


def test_whoever_knows_the_secret_believes_the_signature_and_nobody_believes_another_body() -> None:
    with Receiver().listening() as receiver:
        now = Webhook(SECRET)
        hook = Hook(Address.parse(receiver.url), keys_of(SECRET, "here"), "test")
        deliver(one_by_one([event("a")]), hook, Clock(_really_now, lambda _: None), lambda *_: None)
    (received,) = receiver.received
    headers = dict(received.headers)
    assert now.verify(received.body.decode(), headers) == event("a")
    with pytest.raises(WebhookVerificationError):
        now.verify(received.body.decode().replace("steht", "geht"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(OLD_SECRET).verify(received.body.decode(), headers)


def test_while_a_secret_is_changed_both_are_believed() -> None:
    with Receiver().listening() as receiver:
        hook = Hook(Address.parse(receiver.url), keys_of(f"{SECRET}\n{OLD_SECRET}", "here"), "test")
        deliver(one_by_one([event("a")]), hook, Clock(_really_now, lambda _: None), lambda *_: None)
    (received,) = receiver.received
    for secret in (SECRET, OLD_SECRET):
        assert Webhook(secret).verify(received.body.decode(), dict(received.headers)) == event("a")


def test_the_same_event_has_the_same_id_whenever_it_is_sent_and_no_other_has_it() -> None:
    with Receiver().listening() as receiver:
        send(receiver, "a", "b")
        send(receiver, "a")
    ids = [each.headers["webhook-id"] for each in receiver.received]
    assert (ids[0] == ids[2], ids[0] == ids[1], "." in "".join(ids)) == (True, False, False)


def test_without_a_secret_there_is_no_signature() -> None:
    with Receiver().listening() as receiver:
        send(receiver)
    assert "webhook-signature" not in receiver.received[0].headers


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_after_longer_and_longer_pauses(status: int) -> None:
    with Receiver(status, status, 204).listening() as receiver:
        delivery, watch = send(receiver)
    assert (delivery.is_complete, delivery.outcomes[0].attempts, watch.waits) == (True, 3, [1, 2])
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1


def test_it_gives_up_after_five_attempts_and_does_not_begin_with_the_next() -> None:
    with Receiver(500).listening() as receiver:
        delivery, watch = send(receiver, "a", "b")
    assert (len(receiver.received), watch.waits) == (5, [1, 2, 4, 8])
    assert reasons(delivery) == ["it answers 500", "not tried after the one before"]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 410])
def test_a_refusal_of_everything_is_not_repeated(status: int) -> None:
    with Receiver(Reply(status, body=b"no\nentry")).listening() as receiver:
        delivery, watch = send(receiver, "a", "b")
    assert (len(receiver.received), watch.waits) == (1, [])
    assert reasons(delivery) == [f"it answers {status}: no entry", "not tried after the one before"]


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_refusal_of_one_message_does_not_stop_the_next(status: int) -> None:
    with Receiver(status, 204).listening() as receiver:
        delivery, _ = send(receiver, "a", "b")
    assert [bool(reason) for reason in reasons(delivery)] == [True, False]
    assert len(receiver.received) == 2


@pytest.mark.parametrize(
    ("said", "waited"), [("7", 7), ("0", 1), ("Mon, 23 Nov 2026 12:00:30 GMT", 30), ("soon", 1), ("-5", 1)]
)
def test_retry_after_is_respected(said: str, waited: float) -> None:
    with Receiver(Reply(429, (("Retry-After", said),)), 204).listening() as receiver:
        delivery, watch = send(receiver)
    assert (delivery.is_complete, watch.waits) == (True, [waited])


@example("Mon, 23 Nov 2026 12:00:30 +99999999999999999999")
@given(st.text() | st.datetimes().map(format_datetime) | st.integers().map(str))
def test_whatever_retry_after_says_is_a_pause_or_nothing(said: str) -> None:
    waited = seconds_to_wait(said, 1_796_000_000.0)
    assert waited is None or 0 <= waited < 1e12


def test_whoever_asks_for_an_hour_is_not_asked_again_now() -> None:
    with Receiver(Reply(503, (("Retry-After", "3600"),))).listening() as receiver:
        delivery, watch = send(receiver)
    assert (len(receiver.received), watch.waits) == (1, [])
    assert reasons(delivery) == ["it answers 503; it asks for a pause of 3600 seconds"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_to_another_place(status: int) -> None:
    with Receiver().listening() as other:
        with Receiver(Reply(status, (("Location", other.url),))).listening() as receiver:
            delivery, _ = send(receiver)
        assert other.received == []
    assert reasons(delivery) == [f"it sends on to http://127.0.0.1:{other.port} ({status})"]


@pytest.mark.parametrize("location", ["", "ftp://elsewhere/", "http://user:pass@elsewhere/", "//[", "http://a b/"])
def test_a_redirection_to_nowhere_is_a_refusal(location: str) -> None:
    with Receiver(Reply(307, (("Location", location),))).listening() as receiver:
        delivery, _ = send(receiver)
    assert reasons(delivery) == ["it sends on to nowhere (307)"]


def test_the_same_server_may_send_on_to_itself_but_not_for_ever() -> None:
    with Receiver(Reply(308, (("Location", "/next"),)), 204).listening() as receiver:
        delivery, _ = send(receiver)
    assert delivery.is_complete
    assert [each.path for each in receiver.received] == ["/T0P/s3cret", "/next"]
    assert receiver.received[1].body == receiver.received[0].body
    with Receiver(Reply(308, (("Location", "/round"),))).listening() as receiver:
        delivery, _ = send(receiver)
    assert reasons(delivery) == ["it sends on more than 3 times"]


def test_a_server_that_closes_is_tried_again() -> None:
    with Receiver(Reply(then=close_at_once), 204).listening() as receiver:
        delivery, watch = send(receiver)
    assert (delivery.is_complete, watch.waits) == (True, [1])


def test_a_server_that_says_nothing_is_left() -> None:
    receiver = Receiver()
    receiver.replies = [Reply(then=silence(receiver))]
    with receiver.listening():
        delivery, watch = send(receiver, most=0.1)
    assert (delivery.is_complete, len(watch.waits)) == (False, 4)


def test_a_server_that_trickles_is_left() -> None:
    receiver = Receiver()
    receiver.replies = [Reply(then=trickle(receiver))]
    with receiver.listening():
        delivery, _ = send(receiver, most=0.2)
    assert reasons(delivery) == ["no answer within 0.2 seconds"]


def test_what_is_no_http_is_a_reason_and_no_crash() -> None:
    with Receiver(Reply(then=ssh)).listening() as receiver:
        delivery, watch = send(receiver)
    assert (delivery.is_complete, len(watch.waits)) == (False, 4)


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with Receiver(Reply(404, body=b"x" * 3_000_000)).listening() as receiver:
        delivery, _ = send(receiver)
    assert len(reasons(delivery)[0]) < 200


def test_nobody_there_is_a_reason() -> None:
    with Receiver().listening() as receiver:
        pass
    delivery, watch = send(receiver)
    assert (watch.waits, "refused" in reasons(delivery)[0]) == ([1, 2, 4, 8], True)


@pytest.mark.parametrize("host", ["a..b", f"{'x' * 64}.example"])
def test_a_name_that_cannot_be_is_a_reason(host: str) -> None:
    answer = post(Post(Address.parse(f"https://{host}/"), {}, b"{}", 5))
    assert isinstance(answer, NoAnswer)
    assert "label" in answer.reason


def test_the_proxy_of_the_environment_is_used_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    with Receiver().listening() as proxy, Receiver().listening() as receiver:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        elsewhere = Address.parse("http://hooks.example/x", allow_http=True)
        assert post(Post(elsewhere, {}, b"{}", 5)) == Answer(204)
        assert post(Post(Address.parse(receiver.url), {}, b"{}", 5)) == Answer(204)
    assert [each.path for each in proxy.received] == ["http://hooks.example/x"]
    assert len(receiver.received) == 1


def test_the_report_names_the_place_without_its_secret_path() -> None:
    with Receiver(404).listening() as receiver:
        delivery, _ = send(receiver)
    assert "s3cret" not in repr(delivery)
    assert delivery.target == f"http://127.0.0.1:{receiver.port}"


def _really_now() -> Moment:
    """The library that verifies looks at the clock."""
    from datetime import UTC, datetime

    return Moment.at(datetime.now(UTC))  # noqa: TID251
