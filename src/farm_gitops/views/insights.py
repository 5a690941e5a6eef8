"""The page Insights: what the incidents have in common, in figures of which each leads to the incidents behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from farm_gitops.views.archive import ArchivePage
from farm_gitops.views.budgets import BudgetShown, budgets
from farm_gitops.views.figures import Count
from farm_gitops.views.health import weights_text
from farm_gitops.views.insights_counts import Counts, Week, by_component, by_hour, by_month
from farm_gitops.views.insights_learning import CoverageLine, DebtShown, coverage_lines, debt_shown
from farm_gitops.views.insights_times import TimesTable, times_tables
from farm_gitops.views.level import SEVERITIES, Level
from farm_gitops.views.receipts import Receipts
from farm_gitops.views.stamp import Stamp, maybe_stamp, stamp
from farm_gitops.views.world import World


@dataclass(frozen=True, slots=True)
class Insights:
    """The page; `counted` incidents are in its figures, `left_out` are false alarms and duplicates.

    `since` is when the records begin, `weights` says how severities count as downtime.
    """

    as_of: Stamp
    since: Stamp | None
    counted: Count
    left_out: Count
    severities: tuple[Level, ...]
    times: tuple[TimesTable, ...]
    months: Counts
    components: Counts
    week: Week
    coverage: tuple[CoverageLine, ...]
    debt: DebtShown
    budgets: tuple[BudgetShown, ...]
    weights: str


def insights(world: World) -> tuple[Insights, Iterator[ArchivePage]]:
    """The page of a world, and the lists that its figures lead to."""
    receipts, measured = Receipts(world), world.measured
    counted = {life.incident for life in measured.lives}
    left_out = [row.id for row in world.rows if row.id not in counted]
    page = Insights(
        as_of=stamp(world.as_of),
        since=maybe_stamp(measured.since),
        counted=receipts.filtered(measured.lives),
        left_out=receipts.listed("left-out", "False alarms and duplicates", left_out),
        severities=tuple(SEVERITIES.values()),
        times=times_tables(world, receipts),
        months=by_month(world, receipts),
        components=by_component(world, receipts),
        week=by_hour(world, receipts),
        coverage=coverage_lines(world, receipts),
        debt=debt_shown(world, receipts),
        budgets=budgets(world),
        weights=weights_text(measured.weights),
    )
    return page, receipts.pages()
