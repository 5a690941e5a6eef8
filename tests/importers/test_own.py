"""Our own export read back: where incidents lie, what farm.yaml must know, and what is added to what is here."""

from __future__ import annotations

import json
from typing import Any

import pytest
from own_world import CONFIGURATION, exported, imported, known_of, snapshot

from farm_gitops.errors import Refused, UsageError
from farm_gitops.validate.judge import Question, judge

ONE = "incidents/acme/2026-11-23-outage"
TWO = "incidents/acme/2026-11-24-again"
FACTS = """\
# a comment is no content
title: Outage
severity: P2
status: {status}
description: |-
  Nothing works.
commander: alice
affected_components: [checkout]
created_at: 2026-11-23T11:00:00+01:00
reported_by: bob
"""
POST_MORTEM = """\
---
status: draft
root_cause: A, b
action_items:
  - {title: Do it, done: true}
---
Body
"""
WORLD: dict[str, Any] = {
    "farm.yaml": CONFIGURATION,
    f"{ONE}/incident.yaml": FACTS.format(status="resolved"),
    f"{ONE}/timeline/20261123T100400Z-bob.md": "---\nauthor: bob\n---\nLooking.\n",
    f"{ONE}/timeline/20261123T110000Z-alice.md": "---\nauthor: alice\nstatus: resolved\nx-ticket: 7\n---\nOver.\n",
    f"{ONE}/postmortem.md": POST_MORTEM,
    f"{ONE}/attachments/graph.png": b"\x89PNG\r\n\x1a\n\x00\xff",
    f"{TWO}/incident.yaml": FACTS.format(status="open").replace("Outage", "Again") + "follows: 2026-11-23-outage\n",
}


def errors(files: Any) -> list[str]:
    """What the rules say of files that are all new."""
    return [finding.rule for finding in judge(snapshot(files), Question()).findings if finding.level == "error"]


def oddities(account: Any) -> dict[str, str]:
    """What was made of each oddity."""
    return {repair.oddity.value: repair.made for repair in account.repairs}


def test_everything_comes_back_and_comments_are_no_content() -> None:
    account, here = imported(exported(WORLD))
    assert known_of(here) == known_of(WORLD)
    assert (account.repairs, account.refused, errors(here)) == ((), (), [])
    assert here[f"{ONE}/attachments/graph.png"] == WORLD[f"{ONE}/attachments/graph.png"]


def test_the_stream_is_what_the_page_says() -> None:
    head, one, _ = map(json.loads, exported(WORLD).splitlines())
    assert head == {
        "farm-gitops-export": 1,
        "organizations": {"acme": {"admins": ["alice"], "members": ["bob"]}},
        "people": {
            "alice": {"name": "Alice Ng", "emails": ["alice@acme.example"]},
            "bob": {"name": "Bob Roth", "emails": ["bob@acme.example"]},
        },
        "components": {"checkout": {}, "payments-db": {}},
        "environments": {"production": {}, "staging": {}},
    }
    assert one["facts"]["created_at"] == "2026-11-23T11:00:00+01:00"
    assert one["timeline"][1] == {
        "name": "20261123T110000Z-alice.md",
        "keys": {"author": "alice", "status": "resolved", "x-ticket": "7"},
        "message": "Over.",
        "recorded": None,
    }
    assert one["post_mortem"]["keys"]["action_items"] == [{"title": "Do it", "done": True}]
    assert one["attachments"][0]["base64"] == "iVBORw0KGgoA/w=="


def test_names_that_are_unknown_here_come_along() -> None:
    bare = "maintainers: [eve]\norganizations: {acme: {admins: [eve]}}\npeople: {eve: {emails: [e@x.example]}}\n"
    account, here = imported(exported(WORLD), {"farm.yaml": bare})
    found = snapshot(here).configuration
    assert (found.people["bob"].emails, found.organizations["acme"].members) == (
        ("bob@acme.example",),
        ("alice", "bob"),
    )
    assert found.organizations["acme"].admins == ("eve",)
    assert "checkout" in found.components
    assert (errors(here), account.repairs) == ([], ())


