"""Named histories, each in a real repository: every one gets its verdict, and a validator of the usual kind fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command import Farm

from farm_gitops.rules import RULES
from histories.court import Beginnings, judge, make
from histories.history import History
from histories.naive import commit_by_commit, three_dots
from histories.registry import FAMILIES, HISTORIES


def params(histories: tuple[History, ...]) -> list[object]:
    """Each under its claim."""
    return [pytest.param(each, id=each.claim) for each in histories]


@pytest.mark.parametrize("history", params(HISTORIES))
def test_a_history_gets_its_verdict(history: History, beginnings: Beginnings, empty_farm: Farm, tmp_path: Path) -> None:
    ruling = judge(history, make(history, beginnings, tmp_path), empty_farm)
    assert ruling.verdict == history.verdict, ruling.answer
    assert sorted(ruling.rules) == sorted(history.rules), ruling.answer


def test_there_are_enough_of_each_family_and_no_two_of_one_name() -> None:
    assert len(HISTORIES) >= 130
    assert len({history.claim for history in HISTORIES}) == len(HISTORIES)
    for family, histories in FAMILIES.items():
        wanted = {"controls": "pass", "environment": "error"}.get(family, "reject")
        assert {history.verdict for history in histories} == {wanted}
        assert len(histories) >= (20 if family == "controls" else 6)


def test_a_refusal_names_its_rules_and_only_rules_that_there_are() -> None:
    named = {rule for history in HISTORIES for rule in history.rules}
    assert named <= {rule.id for rule in RULES}
    assert all(bool(history.rules) == (history.verdict == "reject") for history in HISTORIES)


def test_validators_of_the_usual_kind_get_at_least_sixty_wrong(
    beginnings: Beginnings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What must not be let in and is, or what is fine and is refused; counted until that is proved."""
    seen, wrong = 0, dict.fromkeys((three_dots, commit_by_commit), 0)
    for seen, history in enumerate(HISTORIES, 1):
        world, start = make(history, beginnings, tmp_path / str(seen))
        base = history.base if history.judged_by == "validate" else start
        for naive in wrong:
            wrong[naive] += naive(world, base) != (history.verdict == "pass")
        if min(wrong.values()) >= 60:
            break
    with capsys.disabled():
        for naive, count in wrong.items():
            sys.stdout.write(f"\n{naive.__name__} gets {count} of the first {seen} wrong")
    assert min(wrong.values()) >= 60
