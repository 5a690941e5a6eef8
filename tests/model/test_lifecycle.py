"""The table of transitions."""

from __future__ import annotations

import pytest

from farm_gitops.model.lifecycle import MEANING, TRANSITIONS, Status, is_terminal, may_follow, rank, refusal

PAIRS = [(before, after) for before in Status for after in Status]


def test_the_table_and_the_meanings_name_every_status() -> None:
    assert set(TRANSITIONS) == set(MEANING) == set(Status)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_any_forward_jump_is_allowed_and_nothing_else(before: Status, after: Status) -> None:
    order = ["open", "investigating", "identified", "resolved"]
    assert may_follow(before, after) == (order.index(before) < order.index(after))


def test_only_resolved_is_the_end() -> None:
    assert [status for status in Status if is_terminal(status)] == [Status.RESOLVED]


def test_rank_counts_the_steps() -> None:
    assert [rank(status) for status in Status] == [0, 1, 2, 3]


@pytest.mark.parametrize(("before", "after"), [pair for pair in PAIRS if not may_follow(*pair)])
def test_every_refusal_names_both_ends_or_the_place_and_a_way_out(before: Status, after: Status) -> None:
    message, cure = refusal(before, after)
    assert after in message
    assert before in message
    assert cure


def test_the_way_out_of_resolved_is_a_new_incident_that_follows() -> None:
    assert "--follows" in refusal(Status.RESOLVED, Status.OPEN)[1]


def test_a_step_back_says_what_is_allowed() -> None:
    assert "identified, resolved" in refusal(Status.INVESTIGATING, Status.OPEN)[0]
