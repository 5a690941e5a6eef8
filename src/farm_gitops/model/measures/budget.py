"""Error budgets: how much of what an objective allows to go wrong has gone wrong, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from farm_gitops.model.measures.availability import Availability


class BudgetStatus(StrEnum):
    """How an error budget stands, by the percentage of it that is left."""

    HEALTHY = "healthy"
    WARNING = "warning"
    CRITICAL = "critical"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True)
class Budget:
    """An objective's budget. Targets, `current`, `total` and `consumed` are percentage points of the window.

    `remaining` is in percent of the budget and falls below 0 where more than all of it is gone. `burn_rate` is 1 where
    the budget would be used up just at the end of the window, if things went on as they did in the elapsed part of it.
    """

    target: Fraction
    current: Fraction
    consumed: Fraction
    burn_rate: Fraction

    @property
    def total(self) -> Fraction:
        """What may go wrong at all."""
        return 100 - self.target

    @property
    def remaining(self) -> Fraction:
        """What is left, in percent of the budget."""
        return 100 * (self.total - self.consumed) / self.total

    @property
    def status(self) -> BudgetStatus:
        """Above 50 % healthy, from 10 % on a warning, below that critical, exhausted at nothing."""
        if self.remaining > 50:
            return BudgetStatus.HEALTHY
        if self.remaining >= 10:
            return BudgetStatus.WARNING
        return BudgetStatus.CRITICAL if self.remaining > 0 else BudgetStatus.EXHAUSTED


def budget(target: Fraction, measured: Availability) -> Budget:
    """The budget of an objective (percent, between 0 and 100) for what was measured over its window.

    Where the records cover only a part of the window, `current` speaks of that part, while `consumed` is set against
    the whole window: the time that nobody has seen has used up nothing. Then `100 - current` and `consumed` differ.
    """
    consumed = 100 * measured.downtime / measured.window
    used, passed = consumed / (100 - target), measured.elapsed / measured.window
    return Budget(target, measured.percent, consumed, used / passed if passed else Fraction())
