"""Every rule of the step is needed: there are histories that nothing else refuses."""

from __future__ import annotations

import pytest
import test_rules_step_approval
import test_rules_step_authors
import test_rules_step_existence
import test_rules_step_life
import test_rules_step_policy
import test_rules_step_post_mortem
import test_rules_step_timeline
from step_world import STEP_RULES, History, Made, step

from farm_gitops.rules import RULES

HISTORIES: list[History] = [
    *test_rules_step_life.HISTORIES,
    *test_rules_step_timeline.HISTORIES,
    *test_rules_step_existence.HISTORIES,
    *test_rules_step_post_mortem.HISTORIES,
    *test_rules_step_authors.HISTORIES,
    *test_rules_step_approval.HISTORIES,
    *test_rules_step_policy.HISTORIES,
]


@pytest.mark.parametrize("rule", sorted(STEP_RULES))
def test_without_a_rule_histories_would_be_let_in_that_nothing_else_refuses(rule: str) -> None:
    only = [history.claim for history in HISTORIES if history.refused_by == {rule}]
    assert len(only) >= 5


def test_the_rules_of_the_step_are_always_errors() -> None:
    step_rules = [rule for rule in RULES if rule.group == "step"]
    assert len(step_rules) == 14
    assert not any(rule.is_adjustable for rule in step_rules)
    assert {rule.level for rule in step_rules} == {"error"}


def test_what_a_folder_holds_is_not_what_its_namesake_holds() -> None:
    names = ["incidents/acme/a/x.md", "incidents/acme/a-2/x.md", "incidents/acme/a.md", "incidents/acme/a0/x.md"]
    files = step({}, Made(dict.fromkeys(names, "x\n")))
    assert [file.path for file in files.step.below("incidents/acme/a")] == ["incidents/acme/a/x.md"]
