"""What a step does to a post-mortem, in words: approval first, then action items, then the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from farm_gitops.model.post_mortem import ActionItem, PostMortem
from farm_gitops.views.stamp import day_text
from farm_gitops.views.summary_names import Names
from farm_gitops.views.summary_told import Told, quote


def post_mortem_told(
    before: PostMortem | None, after: PostMortem | None, approver: str, names: Names
) -> Iterator[Told]:
    """What became of a post-mortem; None where there is none. `approver` is who approved it, by name."""
    if after is None:
        yield Told("takes the post-mortem away")
        return
    if before is None:
        number = len(after.action_items)
        items = f", with {number} action item{'' if number == 1 else 's'}" if number else ""
        yield Told(f"post-mortem begun{items}; the root cause", quote(after.root_cause))
    yield from map(Told, _approval(before, after, approver))
    if before:
        yield from _items(before.action_items, after.action_items, names)
        yield from _text(before, after)


def _approval(before: PostMortem | None, after: PostMortem, approver: str) -> Iterator[str]:
    was_approved = before is not None and before.is_approved
    if after.is_approved and not was_approved:
        yield f"post-mortem approved by {approver}"
    elif was_approved and not after.is_approved:
        yield "the approval of the post-mortem is withdrawn"
    elif before and was_approved and before.approved_by != after.approved_by:
        yield f"the post-mortem names another approver: {approver}"


def _items(before: tuple[ActionItem, ...], after: tuple[ActionItem, ...], names: Names) -> Iterator[Told]:
    for number, (old, new) in enumerate(zip_longest(before, after), 1):
        if old is None and new:
            assignee = f", for {names.person(new.assignee)}" if new.assignee else ""
            yield Told(f"action item {number} added{assignee}: {new.title}")
        elif new is None and old:
            yield Told(f"action item {number} taken away: {old.title}")
        elif old and new and old != new:
            yield from _item(f"action item {number}", old, new, names)


def _item(which: str, old: ActionItem, new: ActionItem, names: Names) -> Iterator[Told]:
    if old.title != new.title:
        yield Told(f"{which} is now: {new.title}")
    if old.done != new.done:
        yield Told(f"{which} {'done' if new.done else 'is open again'}: {new.title}")
    if old.assignee != new.assignee:
        yield Told(f"{which} is for {names.person(new.assignee)}: {new.title}")
    if old.due != new.due:
        yield Told(f"{which} is due {day_text(new.due) if new.due else 'at no set day'}: {new.title}")
    if old.link != new.link:
        yield Told(f"{which} links to {new.link or 'nothing'}: {new.title}")


def _text(before: PostMortem, after: PostMortem) -> Iterator[Told]:
    if before.root_cause != after.root_cause:
        yield Told("the root cause is another now", quote(after.root_cause))
    if before.contributing_factors != after.contributing_factors:
        yield Told("the contributing factors change")
    if before.body != after.body:
        yield Told("the text of the post-mortem changes")