NAMES = """\
environments: {staging: {}, production: {name: Production}, lab: {retired: true}}
components:
  zebra: {name: Zebra, owner: zoo, description: Stripes.}
  checkout: {formerly: [old-checkout, till]}
  fax: {retired: true}
  aardvark: {}
"""
BARE, _, _ = CONFIGURATION.partition("environments:")


@pytest.mark.parametrize("history", [False, True])
def test_components_and_environments_come_back_in_their_order_also_those_that_nothing_names(history: bool) -> None:
    world = {**WORLD, "farm.yaml": BARE + NAMES}
    _, here = imported(exported(world), {"farm.yaml": BARE}, history=history)
    before, after = snapshot(world).configuration, snapshot(here).configuration
    assert after == before
    assert [*after.components] == ["zebra", "checkout", "fax", "aardvark"]
    assert [*after.environments] == [*before.environments]
    assert known_of(here) == known_of(world)
    again, _ = imported(exported(world), here, history=history)
    assert again.files == {}


def test_a_former_name_that_an_incident_uses_is_the_others_again_once_history_has_landed() -> None:
    facts = WORLD[f"{ONE}/incident.yaml"].replace("[checkout]", "[till, fax]")
    world = {**WORLD, "farm.yaml": BARE + NAMES, f"{ONE}/incident.yaml": facts}
    _, here = imported(exported(world), {"farm.yaml": BARE}, history=True)
    assert snapshot(here).configuration == snapshot(world).configuration
    assert known_of(here) == known_of(world)
    plain, there = imported(exported(world), {"farm.yaml": BARE})
    assert errors(there) == []
    assert snapshot(there).configuration.components["checkout"].formerly == ("old-checkout",)
    assert "say in farm.yaml that it is gone" in oddities(plain)["gone-name"]


def test_what_descriptors_say_comes_back_as_components_of_farm_yaml() -> None:
    descriptor = """\
kind: Component
metadata: {name: search, title: Search engine, description: Finds.}
spec: {owner: shop}
---
kind: API
metadata: {name: checkout}
"""
    world = {**WORLD, "catalog/all.yaml": descriptor, "farm.yaml": BARE + NAMES + "catalog: [catalog/all.yaml]\n"}
    world[f"{ONE}/incident.yaml"] = WORLD[f"{ONE}/incident.yaml"].replace("[checkout]", "['component:checkout']")
    world[f"{TWO}/incident.yaml"] = WORLD[f"{TWO}/incident.yaml"].replace("[checkout]", "['component:checkout']")
    _, here = imported(exported(world), {"farm.yaml": BARE})
    found = snapshot(here).configuration.components["search"]
    assert (found.name, found.owner, found.description) == ("Search engine", "shop", "Finds.")
    assert errors(here) == []


def test_of_one_organization_only_what_its_incidents_name_is_told() -> None:
    head = json.loads(exported({**WORLD, "farm.yaml": BARE + NAMES}, all_names=False).splitlines()[0])
    assert (head["components"], head["environments"]) == ({"checkout": {"formerly": ["old-checkout", "till"]}}, {})


def test_addresses_and_contents_can_be_left_out() -> None:
    data = exported(WORLD, emails=False, attachments=False)
    assert b"acme.example" not in data
    assert b"base64" not in data
    account, here = imported(data)
    assert f"{ONE}/attachments/graph.png" not in here
    assert oddities(account)["missing-attachment"] == "left out"


