"""Telling people by Apprise, against a real server on loopback, and what nobody may see or set off."""

from __future__ import annotations

import json
import sys

import pytest
from receivers import Receiver, Reply

from farm_gitops.errors import FarmError
from farm_gitops.model.moment import Moment
from farm_gitops.notify.delivery import Clock, Delivery
from farm_gitops.notify.people import services, tell
from farm_gitops.views.notice import Notice

FIRST = Notice("P1 Checkout is down", "declared, P1 (bob)\nhttps://incidents.example/", "failure", ("e1", "e2"))
SECOND = Notice("P3 Slow", "open → resolved (bob)", "success", ("e3",))


def send(receiver: Receiver, scheme: str = "json") -> tuple[Delivery, list[float]]:
    waits: list[float] = []
    (service,) = services(f"{scheme}://127.0.0.1:{receiver.port}/T0P/s3cret")
    clock = Clock(lambda: Moment.parse("2026-11-23T12:00:00Z"), waits.append)
    return tell((FIRST, SECOND), service, clock, lambda *_: None), waits


def test_each_notice_is_a_message_with_its_colour() -> None:
    with Receiver(200).listening() as receiver:
        delivery, waits = send(receiver)
    assert (delivery.is_complete, waits) == (True, [])
    sent = [json.loads(each.body) for each in receiver.received]
    assert [(each["title"], each["message"], each["type"]) for each in sent] == [
        (FIRST.title, FIRST.text, "failure"),
        (SECOND.title, SECOND.text, "success"),
    ]


def test_forms_work_as_well() -> None:
    with Receiver(200).listening() as receiver:
        delivery, _ = send(receiver, "form")
    assert delivery.is_complete
    assert b"title=P1+Checkout+is+down" in receiver.received[0].body


def test_a_service_that_fails_is_asked_twice_and_then_left() -> None:
    with Receiver(500).listening() as receiver:
        delivery, waits = send(receiver)
    assert (len(receiver.received), waits) == (2, [2.0])
    assert [(each.events, each.attempts, bool(each.reason)) for each in delivery.outcomes] == [
        (("e1", "e2"), 2, True),
        (("e3",), 0, True),
    ]


def test_a_service_that_recovers_has_everything_in_order() -> None:
    with Receiver(500, 200).listening() as receiver:
        delivery, _ = send(receiver)
    assert delivery.is_complete
    assert [json.loads(each.body)["title"] for each in receiver.received] == [FIRST.title, FIRST.title, SECOND.title]


def test_a_service_may_not_send_on_to_another() -> None:
    with Receiver(200).listening() as other:
        with Receiver(Reply(307, (("Location", other.url),))).listening() as receiver:
            delivery, _ = send(receiver)
        assert (other.received, delivery.is_complete) == ([], False)


def test_no_address_is_seen_in_a_report_or_a_log(capfd: pytest.CaptureFixture[str]) -> None:
    with Receiver(500).listening() as receiver:
        delivery, _ = send(receiver)
    assert "s3cret" not in repr(delivery)
    with pytest.raises(FarmError) as told:
        services("json://127.0.0.1/fine nonsense://s3cret/")
    assert "number 2" in told.value.message
    out, err = capfd.readouterr()
    assert (out, err, "s3cret" in told.value.message + told.value.cure) == ("", "", False)


def test_without_the_extra_the_cure_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(FarmError) as told:
        services("json://127.0.0.1/")
    assert told.value.cure == 'pip install "farm-gitops[notify]"'
