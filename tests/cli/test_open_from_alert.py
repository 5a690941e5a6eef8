"""`open --from-alert`: an alert group has one incident at a time, and a repeated notification says nothing new."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import Answer, Farm

GROUP = '{}/{severity="critical"}:{alertname="ProbeFailure", service="checkout"}'


def alert(
    instance: str = "a.example", *, fires: bool = True, started: str = "2026-11-23T11:48:45.828Z"
) -> dict[str, Any]:
    """An alert of a probe, as Prometheus names and labels it."""
    return {
        "status": "firing" if fires else "resolved",
        "labels": {"alertname": "ProbeFailure", "instance": instance, "service": "checkout", "severity": "critical"},
        "annotations": {"summary": f"{instance} does not answer", "runbook_url": "https://runbooks.example/probe"},
        "startsAt": started,
        "endsAt": "0001-01-01T00:00:00Z" if fires else "2026-11-23T12:30:00Z",
        "generatorURL": "http://prometheus.example:9090/graph?g0.expr=probe_success+%3D%3D+0",
        "fingerprint": f"f-{instance}",
    }


def notification(*alerts: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What Alertmanager posts for a group (version 4)."""
    fires = any(each["status"] == "firing" for each in alerts)
    return {
        "version": "4",
        "groupKey": GROUP,
        "truncatedAlerts": 0,
        "status": "firing" if fires else "resolved",
        "receiver": "farm",
        "groupLabels": {"alertname": "ProbeFailure", "service": "checkout"},
        "commonLabels": {"alertname": "ProbeFailure", "service": "checkout", "severity": "critical"},
        "commonAnnotations": {"summary": "Checkout does not answer", "description": "The probe fails."},
        "externalURL": "http://alertmanager.example:9093",
        "alerts": [*alerts],
        **other,
    }


def post(farm: Farm, payload: Any, *options: str) -> Answer:
    """Hand a notification over in a file."""
    file = farm.root.parent / "notification.json"
    file.write_bytes(payload if isinstance(payload, bytes) else json.dumps(payload).encode())
    return farm("open", "--from-alert", str(file), *options)


def opened(farm: Farm, payload: Any, *options: str) -> str:
    """The id of the incident that a notification opened or updated."""
    answer = post(farm, payload, "--json", *options)
    assert answer.code == 0, answer
    found: str = answer.json["incident"]
    return found


def shown(farm: Farm, incident: str) -> Any:
    """What `show` says of an incident."""
    return farm.ok("show", incident, "--json").json["files"]["incident"]


def test_an_alert_group_opens_an_incident_with_all_that_it_says(farm: Farm) -> None:
    incident = opened(farm, notification(alert("a.example"), alert("b.example")), "--commit")
    assert incident == "acme/2026-11-23-checkout-does-not-answer"
    text = farm.read(f"incidents/{incident}/incident.yaml")
    for line in (
        "title: Checkout does not answer\n",
        "severity: P1\n",
        "status: open\n",
        "  The probe fails.\n",
        "affected_components:\n  - checkout\n",
        "started_at: 2026-11-23T11:48:45.828Z\n",
        "created_at: 2026-11-23T12:00:00Z\n",
        "reported_by: alice\n",
        "    url: http://alertmanager.example:9093\n",
        "    url: https://runbooks.example/probe\n",
        "x-alert-group: ",
    ):
        assert line in text
    assert (
        "`alertname=ProbeFailure, instance=b.example, service=checkout, severity=critical` b.example does not" in text
    )
    assert farm.ok("validate").code == 0
    assert farm.ok("audit").code == 0


def test_a_repeated_notification_says_nothing_new(farm: Farm) -> None:
    opened(farm, notification(alert()), "--commit")
    again = post(farm, notification(alert()), "--json", "--commit")
    assert (again.code, again.json["files"], again.json["commit"]) == (0, [], None)
    assert "nothing was written" in post(farm, notification(alert())).out


def test_a_further_alert_of_the_group_is_an_update_of_the_same_incident(farm: Farm) -> None:
    incident = opened(farm, notification(alert("a.example")), "--commit")
    assert opened(farm, notification(alert("a.example"), alert("b.example")), "--commit") == incident
    (entry,) = (farm.root / "incidents" / incident / "timeline").iterdir()
    assert "Alertmanager: 2 firing." in entry.read_text()
    assert opened(farm, notification(alert("a.example"), alert("b.example", fires=False))) == incident
    assert shown(farm, incident)["status"] == "open"


def test_resolved_alerts_post_an_update_and_leave_the_end_to_people(farm: Farm) -> None:
    incident = opened(farm, notification(alert()), "--commit")
    assert opened(farm, notification(alert(fires=False)), "--commit") == incident
    told = shown(farm, incident)
    assert told["status"] == "open"
    (entry,) = (farm.root / "incidents" / incident / "timeline").iterdir()
    assert "all alerts of this group are resolved" in entry.read_text()
    assert "resolved at 2026-11-23T12:30:00Z" in entry.read_text()


def test_resolve_ends_the_incident_with_its_alerts(farm: Farm) -> None:
    incident = opened(farm, notification(alert()), "--commit")
    assert opened(farm, notification(alert(fires=False)), "--commit", "--resolve") == incident
    assert shown(farm, incident)["status"] == "resolved"
    assert farm.ok("audit").code == 0