def test_another_organization_takes_all_and_references_follow() -> None:
    text = CONFIGURATION.replace("organizations:\n", "organizations:\n  lab: {admins: [alice], members: [bob]}\n")
    told = {**WORLD, f"{TWO}/incident.yaml": WORLD[f"{TWO}/incident.yaml"].replace("follows: ", "follows: acme/")}
    _, here = imported(exported(told), {"farm.yaml": text}, "lab")
    found = snapshot(here)
    assert [str(incident) for incident in found.ids()] == ["lab/2026-11-23-outage", "lab/2026-11-24-again"]
    record = found.record(found.ids()[1])
    assert record is not None
    assert record.facts.follows == "lab/2026-11-23-outage"
    assert errors(here) == []


def test_another_incident_under_the_same_id_keeps_it() -> None:
    other = {"farm.yaml": CONFIGURATION, f"{ONE}/incident.yaml": FACTS.format(status="open").replace("T11", "T12")}
    account, here = imported(exported(WORLD), other)
    assert [str(added) for added in account.added] == ["acme/2026-11-23-outage-2", "acme/2026-11-24-again"]
    assert oddities(account) == {"renamed-incident": "acme/2026-11-23-outage-2"}
    assert "x-imported-from: farm-gitops:acme/2026-11-23-outage\n" in str(here[f"{ONE}-2/incident.yaml"])
    assert "follows: acme/2026-11-23-outage-2\n" in str(here[f"{TWO}/incident.yaml"])
    again, _ = imported(exported(WORLD), here)
    assert (again.files, again.unchanged) == ({}, 2)


def test_a_reference_that_leads_nowhere_is_kept_as_a_key_of_the_users_own() -> None:
    lonely = {path: text for path, text in WORLD.items() if not path.startswith(ONE)}
    account, here = imported(exported(lonely))
    assert "x-follows: 2026-11-23-outage\n" in str(here[f"{TWO}/incident.yaml"])
    assert oddities(account) == {"dangling-reference": "kept as `x-follows`"}
    assert errors(here) == []


def test_a_grown_export_adds_only_what_is_new() -> None:
    before = {path: data for path, data in WORLD.items() if "alice.md" not in path and "postmortem" not in path}
    before[f"{ONE}/incident.yaml"] = "# mine\n" + FACTS.format(status="open")
    account, here = imported(exported(WORLD), before)
    assert [str(updated) for updated in account.updated] == ["acme/2026-11-23-outage"]
    assert sorted(account.files) == sorted(
        [f"{ONE}/incident.yaml", f"{ONE}/postmortem.md", f"{ONE}/timeline/20261123T110000Z-alice.md"]
    )
    assert str(here[f"{ONE}/incident.yaml"]).startswith("# mine\n")
    assert known_of(here) == known_of(WORLD)


def test_what_differs_stays_as_it_is_here_and_is_told() -> None:
    entry = f"{ONE}/timeline/20261123T100400Z-bob.md"
    mine = {**WORLD, entry: "---\nauthor: bob\n---\nLooking at it.\n"}
    account, here = imported(exported(WORLD), mine)
    assert here[entry] == mine[entry]
    assert [skipped.why for skipped in account.skipped] == [
        "entry 20261123T100400Z-bob.md: as it is here, which is not what the export says"
    ]


def test_an_approval_since_is_taken_over_where_the_words_are_the_same() -> None:
    path = f"{ONE}/postmortem.md"
    approval = "status: approved\napproved_by: alice\napproved_at: 2026-11-25T10:00:00Z\n"
    approved = {**WORLD, path: WORLD[path].replace("status: draft\n", approval)}
    account, here = imported(exported(approved), WORLD)
    assert [*account.files] == [path]
    assert known_of(here) == known_of(approved)


def test_what_is_gone_elsewhere_is_back_while_records_name_it() -> None:
    gone = CONFIGURATION.replace("emails: [bob@acme.example]", "emails: [bob@acme.example], active: false")
    data = exported({**WORLD, "farm.yaml": gone})
    bare = CONFIGURATION.replace("  bob: {name: Bob Roth, emails: [bob@acme.example]}\n", "").replace("[bob]", "[]")
    plain, here = imported(data, {"farm.yaml": bare})
    assert "say in farm.yaml that it is gone" in oddities(plain)["gone-name"]
    assert snapshot(here).configuration.people["bob"].active
    assert errors(here) == []
    lived, there = imported(data, {"farm.yaml": bare}, history=True)
    assert lived.past is not None
    assert not snapshot(there).configuration.people["bob"].active
    assert "active: false" not in lived.past.configuration
    with pytest.raises(Refused, match=r"names what is gone here: people\.bob\.active"):
        imported(data, {"farm.yaml": gone})


