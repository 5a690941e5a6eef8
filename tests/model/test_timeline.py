"""The fold from entries and facts to the timeline that is shown."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.lifecycle import Status, may_follow, rank
from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import Origin
from farm_gitops.model.severity import Severity
from farm_gitops.model.timeline import Entry, EntryFrontMatter, Item, Story, Turn, fold

TEN = Moment.parse("2026-11-23T10:00:00Z")


def entry(name: str, status: Status | None = None, at: str | None = None) -> Entry:
    return Entry(name, EntryFrontMatter(status=status, at=Moment.parse(at) if at else None), "said")


def at(status: Status, severity: str = "P2", commander: str | None = None) -> Standing:
    return Standing(status, Severity(severity), commander)


def story(status: Status, *entries: Entry, history: tuple[HistoryStep, ...] | None = None) -> Story:
    return Story(TEN, "alice", None, at(status), entries, history)


def origin(minute: int) -> Origin:
    """The commit of a step: made and landed at a minute of eleven o'clock."""
    moment = Moment.parse(f"2026-11-23T11:{minute:02}:00Z")
    return Origin(f"{minute:040x}", "Bob", "bob@acme.example", moment, moment)


def landed(*standings: Standing, entries: Sequence[tuple[str, ...]] = ()) -> tuple[HistoryStep, ...]:
    """A step for each standing, and the names of the entries that it brought."""
    before = [None, *standings]
    names = [*entries, *[()] * len(standings)]
    return tuple(HistoryStep(before[n], after, origin(n), names[n]) for n, after in enumerate(standings))


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


@st.composite
def histories(draw: st.DrawFn) -> Story:
    """Any number of steps, forward or (as a validated history would not) back, and what is not committed after them."""
    entries = draw(ENTRIES)
    standings = draw(st.lists(st.builds(at, st.sampled_from(Status), st.sampled_from(["P1", "P2"])), max_size=6))
    names = [
        tuple(draw(st.lists(st.sampled_from(entries).map(lambda e: e.name)))) if entries else () for _ in standings
    ]
    return story(draw(st.sampled_from(Status)), *entries, history=landed(*standings, entries=names))


def forward(found: Story) -> Story:
    """The same story as a validated history would tell it: its statuses in order."""
    standings = [*(step.after for step in found.history or ()), found.now]
    *before, now = sorted((each.status for each in standings), key=rank)
    steps = landed(*map(at, before), entries=[step.entries for step in found.history or ()])
    return found._replace(now=at(now), history=steps)


@given(histories())
def test_whatever_the_steps_the_transitions_chain_from_open_to_the_present_status(found: Story) -> None:
    pairs = transitions(fold(found))
    starts = sorted([*(before for before, _ in pairs), found.now.status], key=str)
    ends = sorted([Status.OPEN, *(after for _, after in pairs)], key=str)
    assert starts == ends


@given(histories().map(forward))
def test_a_history_that_goes_forward_gives_each_transition_once_and_none_back(found: Story) -> None:
    pairs = sorted(transitions(fold(found)), key=lambda pair: rank(Status(pair[0] or "")))
    assert [Status.OPEN, *(after for _, after in pairs)] == [*(before for before, _ in pairs), found.now.status]
    assert all(may_follow(Status(before), Status(after)) for before, after in pairs if before and after)


@given(histories())
def test_every_entry_is_shown_once_whatever_the_steps_that_brought_it(found: Story) -> None:
    shown = [item.entry for item in fold(found) if item.entry]
    assert sorted(shown, key=lambda e: e.name) == sorted(found.entries, key=lambda e: e.name)


@given(histories())
def test_what_has_a_time_is_shown_in_its_order(found: Story) -> None:
    times = [item.happened for item in fold(found)[1:]]
    known = [time for time in times if time]
    assert times == [*sorted(known), *[None] * (len(times) - len(known))]


def test_a_bare_edit_is_a_line_by_whoever_made_the_commit_at_its_time() -> None:
    items = fold(story(Status.RESOLVED, history=landed(at(Status.OPEN), at(Status.RESOLVED))))
    assert items[1:] == (Item("derived", origin(1).authored, None, origin(1), None, Status.OPEN, Status.RESOLVED),)


