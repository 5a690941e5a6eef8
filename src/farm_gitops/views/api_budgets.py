"""Error budgets in the shape of the Farm platform."""

from __future__ import annotations

from typing import TypedDict, cast

from farm_gitops.views.budgets import objectives
from farm_gitops.views.world import World


class SloBudgetJson(TypedDict):
    """An objective and its budget: percent, percentage points of the window, and percent of the budget that is left."""

    name: str
    component: str
    window: str
    targetPercent: float
    currentPercent: float
    budgetTotal: float
    budgetConsumed: float
    budgetRemaining: float
    burnRate: float
    status: str


class SloBudgetListJson(TypedDict):
    """A list of budgets; its numbers are those of a list of incidents."""

    data: list[SloBudgetJson]
    total: int
    skip: int
    take: int


def budget_list(world: World) -> SloBudgetListJson:
    """Every objective of `farm.yaml`, in its order."""
    data = [cast("SloBudgetJson", objective.figures()) for objective in objectives(world)]
    return {"data": data, "total": len(data), "skip": 0, "take": len(data)}
