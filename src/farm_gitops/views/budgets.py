"""Service-level objectives of `farm.yaml` and their error budgets, exactly for documents and in words for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from farm_gitops.model.measures.availability import Availability
from farm_gitops.model.measures.budget import Budget, BudgetStatus, budget
from farm_gitops.model.organization import Slo
from farm_gitops.views import address
from farm_gitops.views.charts import LENGTH
from farm_gitops.views.figures import NO_COUNT, Count, number, percent_text, points_text
from farm_gitops.views.row import component_key
from farm_gitops.views.stamp import duration_text
from farm_gitops.views.world import World

_TONES: Final[Mapping[BudgetStatus, str]] = {
    BudgetStatus.HEALTHY: "resolved",
    BudgetStatus.WARNING: "P3",
    BudgetStatus.CRITICAL: "P2",
    BudgetStatus.EXHAUSTED: "P1",
}


class Objective(NamedTuple):
    """An objective and how it stands; `component` is the key by which filters and pages know it."""

    slo: Slo
    component: str
    measured: Availability
    budget: Budget

    def figures(self) -> dict[str, object]:
        """The figures under the names of the Farm platform: percent, percentage points, and multiples for the rate."""
        return {
            "name": self.slo.name,
            "component": self.component,
            "window": self.slo.window,
            "targetPercent": number(self.budget.target),
            "currentPercent": number(self.budget.current),
            "budgetTotal": number(self.budget.total),
            "budgetConsumed": number(self.budget.consumed),
            "budgetRemaining": number(self.budget.remaining),
            "burnRate": number(self.budget.burn_rate),
            "status": self.budget.status.value,
        }


@dataclass(frozen=True, slots=True)
class BudgetShown:
    """A budget as a page shows it; `left` is the length of the bar that is left, of LENGTH units, `tone` its colour.

    `elapsed` is empty where the records cover the whole window; `href` where the component has no page. `incidents` did
    harm within the window.
    """

    name: str
    component: str
    href: str
    window: str
    target: str
    current: str
    total: str
    consumed: str
    remaining: str
    burn_rate: str
    status: str
    tone: str
    left: int
    elapsed: str
    incidents: Count


def objectives(world: World) -> tuple[Objective, ...]:
    """Every objective of `farm.yaml`; on a site of one organization those whose components its incidents name."""
    configuration, catalog = world.snapshot.configuration, world.snapshot.catalog
    found = ((slo, component_key(catalog, slo.component)) for slo in configuration.slos)
    known = world.measured.by_component
    return tuple(_objective(world, slo, key) for slo, key in found if world.organization is None or key in known)


def budgets(world: World, component: str | None = None) -> tuple[BudgetShown, ...]:
    """The budgets of all objectives, or of those about one component (by its key), as pages show them."""
    pages = {each.key: each.href for each in world.components}
    return tuple(
        _shown(each, world.snapshot.catalog.title(each.component), pages.get(each.component, ""))
        for each in objectives(world)
        if component in (None, each.component)
    )


def _objective(world: World, slo: Slo, component: str) -> Objective:
    measured = world.measured.availability(component, int(slo.window.removesuffix("d")))
    return Objective(slo, component, measured, budget(Fraction(str(slo.target_percent)), measured))


def _shown(of: Objective, title: str, href: str) -> BudgetShown:
    figures, measured = of.budget, of.measured
    elapsed = "" if measured.elapsed == measured.window else duration_text(int(measured.elapsed))
    behind, days = len(measured.incidents), int(of.slo.window.removesuffix("d"))
    return BudgetShown(
        name=of.slo.name,
        component=title,
        href=href,
        window=of.slo.window.replace("d", " days"),
        target=percent_text(figures.target, 9),
        current=percent_text(figures.current),
        total=points_text(figures.total),
        consumed=points_text(figures.consumed),
        remaining=percent_text(figures.remaining, 1),
        burn_rate=points_text(figures.burn_rate, 2),
        status=figures.status.value,
        tone=_TONES[figures.status],
        left=max(0, int(LENGTH * figures.remaining / 100)),
        elapsed=elapsed,
        incidents=Count(behind, address.window(href, days)) if behind else NO_COUNT,
    )