def test_approvals_of_others_need_history() -> None:
    path = f"{ONE}/postmortem.md"
    approval = "status: approved\napproved_by: alice\napproved_at: 2026-11-25T10:00:00Z\n"
    account, _ = imported(exported({**WORLD, path: WORLD[path].replace("status: draft\n", approval)}))
    assert "--history" in oddities(account)["anothers-act"]


def test_an_unknown_organization_is_a_wrong_call() -> None:
    bare = CONFIGURATION.replace("acme:", "lab:")
    with pytest.raises(UsageError, match="knows no organization `acme`"):
        imported(exported(WORLD), {"farm.yaml": bare})
    with pytest.raises(UsageError, match="knows no organization `x`"):
        imported(exported(WORLD), None, "x")


@pytest.mark.parametrize(
    "head",
    [
        *(b"", b"{}", b"[]", b"\xff", b'{"farm-gitops-export": 2}', b'{"title": "a"}'),
        *(b'{"farm-gitops-export": 1, "people": "x"}', b'{"farm-gitops-export": 1, "people": {"x": 1}}'),
    ],
)
def test_a_stream_that_is_none_is_a_wrong_call(head: bytes) -> None:
    with pytest.raises(UsageError):
        imported(head + b"\n")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "acme/../x"}, "its `id` is not `organization/name`"),
        ({"id": None}, "its `id` is not `organization/name`"),
        ({"facts": []}, "its `facts` are a list rather than keys with values"),
        ({"facts": {"title": "A"}}, "[missing-field]"),
        ({"timeline": [{"name": "../../../farm.yaml", "keys": {}, "message": "x"}]}, "an incident's folder holds"),
        ({"timeline": [{"name": "a.txt", "keys": {}, "message": "x"}]}, "a.txt"),
        ({"timeline": [{"name": "con.md", "keys": {}, "message": "x"}]}, "reserved on Windows"),
        ({"timeline": [{"name": "a.md", "keys": {}, "message": ""}]}, "the entry says nothing"),
        ({"timeline": [{"name": "a.md", "keys": {"what": 1}, "message": "x"}]}, "[unknown-field]"),
        ({"timeline": [7]}, "one of its `timeline` is a number rather than an entry"),
        ({"attachments": [{"name": "a.png", "base64": "!"}]}, "is no base64"),
        ({"attachments": [{"name": "a.png", "base64": "AAAA"}]}, "the content is not what `.png` promises"),
        ({"attachments": [{"name": "a.html", "base64": "AAAA"}]}, "an attachment is one of"),
        ({"history": [{"recorded": {"at": "2026-11-23T10:00:00Z"}, "status": "x"}]}, "the `status` of a step"),
    ],
)
def test_a_line_that_is_no_incident_is_refused_with_the_reason(change: dict[str, Any], why: str) -> None:
    head, one, two = exported(WORLD).splitlines()
    data = b"\n".join([head, json.dumps({**json.loads(one), **change}).encode(), two])
    account, here = imported(data)
    assert [str(added) for added in account.added] == ["acme/2026-11-24-again"]
    (refused,) = account.refused
    assert why in refused.why
    assert errors(here) == []


def test_an_incident_listed_twice_comes_once() -> None:
    head, one, _ = exported(WORLD).splitlines()
    account, _ = imported(b"\n".join([head, one, one]))
    assert (len(account.added), [skipped.why for skipped in account.skipped]) == (1, ["it is listed twice"])
