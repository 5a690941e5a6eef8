"""What a build costs after one changed incident, and after none, in counts that no machine changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Final

import pytest
from command import Farm
from settling import let_settle
from watched_calls import DECODING, STARTING, counted

from farm_gitops.publish import folder, render

ROOT: Final = Path(__file__).resolve().parents[1]
WATCHED: Final[dict[CodeType, str]] = {
    **DECODING,
    **STARTING,
    render.Templates.page.__code__: "pages rendered",
    folder.Folder._write.__code__: "files written",
}
CHANGED: Final = {"git processes": 24, "documents decoded": 20, "pages rendered": 130, "files written": 130}
UNCHANGED: Final = {"git processes": 6}

Counts = Callable[[int], Counter[str]]


@pytest.fixture
def farm_of(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[int], Farm]:
    """A repository of so many incidents, of which the last commit but one is built and the last is checked out."""
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.repository import Size, git, repository

    def made(incidents: int) -> Farm:
        place = repository(Size(incidents, organizations=2), tmp_path_factory.mktemp("built"))
        git(place, "reset", "--quiet", "--hard", "main")
        farm = Farm(place, monkeypatch, capsys)
        for _ in range(2):  # what was written last is looked at once more
            farm.ok("build", "--at", "main~1")
            let_settle(place)
        return farm

    return made


def test_one_changed_incident_costs_the_same_in_a_repository_four_times_as_large(
    farm_of: Callable[[int], Farm],
) -> None:
    def cost(incidents: int) -> Counter[str]:
        farm = farm_of(incidents)
        with counted(WATCHED) as counts:
            farm.ok("build", "--at", "main")
        return counts

    small, large = cost(40), cost(160)
    assert {kind: count for kind, count in large.items() if count > CHANGED[kind]} == {}
    assert large["documents decoded"] == small["documents decoded"]
    assert large["git processes"] == small["git processes"]
    assert large["pages rendered"] <= 1.5 * small["pages rendered"]


@pytest.mark.parametrize("options", [("--at", "main~1"), ()], ids=["commit", "working tree"])
def test_nothing_changed_costs_a_few_questions_to_git(farm_of: Callable[[int], Farm], options: tuple[str, ...]) -> None:
    farm = farm_of(40)
    farm.ok("build", *options)
    let_settle(farm.root)
    farm.ok("build", *options)
    with counted(WATCHED) as counts:
        farm.ok("build", *options)
    assert set(counts) == set(UNCHANGED)
    assert counts["git processes"] <= UNCHANGED["git processes"]