def test_what_fires_again_after_the_end_is_a_new_incident_that_follows(farm: Farm) -> None:
    first = opened(farm, notification(alert()), "--commit")
    opened(farm, notification(alert(fires=False)), "--commit", "--resolve")
    second = opened(farm, notification(alert(started="2026-11-23T14:00:00Z")), "--commit")
    assert second == f"{first}-2"
    assert f"\nfollows: {first}\n" in farm.read(f"incidents/{second}/incident.yaml")


def test_a_late_repetition_does_not_open_again_what_people_resolved(farm: Farm) -> None:
    incident = opened(farm, notification(alert()), "--commit")
    farm.ok("resolve", incident, "-m", "It answers.", "--commit")
    assert post(farm, notification(alert()), "--json").json["files"] == []


def test_resolved_alerts_of_which_nobody_heard_change_nothing(farm: Farm) -> None:
    answer = post(farm, notification(alert(fires=False)))
    assert answer.code == 0
    assert "no incident is open for the alert group" in answer.out


def test_two_groups_are_two_incidents(farm: Farm) -> None:
    first = opened(farm, notification(alert()), "--commit")
    second = opened(farm, notification(alert(), groupKey='{}:{alertname="Other"}'), "--commit")
    assert first != second


@pytest.mark.parametrize(
    ("word", "options", "severity"),
    [
        ("critical", (), "P1"),
        ("page", (), "P1"),
        ("Warning", (), "P3"),
        ("info", (), "P4"),
        ("P2", (), "P2"),
        ("purple", (), "P3"),
        ("critical", ("--severity-map", "Critical=P2"), "P2"),
        ("sev1", ("--severity-map", "sev1=p1", "--severity-map", "sev2=P2"), "P1"),
        ("critical", ("--severity", "P4"), "P4"),
    ],
)
def test_the_severity_is_what_the_label_means(farm: Farm, word: str, options: tuple[str, ...], severity: str) -> None:
    one = alert()
    one["labels"]["severity"] = word
    incident = opened(farm, notification(one, commonLabels={"severity": word}), *options)
    assert shown(farm, incident)["severity"] == severity


def test_only_components_and_environments_that_are_known_are_named(farm: Farm) -> None:
    labels = {
        "service": "payments-db",
        "app": "nobody-knows-it",
        "job": "checkout",
        "env": "lab",
        "environment": "staging",
    }
    one = {**alert(), "labels": {"alertname": "A", **labels}}
    told = shown(farm, opened(farm, notification(one, commonLabels=labels)))
    assert (told["affected_components"], told["affected_environments"]) == (["payments-db", "checkout"], ["staging"])


def test_what_is_given_outranks_what_the_alert_says(farm: Farm) -> None:
    incident = opened(farm, notification(alert()), "--commander", "bob", "--component", "payments-db")
    told = shown(farm, incident)
    assert (told["commander"], told["affected_components"]) == ("bob", ["payments-db"])


def test_labels_cannot_be_markup(farm: Farm) -> None:
    one = {**alert(), "labels": {"alertname": "x`<script>alert(1)</script>`", "n": "a\nb\u202ec"}}
    incident = opened(farm, notification(one, commonLabels={}, commonAnnotations={}), "--commit")
    assert farm.ok("validate").code == 0
    assert "`` alertname=x`<script>alert(1)</script>`, n=a bc ``" in farm.read(f"incidents/{incident}/incident.yaml")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "Expecting value"),
        (b"[]", "it is a list rather than an object"),
        (b"{", "Expecting property name"),
        (b"[" * 100_000, "recursion"),
        (b"{\x80}", "codec can't decode"),
        (notification(alert(), version="3"), "its `version` is `3` rather than 4"),
        (notification(alert(), groupKey=" "), "it has no `groupKey`"),
        (notification(alert(), status="maybe"), "its `status` is `maybe`"),
        (notification(alert(), alerts=[]), "it has no alerts"),
        (notification(alert(), alerts={"a": 1}), "its `alerts` is an object rather than a list"),
        (notification(alert(), alerts=[7]), "one of its `alerts` is a number rather than an alert"),
        (notification({**alert(), "labels": []}), "its `labels` are a list rather than names with values"),
        (notification({**alert(), "labels": {"a": {}}}), "its `a` is an object rather than a text"),
        (b" " * (4 * 1024 * 1024 + 1), "larger than 4 MiB"),
    ],
)
def test_what_is_no_notification_is_refused_with_the_reason(farm: Farm, payload: Any, reason: str) -> None:
    answer = post(farm, payload)
    assert answer.code == 2
    assert reason in answer.err
    assert not (farm.root / "incidents").exists()


def test_whoever_may_not_open_an_incident_may_not_by_an_alert(farm: Farm) -> None:
    farm.become("Eve", "eve@elsewhere.example")
    assert post(farm, notification(alert())).code == 1


def test_options_of_alerts_need_an_alert_and_an_incident_needs_a_title(farm: Farm) -> None:
    assert farm("open", "Something", "--severity", "P2", "--description", "…", "--resolve").code == 2
    assert "the title is missing" in farm("open", "--severity", "P2", "--description", "…").err


def test_many_alerts_are_listed_up_to_a_point(farm: Farm) -> None:
    many = [alert(f"host-{number}.example") for number in range(50)]
    incident = opened(farm, notification(*many, truncatedAlerts=7))
    assert "- and 37 more" in farm.read(f"incidents/{incident}/incident.yaml")


def test_standard_input_will_do(farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "stdin.json"
    file.write_text(json.dumps(notification(alert())))
    with file.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        assert farm.ok("open", "--from-alert", "-", "--json").json["incident"].startswith("acme/")
