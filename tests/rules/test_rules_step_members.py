"""Who changes facts, status, post-mortem or attachments is a member of the organization, as the base says."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import OUTAGE
from step_world import (
    APPROVED,
    DRAFT,
    FARM,
    NEW_FACTS,
    POST_MORTEM,
    SEARCH_FACTS,
    Made,
    edited,
    landing,
    search,
    step,
)

from farm_gitops.store.steps import StepFiles
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.validate.step import judge_step

OPEN: Final = {"farm.yaml": FARM.replace("members: [bob, zoe]", "members: [bob, zoe], open_updates: true")}
OFF: Final = {"farm.yaml": f"{FARM}rules: {{not-a-member: off}}\n"}
EVE: Final = "eve@evil.example"
BEGUN: Final = {POST_MORTEM: DRAFT}
MORE: Final = DRAFT.replace("Nobody watched", "Really nobody watched")
FILE: Final = f"{OUTAGE}/attachments/more.txt"
BROKEN: Final = "title: [\n"

REFUSED: Final = {
    "a stranger renames an incident": step({}, Made({SEARCH_FACTS: search(title="Fine")}, "erin")),
    "somebody unknown raises the severity": step({}, Made({SEARCH_FACTS: search(severity="P1", commander="bob")}, EVE)),
    "a stranger moves the status by a bare edit": step({}, Made({SEARCH_FACTS: search("identified")}, "erin")),
    "one who left moves the status": step({}, Made({SEARCH_FACTS: search("identified")}, "zoe")),
    "where updates are open, a stranger moves the status": step(OPEN, Made({SEARCH_FACTS: search("resolved")}, "erin")),
    "a stranger has a member's help": step({}, Made({SEARCH_FACTS: search(title="Fine")}, "erin", ("bob",))),
    "a stranger mends facts that nobody could read": step({SEARCH_FACTS: BROKEN}, Made({SEARCH_FACTS: search()}, EVE)),
    "a stranger begins a post-mortem": step({POST_MORTEM: None}, Made({POST_MORTEM: DRAFT}, "erin")),
    "a stranger edits a draft": step(BEGUN, Made({POST_MORTEM: MORE}, EVE)),
    "a stranger ticks off an action item": step(
        {},
        Made({POST_MORTEM: edited(POST_MORTEM, "assignee: bob\n", "assignee: bob\n    done: true\n")}, "erin"),
    ),
    "a stranger attaches a file": step({}, Made({FILE: "x\n"}, "erin")),
    "only a merge commit changes the facts": step({}, Made({SEARCH_FACTS: search(title="Fine")}, is_merge=True)),
    "a step makes somebody a member who edits in it": step(
        landing("merge"),
        Made({"farm.yaml": f"{FARM}landing: merge\n".replace("[bob, zoe]", "[bob, zoe, erin]")}, "alice"),
        Made({SEARCH_FACTS: search(title="Fine")}, "erin"),
    ),
}

ALLOWED: Final = {
    "a member renames an incident": step({}, Made({SEARCH_FACTS: search(title="Fine")})),
    "an admin does": step({}, Made({SEARCH_FACTS: search(title="Fine")}, "dora")),
    "a stranger's comment changes nothing": step({}, Made({SEARCH_FACTS: f"# hi\n{search()}"}, "erin")),
    "a member works over a stranger's commit": step(
        {}, Made({SEARCH_FACTS: search(title="Fin")}, "erin"), Made({SEARCH_FACTS: search(title="Fine")})
    ),
    "a stranger takes back what they did": step(
        {}, Made({SEARCH_FACTS: search(title="Fin")}, "erin"), Made({SEARCH_FACTS: search()}, "erin")
    ),
    "a member begins a post-mortem": step({POST_MORTEM: None}, Made({POST_MORTEM: DRAFT})),
    "where updates are open, a stranger attaches a file": step(OPEN, Made({FILE: "x\n"}, "erin")),
    "the rule is off": step(OFF, Made({SEARCH_FACTS: search(title="Fine")}, "erin")),
}

JUDGED_ELSEWHERE: Final = {
    "a stranger declares an incident": (step({}, Made({NEW_FACTS: search(reported_by="")}, "erin")), "forged-author"),
    "a stranger approves": (step(BEGUN, Made({POST_MORTEM: APPROVED}, "erin")), "unauthorized-approval"),
    "a stranger deletes an incident": (step({}, Made({SEARCH_FACTS: None}, "erin")), "incident-deleted"),
}


def not_a_member(files: StepFiles) -> list[PlacedFinding]:
    """What this rule finds in a step."""
    return [finding for finding in judge_step(files).findings if finding.rule == "not-a-member"]


@pytest.mark.parametrize("claim", REFUSED)
def test_who_is_no_member_changes_nothing(claim: str) -> None:
    (finding,) = not_a_member(REFUSED[claim])
    assert (finding.level, finding.is_existing) == ("error", False)


@pytest.mark.parametrize("claim", ALLOWED)
def test_members_and_what_is_open_to_all_are_let_in(claim: str) -> None:
    assert not_a_member(ALLOWED[claim]) == []


@pytest.mark.parametrize("claim", JUDGED_ELSEWHERE)
def test_an_act_with_a_rule_of_its_own_is_refused_once(claim: str) -> None:
    files, rule = JUDGED_ELSEWHERE[claim]
    assert not_a_member(files) == []
    assert rule in {finding.rule for finding in judge_step(files).findings}


def test_a_refusal_says_who_what_and_how_to_mend_it() -> None:
    (finding,) = not_a_member(REFUSED["somebody unknown raises the severity"])
    assert finding.message == (
        "Eve <eve@evil.example> changed the facts of this incident and is no member of `acme` at the base"
    )
    back = f"git checkout main -- {SEARCH_FACTS}"
    assert finding.cure == f"let a member of `acme` do it (alice or bob or dora), and take it back here: {back}"


def test_what_only_a_merge_did_is_taken_out_of_it() -> None:
    (finding,) = not_a_member(REFUSED["only a merge commit changes the facts"])
    assert finding.message == "only a merge commit changed the facts of this incident, so nobody stands for it"
