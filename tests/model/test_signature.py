"""What is signed: a digest that anybody can compute again, and that no other act shares."""

from __future__ import annotations

import hashlib
import json

import pytest

from farm_gitops.model.incident import IncidentId, Redaction
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import ActionItem, PostMortem, PostMortemStatus
from farm_gitops.model.signature import (
    Sides,
    approval_digest,
    policy_digest,
    policy_values_digest,
    redaction_digest,
)

ID = IncidentId("acme", "2026-11-23-outage")
AT = Moment.parse("2026-11-24T10:00:00+01:00")
LINKED = {"edge.log": "0" * 64}
FOUND = PostMortem(
    status=PostMortemStatus.APPROVED,
    root_cause="Ein voller Datenträger",
    contributing_factors=("No alert, no graph",),
    action_items=(ActionItem(title="Alert"),),
    approved_by="dora",
    approved_at=AT,
    body="Why.",
)
REDACTION = Redaction(by="dora", at=AT, reason="A password")


def changed(**keys: object) -> str:
    return approval_digest(ID, FOUND.model_copy(update=keys), LINKED)


def test_anybody_can_compute_the_digest_of_an_approval_again() -> None:
    values = {
        "action_items": ["Alert"],
        "at": "2026-11-24T09:00:00+00:00",
        "attachments": LINKED,
        "body": "Why.",
        "by": "dora",
        "contributing_factors": ["No alert, no graph"],
        "incident": "2026-11-23-outage",
        "kind": "approval",
        "organization": "acme",
        "root_cause": "Ein voller Datenträger",
    }
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert approval_digest(ID, FOUND, LINKED) == hashlib.sha256(text.encode()).hexdigest()


def test_everything_that_is_frozen_is_signed() -> None:
    digests = {
        changed(),
        changed(root_cause="x"),
        changed(contributing_factors=("No alert", "no graph")),
        changed(action_items=(ActionItem(title="Graph"),)),
        changed(action_items=()),
        changed(approved_by="alice"),
        changed(approved_at=Moment.parse("2026-11-24T10:00:00Z")),
        changed(approved_at=Moment.parse("2026-11-24T10:00:00.5+01:00")),
        changed(body="Why?"),
        approval_digest(ID, FOUND, {"edge.log": "1" * 64}),
        approval_digest(ID, FOUND, {}),
        approval_digest(ID._replace(organization="globex"), FOUND, LINKED),
        approval_digest(ID._replace(name="2026-11-23-other"), FOUND, LINKED),
    }
    assert len(digests) == 13


def test_what_moves_on_after_an_approval_is_not_signed() -> None:
    done = ActionItem(title="Alert", done=True, assignee="bob", link="https://tickets.example/7")
    assert changed(action_items=(done,)) == changed()
    assert changed(approved_at=Moment.parse("2026-11-24T09:00:00Z")) == changed()
    assert changed(signature="x") == changed()


@pytest.mark.parametrize("key", ["by", "at", "reason"])
def test_everything_that_a_redaction_says_is_signed(key: str) -> None:
    other = {"by": "alice", "at": Moment.parse("2026-11-24T10:00:00Z"), "reason": "A name"}[key]
    assert redaction_digest(ID, "a.md", REDACTION) != redaction_digest(
        ID, "a.md", REDACTION.model_copy(update={key: other})
    )


def test_a_redaction_is_of_one_text() -> None:
    other = IncidentId("acme", "other")
    digests = [redaction_digest(i, entry, REDACTION) for i in (ID, other) for entry in ("a.md", "b.md", None)]
    assert len(set(digests)) == 6


def test_a_change_of_policy_is_signed_with_what_was_before_and_in_its_turn() -> None:
    digests = {
        policy_digest({"farm.yaml": Sides("a", "b")}, None),
        policy_digest({"farm.yaml": Sides("b", "a")}, None),
        policy_digest({"farm.yaml": Sides("a", None)}, None),
        policy_digest({"farm.yaml": Sides(None, "b")}, None),
        policy_digest({"CODEOWNERS": Sides("a", "b")}, None),
        policy_digest({"farm.yaml": Sides("a", "b")}, "c"),
        policy_digest({}, None),
    }
    assert len(digests) == 7


FARM: dict[str, object] = {"organizations": {"acme": {"admins": ["alice"]}}, "maintainers": ["alice"]}


def digest_of(**keys: object) -> str:
    return policy_values_digest(Configuration.model_validate({**FARM, **keys}))


def test_of_a_farm_yaml_the_policy_counts_and_nothing_else() -> None:
    assert digest_of(components={"checkout": {}}, site={"title": "Acme"}, environments=["production"]) == digest_of()
    assert digest_of(trust="names", landing="squash", rules={}) == digest_of()
    others = [
        digest_of(landing="merge"),
        digest_of(rules={"missing-commander": "off"}),
        digest_of(maintainers=["alice", "bob"]),
        digest_of(people={"alice": {"emails": ["alice@acme.example"]}}),
        digest_of(organizations={"acme": {"admins": ["alice"], "open_updates": "true"}}),
    ]
    assert len({digest_of(), *others}) == 6
