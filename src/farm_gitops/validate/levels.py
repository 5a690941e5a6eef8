"""How much each finding weighs: the rule's own level, what farm.yaml says where it may set one."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from farm_gitops.model.organization import Configuration, RuleLevel
from farm_gitops.records import layout
from farm_gitops.rules import RULES
from farm_gitops.rules.invalid_value import invalid_value
from farm_gitops.rules.rule import Finding, Rule


class Levels:
    """The level of every finding under one configuration (None where farm.yaml cannot be read)."""

    def __init__(self, configuration: Configuration | None) -> None:
        self._set: Final = dict(configuration.rules) if configuration else {}

    def of(self, rule: Rule, finding: Finding) -> RuleLevel:
        """`error`, `warning` or `off`."""
        if rule.is_adjustable and rule.id in self._set:
            return self._set[rule.id]
        return finding.level or rule.level


def misspelt_levels(configuration: Configuration) -> Iterator[tuple[Rule, Finding]]:
    """Names under `rules:` that are no rule, or a rule whose level is fixed."""
    known = {rule.id: rule for rule in RULES}
    reporter = next(rule for rule in RULES if rule.check is invalid_value)
    adjustable = [rule.id for rule in RULES if rule.is_adjustable]
    for name in configuration.rules:
        if name not in known:
            near = get_close_matches(name, adjustable, n=1)
            cure = f"write {near[0]}" if near else f"one of {', '.join(adjustable)}"
            yield reporter, _at_level(name, f"there is no rule `{name}`", cure)
        elif not known[name].is_adjustable:
            yield reporter, _at_level(name, f"the level of `{name}` cannot be set; it is always an error", "remove it")


def _at_level(name: str, message: str, cure: str) -> Finding:
    return Finding(layout.CONFIGURATION, message, cure, ("rules", name), on_key=True)
