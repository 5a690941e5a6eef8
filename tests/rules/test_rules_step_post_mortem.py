"""What a step may do to a post-mortem: once it is approved only its action items move on, and it never goes away."""

from __future__ import annotations

from typing import Final

import pytest
from small_world import OUTAGE
from step_world import APPROVED, BY_DORA, DRAFT, POST_MORTEM, History, Link, Made, check, edited, found, step

FROZEN: Final = {"approved-post-mortem-changed"}
WITHDRAWN: Final = {"approval-withdrawn"}
DELETED: Final = {"post-mortem-deleted"}
ITEM: Final = "  - title: Alert at 80 percent\n    assignee: bob\n    due: 2026-12-01\n"
SECOND: Final = "  - title: Buy a disk\n"
TWO_ITEMS: Final = {POST_MORTEM: APPROVED.replace(ITEM, ITEM + SECOND)}


def edits(old: str, new: str, by: str = "dora") -> Made:
    """A commit that changes the approved post-mortem."""
    return Made({POST_MORTEM: edited(POST_MORTEM, old, new)}, by)


WORDS: Final = [
    History("the root cause is changed", FROZEN, step({}, edits("The disk was full.", "The disk was slow."))),
    History("by a member", FROZEN, step({}, edits("The disk was full.", "The disk was slow.", "bob"))),
    History("the text is changed", FROZEN, step({}, edits("Nobody watched", "Bob did not watch"))),
    History("the text is emptied", FROZEN, step({}, edits("Nobody watched the disk.\n", ""))),
    History(
        "a factor is added", FROZEN, step({}, edits("action_items:", "contributing_factors: [Haste]\naction_items:"))
    ),
    History("another approver is put in", FROZEN, step({}, edits("approved_by: dora", "approved_by: alice", "alice"))),
    History("the moment of the approval is changed", FROZEN, step({}, edits("24T09:00:00Z", "24T10:00:00Z"))),
    History("a signature is added", FROZEN, step({}, edits(BY_DORA, f"{BY_DORA}signature: x\n"))),
    History("an action item is added", FROZEN, step({}, edits(ITEM, ITEM + SECOND))),
    History("an action item is removed", FROZEN, step({}, edits(f"action_items:\n{ITEM}", ""))),
    History("an action item gets another title", FROZEN, step({}, edits("80 percent", "99 percent"))),
    History(
        "action items change places",
        FROZEN,
        step(TWO_ITEMS, Made({POST_MORTEM: APPROVED.replace(ITEM, SECOND + ITEM)})),
    ),
    History(
        "inside a merge commit", FROZEN, step({}, Made({POST_MORTEM: APPROVED.replace("full", "slow")}, is_merge=True))
    ),
    History("it becomes a link", FROZEN, step({}, Made({POST_MORTEM: Link(b"other.md")}))),
    History(
        "it is edited by one and approved again by another",
        FROZEN,
        step({}, edits("full.", "slow.", "bob"), edits("full.", "slow!")),
    ),
    History(
        "an action item is done",
        set(),
        step({}, edits("    due: 2026-12-01\n", "    due: 2026-12-01\n    done: true\n", "bob")),
    ),
    History(
        "an action item gets another assignee, day and link",
        set(),
        step(
            {},
            edits(
                ITEM,
                "  - title: Alert at 80 percent\n    assignee: dora\n    due: 2027-01-01\n    link: https://t.example/1\n",
                "bob",
            ),
        ),
    ),
    History("an action item is nobody's", set(), step({}, edits("    assignee: bob\n", ""))),
    History(
        "only comments, quotes and the order of keys change",
        set(),
        step(
            {},
            Made(
                {
                    POST_MORTEM: APPROVED.replace(BY_DORA, "").replace(
                        "status: approved\n", f'# Final.\nstatus: "approved"\n{BY_DORA}'
                    )
                }
            ),
        ),
    ),
    History(
        "an approved one is changed and put back", set(), step({}, edits("full", "slow"), Made({POST_MORTEM: APPROVED}))
    ),
    History(
        "a draft is changed",
        set(),
        step({POST_MORTEM: DRAFT}, Made({POST_MORTEM: DRAFT.replace("full", "slow").replace(ITEM, SECOND)})),
    ),
]

