"""Time to acknowledge and time to resolve on the page Insights: of all, by severity, organization and component."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.model.lifecycle import FIRST, Status, is_terminal
from farm_gitops.model.measures.durations import Times, TimesOf, time_to_acknowledge, time_to_resolve
from farm_gitops.model.measures.grouping import grouped
from farm_gitops.model.measures.life import Life
from farm_gitops.model.severity import Severity
from farm_gitops.views import address
from farm_gitops.views.figures import Count
from farm_gitops.views.level import SEVERITIES, Level
from farm_gitops.views.receipts import Receipts
from farm_gitops.views.stamp import duration_text
from farm_gitops.views.world import World

MOST: Final = 8
"""Organizations or components that have a line of their own."""


class TimesLine(NamedTuple):
    """What is typical of some incidents: of the `incidents` that have come so far, so many were `measured`.

    `p90_href` is the one whose time the `p90` is; `severity` is None but for the lines of severities.
    """

    label: str
    severity: Level | None
    measured: int
    incidents: Count
    median: str
    p90: str
    p90_href: str


class TimesGroup(NamedTuple):
    """Lines that divide the same incidents in one way."""

    label: str
    lines: tuple[TimesLine, ...]


@dataclass(frozen=True, slots=True)
class TimesTable:
    """One measure, `acknowledge` or `resolve`.

    `unknown` incidents have come so far, but nobody recorded when, or their times contradict each other.
    """

    key: str
    groups: tuple[TimesGroup, ...]
    unknown: Count


class _Measure(NamedTuple):
    key: str
    unknown: str
    take: Callable[[Iterable[Life]], Times]
    statuses: tuple[Status, ...]


_MEASURES: Final = (
    _Measure(
        "acknowledge",
        "Acknowledged, and nobody recorded when",
        time_to_acknowledge,
        tuple(status for status in Status if status is not FIRST),
    ),
    _Measure("resolve", "Resolved, and nobody recorded when", time_to_resolve, tuple(filter(is_terminal, Status))),
)


class _Part(NamedTuple):
    """Some of the incidents: those that a filter (`key` and `value`) of the dashboard leaves."""

    label: str
    key: str
    value: str
    lives: Sequence[Life]


def times_tables(world: World, receipts: Receipts) -> tuple[TimesTable, ...]:
    """Both measures of a world."""
    divisions = {label: tuple(parts) for label, parts in _divisions(world).items()}
    return tuple(_table(measure, divisions, receipts) for measure in _MEASURES)


def _divisions(world: World) -> Mapping[str, Iterable[_Part]]:
    return {
        "": [_Part("All incidents", "", "", world.measured.lives)],
        "By severity": _by_severity(world),
        "By organization": _by_organization(world),
        "By component": _by_component(world),
    }


def _by_severity(world: World) -> Iterator[_Part]:
    found = grouped(world.measured.lives, lambda life: (life.severity,))
    for severity, level in SEVERITIES.items():
        yield _Part(level.label, "severity", severity.value, found.get(severity, ()))


def _by_organization(world: World) -> Iterable[_Part]:
    found = grouped(world.measured.lives, lambda life: (life.incident.organization,))
    name = world.snapshot.configuration.organization_name
    parts = [_Part(name(key), "organization", key, lives) for key, lives in found.items()]
    return _most(parts) if len(parts) > 1 else ()


def _by_component(world: World) -> Iterable[_Part]:
    title = world.snapshot.catalog.title
    return _most(_Part(title(key), "component", key, lives) for key, lives in world.measured.by_component.items())


def _most(parts: Iterable[_Part]) -> Sequence[_Part]:
    return sorted(parts, key=lambda part: (-len(part.lives), part.label, part.value))[:MOST]


def _table(measure: _Measure, divisions: Mapping[str, Sequence[_Part]], receipts: Receipts) -> TimesTable:
    groups, (everything,) = [], divisions[""]
    times = measure.take(everything.lives)
    times_of = TimesOf(times)
    for label, parts in divisions.items():
        lines = (_line(measure, part, times_of(life.incident for life in part.lives), receipts) for part in parts)
        groups.append(TimesGroup(label, tuple(line for line in lines if line.measured)))
    unknown = receipts.listed(f"{measure.key}-unknown", measure.unknown, times.unknown)
    return TimesTable(measure.key, tuple(group for group in groups if group.lines), unknown)


def _line(measure: _Measure, part: _Part, times: Times, receipts: Receipts) -> TimesLine:
    p90 = times.percentile(90)
    return TimesLine(
        label=part.label,
        severity=SEVERITIES[Severity(part.value)] if part.key == "severity" else None,
        measured=len(times.measured),
        incidents=_behind(measure, part, times, receipts),
        median="" if times.median is None else duration_text(int(times.median)),
        p90=duration_text(p90.seconds) if p90 else "",
        p90_href=address.incident(p90.incident) if p90 else "",
    )


def _behind(measure: _Measure, part: _Part, times: Times, receipts: Receipts) -> Count:
    incidents = [*(each.incident for each in times.measured), *times.unknown]
    only = {part.key: part.value} if part.key else {}
    return receipts.filtered(incidents, status=[status.value for status in measure.statuses], sort="longest", **only)
