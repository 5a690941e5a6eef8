"""The lists of action items: each item once, what is overdue first on any day, and numbers that a browser can redo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from views_world import action_lists, record, world

from farm_gitops.model.post_mortem import ActionItem, PostMortem, PostMortemStatus
from farm_gitops.views.action_items import LINES_A_PAGE, ActionList
from farm_gitops.views.world import World

TODAY = date(2026, 11, 24)
"""The day of the world's AS_OF."""

items = st.builds(
    ActionItem,
    title=st.just("Do it"),
    assignee=st.sampled_from([None, "alice", "bob", "somebody-else"]),
    done=st.booleans(),
    due=st.none() | st.integers(-5, 5).map(lambda days: TODAY + timedelta(days=days)),
)


def having(*post_mortems: list[ActionItem]) -> World:
    """A world of incidents with these action items."""
    return world(
        *(
            replace(
                record(f"i{place}", status="resolved", created_at=f"2026-11-{place + 1:02}T10:00:00Z"),
                post_mortem=PostMortem(
                    status=PostMortemStatus.DRAFT, root_cause="Unknown.", action_items=tuple(found), body=""
                ),
            )
            for place, found in enumerate(post_mortems)
        )
    )


def starting(pages: list[ActionList], folder: str) -> list[ActionList]:
    """The pages below a folder that are no deeper list's."""
    return [page for page in pages if page.open_href == f"{folder}index.html"]


@given(st.lists(st.lists(items, max_size=6), max_size=5))
def test_every_item_is_listed_once_among_all_and_once_under_its_assignee(given_items: list[list[ActionItem]]) -> None:
    pages = list(action_lists(having(*given_items)))
    everything = sorted(line.href for page in starting(pages, "action-items/") for line in page.lines)
    theirs = sorted(line.href for page in pages if page.open_href != "action-items/index.html" for line in page.lines)
    assert everything == theirs
    assert len(set(everything)) == sum(map(len, given_items))
    assert all(line.action.is_done is page.is_done for page in pages for line in page.lines)


@given(st.lists(items, max_size=12), st.integers(-6, 6))
def test_what_is_overdue_stands_first_whatever_day_it_is(given_items: list[ActionItem], days: int) -> None:
    pages = list(action_lists(having(given_items)))
    today = (TODAY + timedelta(days=days)).isoformat()
    dues = [line.action.due for page in starting(pages, "action-items/") if not page.is_done for line in page.lines]
    late = [due is not None and due.date < today for due in dues]
    assert late == sorted(late, reverse=True)


@given(st.lists(items, max_size=12), st.integers(-6, 6))
def test_a_browser_can_count_what_is_overdue_on_its_own_day(given_items: list[ActionItem], days: int) -> None:
    tally = next(action_lists(having(given_items))).tally
    assert tally
    today = TODAY + timedelta(days=days)
    parts = [due.split("x") for due in tally.dues.split()]
    counted = sum(int(rest[0]) if rest else 1 for day, *rest in parts if day < today.isoformat())
    assert counted == sum(not item.done and item.due is not None and item.due < today for item in given_items)
    assert tally.overdue == sum(not item.done and item.due is not None and item.due < TODAY for item in given_items)
    assert (tally.open, tally.done) == (
        sum(not item.done for item in given_items),
        sum(item.done for item in given_items),
    )


def test_a_long_list_is_cut_and_only_its_first_page_says_who_has_what() -> None:
    item = ActionItem(title="Do it", assignee="alice")
    pages = starting(list(action_lists(having([item] * (LINES_A_PAGE + 1)))), "action-items/")
    assert [page.part.path for page in pages] == [
        "action-items/index.html",
        "action-items/page-2/index.html",
        "action-items/done/index.html",
    ]
    assert [len(page.shares) for page in pages] == [1, 0, 0]
    assert [len(page.lines) for page in pages] == [LINES_A_PAGE, 1, 0]


def test_nobody_and_a_person_who_is_called_unassigned_have_lists_of_their_own() -> None:
    both = having([ActionItem(title="A"), ActionItem(title="B", assignee="unassigned")])
    found = {
        page.open_href: [line.action.title.html for line in page.lines] for page in action_lists(both) if page.lines
    }
    assert found["action-items/unassigned/index.html"] == ["A"]
    assert found["action-items/by/unassigned/index.html"] == ["B"]


def test_who_has_most_to_do_comes_first() -> None:
    given_items = [ActionItem(title="A", assignee="bob"), *[ActionItem(title="B", assignee="alice")] * 2]
    shares = next(action_lists(having(given_items))).shares
    assert [(share.who.name if share.who else "", share.tally.open) for share in shares] == [
        ("Alice Ng", 2),
        ("Bob Lind", 1),
    ]