APPROVALS: Final = [
    History("an approval is withdrawn", WITHDRAWN, step({}, Made({POST_MORTEM: DRAFT}, "dora"))),
    History("an approval is withdrawn by a member", WITHDRAWN, step({}, Made({POST_MORTEM: DRAFT}))),
    History("an approval is withdrawn with a merge", WITHDRAWN, step({}, Made({POST_MORTEM: DRAFT}, is_merge=True))),
    History(
        "an approval is withdrawn and the text edited",
        WITHDRAWN,
        step({}, Made({POST_MORTEM: DRAFT.replace("full", "slow")}, "dora")),
    ),
    History(
        "an approval is withdrawn, whatever else happens",
        WITHDRAWN,
        step({}, Made({POST_MORTEM: DRAFT}, "dora"), Made({"timeline/a.md": "Well.\n"})),
    ),
    History(
        "withdrawn and given again in one change, it never went",
        set(),
        step({}, Made({POST_MORTEM: DRAFT}, "dora"), Made({POST_MORTEM: APPROVED}, "dora")),
    ),
    History(
        "withdrawn, edited and approved again",
        FROZEN,
        step({}, Made({POST_MORTEM: DRAFT}, "dora"), edits("full", "slow")),
    ),
    History("a draft stays a draft", set(), step({POST_MORTEM: DRAFT}, Made({POST_MORTEM: f"{DRAFT}More.\n"}))),
]

EXISTENCE: Final = [
    History("an approved post-mortem is deleted", DELETED, step({}, Made({POST_MORTEM: None}))),
    History("by an admin", DELETED, step({}, Made({POST_MORTEM: None}, "alice"))),
    History("a draft is deleted", DELETED, step({POST_MORTEM: DRAFT}, Made({POST_MORTEM: None}))),
    History("it is deleted inside a merge commit", DELETED, step({}, Made({POST_MORTEM: None}, is_merge=True))),
    History(
        "it is deleted while nobody can read the facts",
        DELETED,
        step({"incident.yaml": "title: [\n"}, Made({POST_MORTEM: None})),
    ),
    History(
        "it is kept under another name",
        DELETED,
        step({}, Made({POST_MORTEM: None, "attachments/postmortem.txt": APPROVED})),
    ),
    History(
        "it is deleted and restored in one change",
        set(),
        step({}, Made({POST_MORTEM: None}), Made({POST_MORTEM: APPROVED})),
    ),
    History(
        "a link that was never one is removed",
        set(),
        step({POST_MORTEM: Link(b"other.md")}, Made({POST_MORTEM: None})),
    ),
    History("there was none", set(), step({POST_MORTEM: None}, Made({"timeline/a.md": "Well.\n"}))),
    History("one begins", set(), step({POST_MORTEM: None}, Made({POST_MORTEM: DRAFT}))),
]

HISTORIES: Final = [*WORDS, *APPROVALS, *EXISTENCE]


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.claim)
def test_an_approved_post_mortem_keeps_its_words(history: History) -> None:
    check(history)


def test_a_change_of_the_text_below_the_keys_is_told_too() -> None:
    (finding,) = found(step({}, edits("Nobody watched", "Bob did not watch")))
    assert finding.message == "dora changed the text of an approved post-mortem"


def test_every_difference_is_told_where_it_stands() -> None:
    text = APPROVED.replace("disk was full", "disk was slow").replace("80 percent", "99 percent")
    findings = found(step({}, Made({POST_MORTEM: text})))
    assert [(finding.line, finding.message) for finding in findings] == [
        (3, "bob changed `root_cause` of an approved post-mortem"),
        (5, "bob changed `action_items[0].title` of an approved post-mortem"),
    ]
    assert {finding.cure for finding in findings} == {f"put it back: git checkout main -- {OUTAGE}/{POST_MORTEM}"}
