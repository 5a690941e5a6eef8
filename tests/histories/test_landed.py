"""What a pull request was allowed to do, the audit accepts once it has landed, however it lands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command import Farm
from git_world import GitWorld

from histories.controls import HISTORIES
from histories.court import Beginnings, make, ruling
from histories.history import History, Policy
from histories.signatures import CONTROLS

Landing = Callable[[GitWorld], object]


def squashed(world: GitWorld) -> None:
    """As forges do it: one commit by whoever wrote last, and the others as co-authors."""
    authors = [*dict.fromkeys(world.git("log", "--no-merges", "--format=%an <%ae>", "main..change").splitlines())]
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--squash", "change")
    trailers = "\n".join(f"Co-authored-by: {author}" for author in authors[1:])
    world.commit({}, authors[0] if authors else "Bob Roth <bob@acme.example>", message=f"Change\n\n{trailers}")


def merged(world: GitWorld) -> None:
    """With a merge commit, by somebody else."""
    world.git("switch", "-q", "main")
    world.merge("change", author="Forge <noreply@forge.example>")


def rebased(world: GitWorld) -> None:
    """Each commit on its own, on top of main."""
    world.git("rebase", "-q", "main", "change")
    world.git("switch", "-q", "main")
    world.git("merge", "-q", "--ff-only", "change")


LANDINGS: dict[Policy, Landing] = {"squash": squashed, "signed": squashed, "merge": merged, "rebase": rebased}
PLACES = {"a linked work tree"}
"""Controls about where one stands, not about what lands."""
LANDED = [history for history in (*HISTORIES, *CONTROLS) if history.claim not in PLACES]
MERGED = [history._replace(policy="merge") for history in LANDED if history.policy == "squash"]


@pytest.mark.parametrize("history", [*LANDED, *MERGED], ids=lambda history: f"{history.policy}-{history.claim}")
def test_the_audit_accepts_what_was_let_in(
    history: History, beginnings: Beginnings, empty_farm: Farm, tmp_path: Path
) -> None:
    world, start = make(history, beginnings, tmp_path)
    LANDINGS[history.policy](world)
    assert world.git("rev-parse", "main") != start or history.claim == "nothing"
    empty_farm.root = world.top
    answer = empty_farm("audit", f"{start}..main", "--json")
    assert ruling(answer).verdict == "pass", answer
