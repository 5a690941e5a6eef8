"""Whatever changes what is protected is refused, whoever does it and whatever else the same change holds."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from farm_gitops.validate.step import judge_step
from histories.mutants import MUTATIONS, mutant, restyled


def accepted(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How often each mutation came up, and which mutants were let in, by the seed that makes them again."""
    tried: Counter[str] = Counter()
    let_in = []
    for number in range(seed, seed + count):
        name, files = mutant(Random(number))
        tried[name] += 1
        if judge_step(files).errors == 0:
            let_in.append(f"{name}: mutant(Random({number}))")
    return tried, let_in


def test_no_mutant_of_three_hundred_is_let_in() -> None:
    tried, let_in = accepted(300, 0)
    assert let_in == []
    assert len(tried) == len(MUTATIONS)


@pytest.mark.soak
def test_no_mutant_of_five_thousand_is_let_in() -> None:
    tried, let_in = accepted(5_000, 1_000)
    assert let_in == []
    assert min(tried.values()) >= 200


@pytest.mark.parametrize("seed", range(60))
def test_what_is_only_written_otherwise_is_let_in(seed: int) -> None:
    assert [each for each in judge_step(restyled(Random(seed))).findings if each.level == "error"] == []
