"""The fold from entries and facts to the timeline that is shown."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.lifecycle import Status, may_follow, rank
from farm_gitops.model.moment import Moment
from farm_gitops.model.timeline import Entry, EntryFrontMatter, Item, Story, fold

TEN = Moment.parse("2026-11-23T10:00:00Z")


def entry(name: str, status: Status | None = None, at: str | None = None) -> Entry:
    return Entry(name, EntryFrontMatter(status=status, at=Moment.parse(at) if at else None), "said")


def story(status: Status, *entries: Entry) -> Story:
    return Story(TEN, "alice", None, status, entries)


def transitions(items: tuple[Item, ...]) -> list[tuple[str | None, str | None]]:
    return [(item.before, item.after) for item in items if item.after]


ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(0, 59).map(lambda minute: f"20261123T10{minute:02}00Z-bob.md"),
        st.none() | st.sampled_from(Status),
    ),
    max_size=8,
    unique_by=lambda made: made.name,
)


@given(ENTRIES, st.sampled_from(Status))
def test_told_and_derived_steps_lead_strictly_forward_from_open_to_the_status(
    entries: list[Entry], status: Status
) -> None:
    path = transitions(fold(story(status, *entries)))
    assert all(may_follow(Status(before), Status(after)) for before, after in path if before and after)
    assert [Status.OPEN, *(after for _, after in path)] == [*(before for before, _ in path), status]


@given(ENTRIES, st.sampled_from(Status), st.randoms())
def test_the_order_in_which_files_are_listed_does_not_matter(
    entries: list[Entry], status: Status, chance: random.Random
) -> None:
    shuffled = entries.copy()
    chance.shuffle(shuffled)
    assert fold(story(status, *entries)) == fold(story(status, *shuffled))


@given(ENTRIES, st.sampled_from(Status))
def test_every_entry_is_shown_once(entries: list[Entry], status: Status) -> None:
    shown = [item.entry for item in fold(story(status, *entries)) if item.entry]
    assert sorted(shown, key=lambda e: e.name) == sorted(entries, key=lambda e: e.name)


def test_an_entry_beyond_the_status_is_an_ordinary_update() -> None:
    items = fold(story(Status.OPEN, entry("a.md", Status.RESOLVED)))
    assert transitions(items) == []


def test_a_repeated_transition_is_told_once() -> None:
    items = fold(story(Status.RESOLVED, entry("1.md", Status.RESOLVED), entry("2.md", Status.RESOLVED)))
    assert transitions(items) == [(Status.OPEN, Status.RESOLVED)]


def test_what_no_entry_tells_is_one_derived_step_of_unknown_time() -> None:
    items = fold(story(Status.RESOLVED, entry("20261123T100500Z-bob.md", Status.INVESTIGATING)))
    assert items[-1] == Item("derived", None, None, None, before=Status.INVESTIGATING, after=Status.RESOLVED)


def test_at_counts_before_the_time_in_the_file_name() -> None:
    late = entry("20261123T100000Z-bob.md", at="2026-11-23T12:00:00Z")
    early = entry("20261123T110000Z-bob.md")
    assert [item.entry for item in fold(story(Status.OPEN, late, early))[1:]] == [early, late]


def test_of_two_entries_of_one_second_the_numbered_one_comes_second() -> None:
    second, first = entry("20261123T100000Z-alice-2.md"), entry("20261123T100000Z-alice.md")
    assert [item.entry for item in fold(story(Status.OPEN, second, first))[1:]] == [first, second]


def test_at_one_instant_the_lifecycle_decides() -> None:
    resolved = entry("20261123T100000Z-a.md", Status.RESOLVED)
    identified = entry("20261123T100000Z-b.md", Status.IDENTIFIED)
    items = fold(story(Status.RESOLVED, resolved, identified))
    assert [rank(item.after) for item in items if item.after] == [2, 3]
