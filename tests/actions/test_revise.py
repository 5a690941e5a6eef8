"""A post-mortem revised as a whole: what differs is written, and every other byte stays."""

from __future__ import annotations

import pytest
from command import Farm

from farm_gitops.actions.act import Desk, carry_out
from farm_gitops.actions.revise import RevisedItem, Revision, revise_post_mortem
from farm_gitops.errors import Refused, UsageError
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import ActionItem, Day
from farm_gitops.store.project import find_project

ID = "acme/2026-11-23-checkout-is-down"
PATH = f"incidents/{ID}/postmortem.md"
TEXT = """\
---
status: draft
root_cause: "A full disk"  # quoted by hand
contributing_factors:
  - one, two  # a comma
action_items:
  - title: Alert at 80 %
    assignee: bob
    x-ticket: OPS-1  # ours
  - {title: Second, done: true}
---
## Summary

Words.
"""


@pytest.fixture
def resolved(farm: Farm) -> Farm:
    """A farm with a resolved incident that has a post-mortem in the user's own style."""
    farm.ok("open", "Checkout is down", "--severity", "P1", "--description", "No payment.")
    farm.ok("resolve", ID)
    farm.write(PATH, TEXT)
    return farm


def as_it_is(*items: RevisedItem, root_cause: str = "A full disk", body: str = "## Summary\n\nWords.") -> Revision:
    return Revision(root_cause, ("one, two",), items or (RevisedItem(0, FIRST), RevisedItem(1, SECOND)), body)


FIRST = ActionItem(title="Alert at 80 %", assignee="bob")
SECOND = ActionItem(title="Second", done=True)


def revised(farm: Farm, revision: Revision) -> str:
    desk = Desk(find_project(farm.root), Moment.parse(farm.now))
    carry_out(desk, revise_post_mortem(desk, ID, revision))
    return farm.read(PATH)


def test_a_revision_that_says_the_same_is_nothing_to_change(resolved: Farm) -> None:
    with pytest.raises(UsageError, match="nothing to change"):
        revised(resolved, as_it_is())


def test_only_the_line_that_differs_is_written(resolved: Farm) -> None:
    done = FIRST.model_copy(update={"done": True})
    text = revised(resolved, as_it_is(RevisedItem(0, done), RevisedItem(1, SECOND)))
    assert text == TEXT.replace("    assignee: bob\n", "    assignee: bob\n    done: true\n")


def test_an_item_gets_another_assignee_and_loses_none_of_its_own_keys(resolved: Farm) -> None:
    other = ActionItem(title="Alert at 80 %", assignee="alice")
    nobody = ActionItem(title="Alert at 80 %")
    assert revised(resolved, as_it_is(RevisedItem(0, other), RevisedItem(1, SECOND))) == TEXT.replace("bob", "alice")
    text = revised(resolved, as_it_is(RevisedItem(0, nobody), RevisedItem(1, SECOND)))
    assert text == TEXT.replace("    assignee: bob\n", "")


def test_an_item_that_is_named_no_more_is_taken_out_and_a_new_one_comes_last(resolved: Farm) -> None:
    third = ActionItem.model_validate({"title": "Third", "due": "2026-12-15"})
    text = revised(resolved, as_it_is(RevisedItem(0, FIRST), RevisedItem(None, third)))
    assert "Second" not in text
    assert "x-ticket: OPS-1  # ours" in text
    assert '  - title: Third\n    done: false\n    due: "2026-12-15"\n---\n' in text


def test_words_and_body_change_where_they_differ(resolved: Farm) -> None:
    text = revised(resolved, as_it_is(root_cause="Nobody watched it", body="New.\n"))
    assert text == TEXT.replace("A full disk", "Nobody watched it").replace("## Summary\n\nWords.", "New.")


def test_line_ends_that_a_form_does_not_keep_are_no_change(resolved: Farm) -> None:
    resolved.write(PATH, TEXT.replace("\n", "\r\n"))
    with pytest.raises(UsageError, match="nothing to change"):
        revised(resolved, as_it_is())
    assert revised(resolved, as_it_is(body="New.\n\nMore.")).endswith("---\r\nNew.\r\n\r\nMore.\r\n")


def test_of_an_approved_one_only_the_items_move_on(resolved: Farm) -> None:
    resolved.ok("approve", ID)
    approved = resolved.read(PATH)
    due = FIRST.model_copy(update={"due": day("2026-12-15"), "link": "https://acme.example/1"})
    text = revised(resolved, as_it_is(RevisedItem(0, due), RevisedItem(1, SECOND)))
    assert [line for line in approved.splitlines() if line not in text.splitlines()] == []
    for new in (
        as_it_is(root_cause="Other"),
        as_it_is(body="Other"),
        as_it_is(RevisedItem(0, FIRST)),
        as_it_is(RevisedItem(0, FIRST), RevisedItem(1, SECOND), RevisedItem(None, ActionItem(title="Third"))),
        as_it_is(RevisedItem(0, ActionItem(title="Another")), RevisedItem(1, SECOND)),
    ):
        with pytest.raises(Refused, match="its words stay as they are"):
            revised(resolved, new)
    assert resolved.read(PATH) == text


def test_one_that_is_begun_says_what_the_command_would_write(resolved: Farm) -> None:
    (resolved.root / PATH).unlink()
    item = ActionItem(title="Alert", assignee="bob")
    text = revised(resolved, Revision("Disk", ("one",), (RevisedItem(None, item),), "Words."))
    (resolved.root / PATH).unlink()
    body = resolved.write("../body.md", "Words.")
    resolved.ok("postmortem", ID, "--root-cause", "Disk", "--factor", "one", "--action-item", "Alert; assignee=bob",
                "--body-file", str(body))  # fmt: skip
    assert resolved.read(PATH) == text


def day(text: str) -> Day:
    item = ActionItem.model_validate({"title": "x", "due": text})
    assert item.due is not None
    return item.due
