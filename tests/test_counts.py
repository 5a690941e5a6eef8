"""What everyday commands cost, in counts that no machine changes: what is known is not found out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Final

import pytest
from command import Farm
from watched_calls import DECODING, STARTING, counted

from farm_gitops.git import objects, runner

ROOT: Final = Path(__file__).resolve().parents[1]
LIMITS: Final = {"git processes": 20, "tree listings": 4, "files listed": 14, "documents decoded": 12}
MERGING: Final = 4  # processes more, for a branch that lacks commits of its base
WATCHED: Final[dict[CodeType, str]] = {
    **STARTING,
    **DECODING,
    objects.tree.__code__: "tree listings",
    objects.entries.__code__: "tree listings",
    objects._tree_file.__code__: "files listed",
}


@pytest.fixture
def counts_of(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[int, str, str], Counter[str]]:
    """What it takes to judge a branch of a repository of so many incidents."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.repository import Size, git, repository

    def judge(incidents: int, branch: str, base: str) -> Counter[str]:
        place = repository(Size(incidents, organizations=2), tmp_path_factory.getbasetemp() / "counted")
        git(place, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
        runner._require_version.cache_clear()
        with counted(WATCHED) as counts:
            Farm(place, monkeypatch, capsys).ok("validate", "--base", base)
        return counts

    return judge


@pytest.mark.parametrize(
    ("branch", "base", "limits"),
    [
        ("main", "main~1", LIMITS),
        ("stale", "main", {**LIMITS, "git processes": LIMITS["git processes"] + MERGING}),
    ],
    ids=["up to date", "behind its base"],
)
def test_one_changed_incident_costs_the_same_in_a_repository_ten_times_as_large(
    counts_of: Callable[[int, str, str], Counter[str]], branch: str, base: str, limits: dict[str, int]
) -> None:
    small, large = counts_of(50, branch, base), counts_of(500, branch, base)
    assert small == large
    assert set(small) == set(limits)
    assert {kind: count for kind, count in small.items() if count > limits[kind]} == {}


def test_whoever_lists_again_decodes_no_record_again(farm: Farm) -> None:
    farm.ok("open", "Checkout is down", "--severity", "P1", "--description", "No payment goes through.")
    answers = []
    for _ in range(3):
        with counted(DECODING) as counts:
            answers.append((farm.ok("list").out, counts["documents decoded"]))
    (out, first), *again = answers
    assert "Checkout is down" in out
    assert again == [(out, first - 1)] * 2
