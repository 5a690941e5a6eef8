"""The examples in the rules' docstrings, run the whole way; and the registry and pages that are made from them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_world import OUTAGE, full_path, judge_example, judged, lay_out
from step_world import judge_step_example

import farm_gitops.rules
from farm_gitops.records.document import Document
from farm_gitops.rules import RULES
from farm_gitops.rules.page import EXAMPLE_NOW, Example, examples, rule_page, rules_book
from farm_gitops.rules.rule import GROUPS, Finding, Rule
from farm_gitops.validate.judge import Report

ROOT = Path(__file__).resolve().parents[2]
FOUNDATIONS = {"authority", "cure", "page", "rule", "seal", "step_files", "subject", "uses"}
"""Modules among the rules that are no rule."""

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.id}-{number}-{'passes' if example.passes else 'fails'}")
    for rule in RULES
    for number, example in enumerate(examples(rule), start=1)
]
FAILING = [param for param in EXAMPLES if isinstance(param.values[1], Example) and not param.values[1].passes]
PASSING = [param for param in EXAMPLES if param not in FAILING]


def judged_example(folder: Path, rule: Rule, example: Example) -> Report:
    """An example as its rule looks at it: files as they are, or a step."""
    return judge_step_example(example) if rule.group == "step" else judge_example(folder, example)


def test_the_small_world_has_nothing_to_find(tmp_path: Path) -> None:
    assert judged(lay_out(tmp_path)).findings == ()


@pytest.mark.parametrize(("rule", "example"), FAILING)
def test_a_failing_example_is_found_where_it_stands(tmp_path: Path, rule: Rule, example: Example) -> None:
    report = judged_example(tmp_path, rule, example)
    found = [finding for finding in report.findings if finding.rule == rule.id]
    assert found
    texts = {
        full_path(file.path): file.data.decode("utf-8", "replace") for file in example.files if not file.had_landed
    }
    for finding in found:
        assert finding.path in texts
        assert finding.message
        assert finding.cure
        assert finding.line > 0
        lines = texts[finding.path].splitlines()
        assert finding.source_line in {"", lines[finding.line - 1]}
        assert 1 <= finding.column <= len(finding.source_line) + 1


@pytest.mark.parametrize(("rule", "example"), FAILING)
def test_a_failing_example_shows_nothing_but_its_own_rule(tmp_path: Path, rule: Rule, example: Example) -> None:
    errors = {finding.rule for finding in judged_example(tmp_path, rule, example).findings if finding.level == "error"}
    assert errors <= {rule.id}


@pytest.mark.parametrize(("rule", "example"), PASSING)
def test_a_passing_example_passes(tmp_path: Path, rule: Rule, example: Example) -> None:
    report = judged_example(tmp_path, rule, example)
    assert [finding for finding in report.findings if finding.rule == rule.id] == []
    assert report.errors == 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_one_file_of_its_name_with_both_kinds_of_examples(rule: Rule) -> None:
    assert rule.check.__module__ == f"farm_gitops.rules.{rule.id.replace('-', '_')}"
    assert {example.passes for example in examples(rule)} == {True, False}
    assert rule.title.endswith(".")
    assert rule.why.endswith(".")


def test_every_rule_that_exists_is_registered_once() -> None:
    modules = {module.name for module in pkgutil.iter_modules(farm_gitops.rules.__path__)} - FOUNDATIONS
    assert sorted(modules) == sorted(rule.id.replace("-", "_") for rule in RULES)
    for name in modules:
        assert hasattr(importlib.import_module(f"farm_gitops.rules.{name}"), name)


def test_the_registry_follows_the_order_of_the_groups() -> None:
    groups = [rule.group for rule in RULES]
    assert groups == sorted(groups, key=list(GROUPS).index)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_shows_every_file_of_every_example(rule: Rule) -> None:
    page = rule_page(rule)
    assert page.startswith(f"# `{rule.id}`\n\n**{rule.title}** {rule.why}\n")
    assert f": {rule.level}." in page
    for file in (file for example in examples(rule) for file in example.files):
        assert f"`{file.path}`" in page
        assert file.is_removed or f"\n{file.text}```" in page


def test_the_book_is_up_to_date() -> None:
    written = ROOT / "docs" / "rules.md"
    assert written.read_text(encoding="utf-8") == rules_book(), "run: python3 dev.py docs"


def test_the_book_holds_every_rule_once() -> None:
    headings = [line for line in rules_book().splitlines() if line.startswith("### ")]
    assert headings == [f"### `{rule.id}`" for rule in RULES]


def test_the_book_names_the_time_and_the_files_behind_the_examples() -> None:
    assert EXAMPLE_NOW in rules_book()
    assert (ROOT / "tests" / "rules" / "base" / OUTAGE / "incident.yaml").is_file()


def test_a_block_inside_an_example_cannot_end_the_example() -> None:
    def check(document: Document[object]) -> Iterator[Finding]:
        """Title.

        Why.

        Fails (timeline/a.md):

            ```
            code
            ```

        Passes (timeline/a.md):

            text
        """
        return iter(())

    page = rule_page(Rule("text", check))
    assert "````markdown\n```\ncode\n```\n````" in page
