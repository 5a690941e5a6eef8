"""Figures for Prometheus: what is active, how components stand, what post-mortems leave to be done.

Source of the format: OpenMetrics 1.0; the same text is also good for Prometheus' older text format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.model.measures.learning import Promise, Written
from farm_gitops.model.severity import Severity
from farm_gitops.views.budgets import Objective, objectives
from farm_gitops.views.level import SEVERITIES, STATUSES
from farm_gitops.views.statuspage import OPERATIONAL, active_severities, component_status
from farm_gitops.views.world import World

PREFIX: Final = "farm_gitops_"

Labels = tuple[tuple[str, str], ...]


class Family(NamedTuple):
    """A gauge: its values by their labels."""

    name: str
    help: str
    values: Iterable[tuple[Labels, float]]


def metrics(world: World, more: Iterable[Family] = ()) -> str:
    """Every family, and `more` that others measured, as text."""
    return "".join(map(_text, (*_families(world), *more))) + "# EOF\n"


def _families(world: World) -> Iterator[Family]:
    yield Family("as_of_timestamp_seconds", "The moment that all this speaks of.", [((), _seconds(world))])
    yield Family("incidents", "Incidents by organization, severity and status.", _incidents(world))
    yield Family("incident_started_timestamp_seconds", "When an active incident began.", _active(world))
    yield Family("component_up", "Whether no active incident hits the component (P4 hits nothing).", _components(world))
    yield Family("unreadable_files", "Files that could not be read as records.", [((), len(world.broken_here))])
    yield Family("post_mortems", "Post-mortems by status.", _post_mortems(world))
    yield from _budgets(world)
    yield Family("action_items", "Action items of post-mortems, as of that moment.", _action_items(world))


def _seconds(world: World) -> float:
    return int(world.as_of.instant.timestamp())


def _incidents(world: World) -> Iterator[tuple[Labels, float]]:
    """Zeros are told as well, so that a rule can see a number come and go."""
    counts = Counter((row.id.organization, row.severity.key, row.status.key) for row in world.rows)
    for organization in sorted({row.id.organization for row in world.rows}):
        for severity in (level.key for level in SEVERITIES.values()):
            for status in (level.key for level in STATUSES.values()):
                labels = (("organization", organization), ("severity", severity), ("status", status))
                yield labels, counts[organization, severity, status]


def _active(world: World) -> Iterator[tuple[Labels, float]]:
    for row in sorted((row for row in world.rows if row.is_active), key=lambda row: row.id):
        moment = world.briefs[row.id].began
        if moment:
            labels = (("incident", str(row.id)), ("severity", row.severity.key), ("status", row.status.key))
            yield labels, int(moment.instant.timestamp())


def _components(world: World) -> Iterator[tuple[Labels, float]]:
    severities: Mapping[str, list[Severity]] = active_severities(world.rows)
    for named in world.components:
        status = component_status(severities.get(named.key, ()))
        yield (("component", named.key),), status == OPERATIONAL


def _budgets(world: World) -> Iterator[Family]:
    found = [(_objective(each), each.budget) for each in objectives(world)]
    left = [(labels, float(budget.remaining / 100)) for labels, budget in found]
    rates = [(labels, float(budget.burn_rate)) for labels, budget in found]
    yield Family("error_budget_remaining_ratio", "How much of an error budget is left; below 0: overdrawn.", left)
    yield Family("error_budget_burn_rate", "1 uses the budget up just at the end of its window.", rates)


def _objective(objective: Objective) -> Labels:
    slo = objective.slo
    return (("slo", slo.name), ("component", objective.component), ("window", slo.window))


def _post_mortems(world: World) -> Iterator[tuple[Labels, float]]:
    counts = Counter(learned.written for learned in world.learned)
    states: tuple[Written, ...] = ("draft", "approved")
    for state in states:
        yield (("status", state),), counts[state]


def _action_items(world: World) -> Iterator[tuple[Labels, float]]:
    counts = Counter(_state(item, world) for learned in world.learned for item in learned.items)
    for state in ("done", "open", "overdue"):
        yield (("state", state),), counts[state]


def _state(item: Promise, world: World) -> str:
    if item.done:
        return "done"
    return "overdue" if item.is_overdue(world.as_of) else "open"


def _text(family: Family) -> str:
    name = PREFIX + family.name
    lines = [f"# HELP {name} {family.help}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in family.values]
    return "\n".join(lines) + "\n"


def _labels(labels: Labels) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
