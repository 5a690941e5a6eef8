"""A second audit says what the first one said, whatever was judged before, and judges only what is new."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from command import FARM_YAML, Farm
from git_world import GitWorld

from farm_gitops.actions import audit
from farm_gitops.store.landed import LandedFiles
from farm_gitops.validate import audit as judging

ALICE = "Alice Ng <alice@acme.example>"
BOB = "Bob Roth <bob@acme.example>"
FOLDER = "incidents/acme/2026-11-20-outage"
FACTS = """\
title: Outage
severity: P3
status: investigating
description: Down.
affected_components: [checkout]
created_at: 2026-11-20T10:00:00Z
reported_by: bob
"""
LENGTH = 12


@pytest.fixture
def world(farm: Farm, monkeypatch: pytest.MonkeyPatch) -> GitWorld:
    """A line of steps, some of which rewrite an entry; it is cut into parts of three."""
    monkeypatch.setattr(audit, "_PART", 3)
    made = GitWorld(farm.root)
    made.commit({f"{FOLDER}/incident.yaml": FACTS}, author=BOB)
    for number in range(LENGTH):
        name = f"{FOLDER}/timeline/20261120T1{number // 2:02}000Z-bob.md"
        made.commit({name: f"Text {number}.\n"}, author=BOB, message=f"Step {number}")
    return made


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many steps were judged since this was asked last."""
    counted: list[object] = []
    brought = judging._brought

    def count(step: LandedFiles) -> object:
        counted.append(step)
        return brought(step)

    monkeypatch.setattr(judging, "_brought", count)

    def since() -> int:
        number = len(counted)
        counted.clear()
        return number

    return since


def told(farm: Farm, *args: str) -> object:
    return farm("audit", "--json", *args).json


def test_what_was_judged_is_not_judged_again(farm: Farm, world: GitWorld, judged: Callable[[], int]) -> None:
    first = told(farm)
    assert judged() == LENGTH + 2
    assert told(farm) == first
    assert judged() == 0
    world.commit({f"{FOLDER}/timeline/20261121T100000Z-bob.md": "More.\n"}, author=BOB)
    assert told(farm) == told(farm, "--no-cache")
    assert judged() <= 3 + LENGTH + 3


def test_one_new_step_costs_at_most_the_part_that_it_lies_in(
    farm: Farm, world: GitWorld, judged: Callable[[], int]
) -> None:
    told(farm)
    world.commit({f"{FOLDER}/timeline/20261121T100000Z-bob.md": "More.\n"}, author=BOB)
    judged()
    told(farm)
    assert 1 <= judged() <= 3


def test_in_whatever_order_commits_are_audited_each_gets_its_own_verdict(farm: Farm, world: GitWorld) -> None:
    assert farm("audit").code == 1  # the history holds rewritten entries
    line = world.git("rev-list", "--first-parent", "HEAD").split()
    for seed in range(6):
        order = random.Random(seed).sample(line, 5)
        for start, end in zip([None, *order], order, strict=False):
            span = (f"{start}..{end}",) if start and line.index(start) > line.index(end) else (end,)
            assert told(farm, *span) == told(farm, "--no-cache", *span)
            (farm.root / ".git/farm-gitops/cache.sqlite").unlink(missing_ok=seed > 3)


def test_a_baseline_that_comes_later_is_not_answered_from_before(farm: Farm, world: GitWorld) -> None:
    assert farm("audit").code == 1
    farm.ok("audit", "--write-baseline")
    path = ".farm-gitops/audit-baseline.json"
    world.commit({path: farm.read(path)}, author=ALICE)
    assert farm("audit").code == 0
    assert farm("audit", "--no-baseline").code == 1
    assert told(farm) == told(farm, "--no-cache")


def test_a_rewritten_branch_is_judged_as_it_is_now(farm: Farm, world: GitWorld) -> None:
    told(farm)
    world.git("reset", "-q", "--hard", "HEAD~5")
    world.commit({"farm.yaml": FARM_YAML + "landing: merge\n"}, author=BOB, message="Rule")
    answer = farm("audit", "--json")
    assert ("unauthorized-policy-change", "Rule") in [
        (finding["rule"], finding["commit"]["subject"]) for finding in answer.json["findings"]
    ]
    assert answer.json == told(farm, "--no-cache")


def test_a_clone_that_was_cut_off_meanwhile_is_refused_all_the_same(farm: Farm, world: GitWorld) -> None:
    told(farm)
    first = world.git("rev-parse", "HEAD~3")
    (farm.root / ".git/shallow").write_text(f"{first}\n")
    assert farm("audit").code == 3