def test_what_is_not_committed_is_one_more_step_that_nobody_dated() -> None:
    told = entry("20261123T103000Z-bob.md", Status.INVESTIGATING)
    new = entry("20261123T120000Z-bob.md", Status.IDENTIFIED)
    steps = landed(at(Status.INVESTIGATING), entries=[(told.name,)])
    items = fold(story(Status.RESOLVED, told, new, history=steps))
    assert [(item.kind, item.after, item.origin) for item in items[1:]] == [
        ("entry", Status.INVESTIGATING, None),
        ("entry", Status.IDENTIFIED, None),
        ("derived", Status.RESOLVED, None),
    ]


def test_an_entry_tells_the_transition_of_its_own_step_and_of_no_other() -> None:
    early = entry("20261123T100100Z-bob.md", Status.RESOLVED)
    steps = landed(at(Status.OPEN), at(Status.INVESTIGATING), at(Status.RESOLVED), entries=[(early.name,)])
    items = fold(story(Status.RESOLVED, early, history=steps))
    assert [(item.kind, item.before, item.after) for item in items[1:]] == [
        ("entry", None, None),
        ("derived", Status.OPEN, Status.INVESTIGATING),
        ("derived", Status.INVESTIGATING, Status.RESOLVED),
    ]


def test_severity_and_commander_are_told_with_what_they_were_before() -> None:
    steps = landed(at(Status.OPEN, "P3"), at(Status.OPEN, "P1", "alice"), at(Status.OPEN, "P2"))
    items = fold(story(Status.OPEN, history=steps))
    assert [(item.turn, item.happened) for item in items[1:]] == [
        (Turn("severity", "P3", "P1"), origin(1).authored),
        (Turn("commander", None, "alice"), origin(1).authored),
        (Turn("severity", "P1", "P2"), origin(2).authored),
        (Turn("commander", "alice", None), origin(2).authored),
    ]


def test_one_commit_that_does_two_things_tells_the_facts_before_the_status() -> None:
    steps = landed(at(Status.OPEN), Standing(Status.IDENTIFIED, Severity.P1, None))
    items = fold(story(Status.IDENTIFIED, history=steps)._replace(now=steps[-1].after))
    assert [(item.turn is not None, item.after) for item in items[1:]] == [(True, None), (False, Status.IDENTIFIED)]


def test_of_two_people_who_resolve_at_once_the_second_is_an_ordinary_update() -> None:
    first, second = (entry(f"20261123T10{minute}00Z-x.md", Status.RESOLVED) for minute in (10, 11))
    steps = landed(*[at(status) for status in (Status.OPEN, Status.RESOLVED, Status.RESOLVED)])
    steps = tuple(
        step._replace(entries=names) for step, names in zip(steps, [(), (first.name,), (second.name,)], strict=True)
    )
    items = fold(story(Status.RESOLVED, first, second, history=steps))
    assert [(item.kind, item.after) for item in items[1:]] == [("entry", Status.RESOLVED), ("entry", None)]


@given(st.lists(st.sampled_from(list(Status)[1:]), unique=True).map(lambda found: sorted(found, key=rank)))
def test_what_entries_tell_is_the_same_whether_it_landed_at_once_or_step_by_step(path: list[Status]) -> None:
    entries = [entry(f"20261123T10{number:02}00Z-bob.md", status) for number, status in enumerate(path)]
    names = [(each.name,) for each in entries]
    now = path[-1] if path else Status.OPEN
    one_by_one = landed(at(Status.OPEN), *map(at, path), entries=[(), *names])
    squashed = landed(at(Status.OPEN), at(now), entries=[(), tuple(name for each in names for name in each)])
    at_once = landed(at(now), entries=[tuple(name for each in names for name in each)])
    told = [transitions(fold(story(now, *entries, history=steps))) for steps in (one_by_one, squashed, at_once, None)]
    assert told == [told[0]] * 4
