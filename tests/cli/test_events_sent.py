"""`events --to` and `--notify`: from commits of a real repository to real servers on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld
from receivers import Receiver, Reply

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SITE = "site: {url: 'https://incidents.acme.example/'}\n"


@pytest.fixture
def happened(farm: Farm) -> Farm:
    """A farm where an incident was declared and resolved since HEAD~2."""
    farm.patch.delenv("FARM_GITOPS_WEBHOOK_SECRET", raising=False)
    farm.patch.delenv("FARM_GITOPS_NOTIFY", raising=False)
    farm.patch.setattr("time.sleep", lambda _: None)
    farm.ok("open", "Checkout is down", "--severity", "P1", "--description", "x", "--commander", "bob", "--commit")
    farm.ok("resolve", "2026-11-23-checkout", "-m", "Rolled back, @here!", "--commit")
    return farm


def test_what_happened_is_posted_and_said_to_be(happened: Farm) -> None:
    with Receiver().listening() as receiver:
        answer = happened.ok("events", "--since", "HEAD~2", "--to", receiver.url)
    assert answer.out == f"3 messages went to http://127.0.0.1:{receiver.port}\n"
    posted = [json.loads(each.body) for each in receiver.received]
    assert posted == happened.ok("events", "--since", "HEAD~2", "--json").json["events"]


def test_nothing_happened_so_nothing_is_sent(happened: Farm) -> None:
    with Receiver().listening() as receiver:
        assert happened.ok("events", "--since", "HEAD", "--to", receiver.url).out.startswith("0 messages")
        assert happened.ok("events", "--since", "HEAD", "--to", receiver.url, "--batch").out.startswith("0 messages")
    assert receiver.received == []


def test_only_what_is_asked_for_is_sent(happened: Farm) -> None:
    with Receiver().listening() as receiver:
        happened.ok("events", "--since", "HEAD~2", "--to", receiver.url, "--type", "incident.created", "--batch")
    (received,) = receiver.received
    assert [event["type"] for event in json.loads(received.body)] == ["incident.created"]


def test_the_secret_comes_from_the_environment_or_a_file_and_is_never_shown(happened: Farm, tmp_path: Path) -> None:
    happened.patch.setenv("FARM_GITOPS_WEBHOOK_SECRET", SECRET)
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n{SECRET}\n")
    with Receiver(404).listening() as receiver:
        first = happened("events", "--since", "HEAD~1", "--to", receiver.url, "--batch")
        second = happened(
            "events", "--since", "HEAD~1", "--to", receiver.url, "--secret-file", str(tmp_path / "secret")
        )
    assert [len(each.headers["webhook-signature"].split()) for each in receiver.received] == [1, 2]
    assert SECRET not in "".join((first.out, first.err, second.out, second.err))


def test_a_secret_file_that_is_not_there_or_empty_sends_nothing(happened: Farm, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with Receiver().listening() as receiver:
        for name in ("nowhere", "empty"):
            answer = happened(
                "events", "--since", "HEAD~1", "--to", receiver.url, "--secret-file", str(tmp_path / name)
            )
            assert (answer.code, "cure: " in answer.err) == (3, True)
    assert receiver.received == []


def test_what_did_not_arrive_is_exit_code_3_with_what_to_type(happened: Farm) -> None:
    with Receiver(204, 500).listening() as receiver:
        answer = happened("events", "--since", "HEAD~2", "--to", receiver.url, "--json")
    (delivery,) = answer.json["deliveries"]
    assert (answer.code, answer.json["verdict"], len(delivery["delivered"])) == (3, "error", 1)
    assert [(each["attempts"], each["reason"]) for each in delivery["failed"]] == [
        (5, "it answers 500"),
        (0, "not tried after the one before"),
    ]
    assert f"2 messages did not get to http://127.0.0.1:{receiver.port}" in answer.err
    assert "cure: run the same command again" in answer.err
    assert "s3cret" not in answer.out + answer.err


def test_a_server_gives_no_command_to_the_runner_that_shows_the_log(happened: Farm) -> None:
    with Receiver(Reply(404, body=b"##[error]no\n::error::no \x1b[31m")).listening() as receiver:
        answer = happened("events", "--since", "HEAD~1", "--to", receiver.url)
        told = happened("events", "--since", "HEAD~1", "--to", receiver.url, "--json")
    assert answer.code == 3
    assert "##[" not in answer.err + told.out
    assert "\x1b[31m##" not in answer.err
    assert "\n::error" not in answer.err


def test_a_dry_run_says_what_would_go_where_and_sends_nothing(happened: Farm) -> None:
    with Receiver().listening() as receiver:
        happened.patch.setenv("FARM_GITOPS_NOTIFY", f"json://127.0.0.1:{receiver.port}/T0P/s3cret")
        call = ("events", "--since", "HEAD~2", "--to", receiver.url, "--notify", "--dry-run")
        answer, told = happened.ok(*call), happened.ok(*call, "--json").json
    assert receiver.received == []
    assert "P1 Checkout is down" in answer.out
    assert (told["isDryRun"], [len(each["messages"]) for each in told["deliveries"]]) == (True, [3, 1])
    assert "s3cret" not in answer.out + json.dumps(told)


def test_people_get_a_message_for_each_incident_with_a_link_and_nobody_is_rung(happened: Farm) -> None:
    world = GitWorld(happened.root)
    world.commit({"farm.yaml": happened.read("farm.yaml") + SITE})
    with Receiver(200).listening() as receiver:
        happened.patch.setenv(
            "FARM_GITOPS_NOTIFY", f"json://127.0.0.1:{receiver.port}/\njson://127.0.0.1:{receiver.port}/x"
        )
        answer = happened.ok("events", "--since", "HEAD~3", "--notify")
    assert len(answer.out.splitlines()) == 2
    assert "JSON (number 2 of FARM_GITOPS_NOTIFY)" in answer.out
    assert len(receiver.received) == 2
    told = json.loads(receiver.received[0].body)
    assert (told["title"], told["type"]) == ("P1 Checkout is down", "success")
    assert told["message"].splitlines() == [
        "declared, P1 (alice)",
        "update: Rolled back, @\u2060here! (alice)",
        "open → resolved (alice)",
        "https://incidents.acme.example/incidents/acme/2026-11-23-checkout-is-down/index.html",
    ]


@pytest.mark.parametrize(
    ("options", "code", "cure"),
    [
        (("--batch",), 2, "--to https://"),
        (("--dry-run",), 2, "--notify"),
        (("--to", "http://hooks.example/"), 2, "--allow-http"),
        (("--to", "hooks.example"), 2, "--to https://"),
        (("--notify",), 3, "export FARM_GITOPS_NOTIFY="),
    ],
)
def test_a_wrong_call_says_what_to_type(happened: Farm, options: tuple[str, ...], code: int, cure: str) -> None:
    answer = happened("events", "--since", "HEAD~1", *options)
    assert (answer.code, cure in answer.err) == (code, True), answer.err


def test_what_was_redacted_is_not_sent(happened: Farm) -> None:
    happened.ok("update", "2026-11-23-checkout", "-m", "The password is hunter2.", "--commit")
    entry = next(path.name for path in happened.root.glob("incidents/*/*/timeline/*") if "hunter2" in path.read_text())
    happened.ok("redact", "2026-11-23-checkout", entry, "--reason", "A password.", "--commit")
    with Receiver().listening() as receiver:
        happened.ok("events", "--since", "HEAD~2", "--to", receiver.url)
    assert receiver.received
    assert not any(b"hunter2" in each.body for each in receiver.received)
