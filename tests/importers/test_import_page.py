"""docs/import.md names every kind of repair, with its rule, and every word that an importer knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from farm_gitops.importers.repair import BROKEN_RULE, Oddity
from farm_gitops.importers.status_words import MAINTENANCE, ORDINARY, STATUSES

PAGE = (Path(__file__).parents[2] / "docs/import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("oddity", Oddity)
def test_every_repair_is_on_the_page_with_its_rule(oddity: Oddity) -> None:
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{oddity}` |"))
    rule = BROKEN_RULE.get(oddity)
    assert row.endswith(f"| `{rule}` |" if rule else "|  |")


@pytest.mark.parametrize("word", sorted((STATUSES.keys() | ORDINARY | MAINTENANCE) - {""}))
def test_every_known_word_for_a_status_is_on_the_page(word: str) -> None:
    assert f"`{word.replace('in_progress', 'in progress')}`" in PAGE.replace("SERVICE_", "service_").casefold()
