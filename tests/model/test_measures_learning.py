"""Post-mortem coverage and action-item debt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from views_world import record

from farm_gitops.model.measures.learning import Coverage, Debt, Learning, coverage, debt, learning
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord

AS_OF = Moment.parse("2026-11-24T12:00:00Z")


def written(kept: IncidentRecord, status: str = "draft", *items: Mapping[str, object]) -> Learning:
    """What an incident leaves with a post-mortem."""
    words = {"status": status, "root_cause": "A disk.", "action_items": list(items), "body": ""}
    return learning(replace(kept, post_mortem=PostMortem.model_validate(words)))


def over(name: str, severity: str = "P1", **given: object) -> IncidentRecord:
    """A resolved incident."""
    return record(name, severity=severity, status="resolved", **given)


def names(found: Coverage) -> list[list[str]]:
    """The incidents that are approved, drafted and without a post-mortem."""
    return [[incident.name for incident in group] for group in found]


def test_grave_incidents_that_are_over_are_covered_drafted_or_bare() -> None:
    found = coverage(
        [
            written(over("approved"), "approved"),
            written(over("draft", "P2")),
            *map(learning, (over("bare"), over("small", "P3"), record("running", severity="P1"))),
            learning(over("wrong", resolution="false-alarm")),
        ]
    )
    assert list(found) == [Severity.P1, Severity.P2]
    assert names(found[Severity.P1]) == [["approved"], [], ["bare"]]
    assert names(found[Severity.P2]) == [[], ["draft"], []]
    assert [incident.name for incident in found[Severity.P1].all] == ["approved", "bare"]


def test_debt_is_what_is_not_done_the_earliest_due_first() -> None:
    found = debt(
        [
            written(
                over("a", created_at="2026-11-01T00:00:00Z"),
                "approved",
                {"title": "Whenever"},
                {"title": "Today", "due": date(2026, 11, 24), "assignee": "bob"},
                {"title": "Done", "due": date(2026, 11, 1), "done": True},
            ),
            written(
                over("b", created_at="2026-10-01T00:00:00Z"), "draft", {"title": "Late", "due": date(2026, 11, 23)}
            ),
            learning(over("c")),
        ],
        AS_OF,
    )
    assert [each.item.title for each in found.owed] == ["Late", "Today", "Whenever"]
    assert [each.item.title for each in found.overdue] == ["Late"]
    assert found.oldest is not None
    assert found.oldest.incident.name == "b"
    assert {who: len(each.owed) for who, each in found.by_assignee().items()} == {None: 2, "bob": 1}


def test_a_false_alarm_leaves_its_promises_behind() -> None:
    promised = written(over("a", resolution="false-alarm"), "draft", {"title": "Tune the alert"})
    assert len(debt([promised], AS_OF).owed) == 1


def test_nothing_owed_is_no_debt_and_what_nobody_dated_is_not_the_oldest() -> None:
    assert debt([], AS_OF) == Debt(())
    undated = debt([written(over("a"), "draft", {"title": "Sometime"})], AS_OF)
    assert (len(undated.owed), undated.oldest, undated.overdue) == (1, None, ())


@pytest.mark.parametrize(("due", "overdue"), [("2026-11-23", 1), ("2026-11-24", 0)])
def test_an_item_is_late_on_the_day_after(due: str, overdue: int) -> None:
    owed = written(over("a"), "draft", {"title": "Soon", "due": date.fromisoformat(due)})
    assert len(debt([owed], AS_OF).overdue) == overdue


ITEM = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Alert", "Buy a disk"]),
        "assignee": st.sampled_from([None, "alice", "bob"]),
        "done": st.booleans(),
        "due": st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 24)),
    }
)


@given(st.lists(st.lists(ITEM, max_size=4), max_size=5))
def test_every_open_item_is_owed_once_by_one(items: list[list[dict[str, object]]]) -> None:
    learned = [written(over(f"i{place}"), "draft", *group) for place, group in enumerate(items)]
    found = debt(learned, AS_OF)
    slow = [(f"i{place}", item["title"]) for place, group in enumerate(items) for item in group if not item["done"]]
    assert sorted((each.incident.name, each.item.title) for each in found.owed) == sorted(slow)
    shares = found.by_assignee()
    assert sum(len(each.owed) for each in shares.values()) == len(found.owed)
    assert all(each.item.assignee == who for who, share in shares.items() for each in share.owed)
    late = [each for each in found.owed if each.item.due and each.item.due.isoformat() < "2026-11-24"]
    assert list(found.overdue) == late
