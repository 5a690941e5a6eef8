"""Taking any one rule out of the registry turns something red: an example lets pass, and a real history lands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from command import Farm
from small_world import judge_example
from step_world import judge_step_example

from farm_gitops.model.organization import Configuration
from farm_gitops.rules import RULES
from farm_gitops.rules.page import Example, examples
from farm_gitops.rules.rule import Rule
from farm_gitops.validate.judge import Judgement, Report
from histories.court import Beginnings, judge, make
from histories.history import History
from histories.registry import HISTORIES

STRICT = [rule for rule in RULES if not rule.is_adjustable]
ALONE: dict[str, History] = {
    rule: history for history in HISTORIES if len(history.rules) == 1 for rule in history.rules
}
"""For each rule a history that nothing else refuses."""


def take_out(rule: Rule, patch: pytest.MonkeyPatch) -> None:
    """As if the registry did not have it; every judgement of the program begins with `Judgement.under`."""
    whole = Judgement.under.__func__  # type: ignore[attr-defined]

    def under(cls: type[Judgement], policy: Configuration | None, rules: Iterable[Rule], base: str = "") -> Judgement:
        judgement: Judgement = whole(cls, policy, [each for each in rules if each.id != rule.id], base)
        return judgement

    patch.setattr(Judgement, "under", classmethod(under))


def judged(rule: Rule, example: Example, folder: Path) -> Report:
    return judge_step_example(example) if rule.group == "step" else judge_example(folder, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_without_a_rule_its_example_shows_nothing(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = next(example for example in examples(rule) if not example.passes)
    assert rule.id in {finding.rule for finding in judged(rule, example, tmp_path / "with").findings}
    take_out(rule, monkeypatch)
    report = judged(rule, example, tmp_path / "without")
    assert rule.id not in {finding.rule for finding in report.findings}
    assert report.errors == 0


@pytest.mark.parametrize("rule", STRICT, ids=lambda rule: rule.id)
def test_without_a_rule_that_is_always_an_error_a_real_history_lands(
    rule: Rule, beginnings: Beginnings, empty_farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = ALONE[rule.id]
    scene = make(history, beginnings, tmp_path)
    assert judge(history, scene, empty_farm).rules == {rule.id}
    take_out(rule, monkeypatch)
    assert judge(history, scene, empty_farm).verdict == "pass"
