"""The first page: how things stand in one sentence, the filters, and the list with what is active on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from farm_gitops.records import layout
from farm_gitops.views.facet import Facet
from farm_gitops.views.forms import NewFile, report_forms
from farm_gitops.views.level import SEVERITIES
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, maybe_stamp, month_text
from farm_gitops.views.world import World

ROWS_AT_ONCE: Final = 50


class State(NamedTuple):
    """How things stand: `tone` is the worst active severity, `clear`, or `unsure` where an incident cannot be read."""

    tone: Literal["clear", "unsure", "P1", "P2", "P3", "P4"]
    headline: str
    detail: str
    since: Stamp | None


class Group(NamedTuple):
    """Rows under one heading: what is active, else a month."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The first page; `groups` hold the first rows of `total`, `reports` a form for each organization, if any."""

    state: State
    facets: tuple[Facet, ...]
    groups: tuple[Group, ...]
    total: int
    more: int
    broken: int
    reports: tuple[NewFile, ...]


def dashboard(world: World) -> Dashboard:
    """The first page of a world."""
    shown = world.rows[:ROWS_AT_ONCE]
    return Dashboard(
        state=state(world.rows, unreadable(world)),
        facets=world.facets,
        groups=grouped(shown),
        total=len(world.rows),
        more=len(world.rows) - len(shown),
        broken=len({each.path for each in world.broken_here}),
        reports=report_forms(world),
    )


def state(rows: Sequence[Row], unreadable: int = 0) -> State:
    """One line of overall state in plain words; what cannot be read may be active, so it is never all clear."""
    active = [row for row in rows if row.is_active]
    if not active and unreadable:
        subject = "1 incident cannot" if unreadable == 1 else f"{unreadable} incidents cannot"
        return State("unsure", f"{subject} be read and may be active; no other is", "", None)
    if not active:
        return _all_clear(rows)
    counts = Counter(row.severity.key for row in active)
    parts = [f"{counts[level.key]} {level.label}" for level in SEVERITIES.values() if counts[level.key]]
    subject = "1 incident is active" if len(active) == 1 else f"{len(active)} incidents are active"
    worst = min(active, key=lambda row: row.severity.key)
    tone = next(severity for severity in SEVERITIES if severity.value == worst.severity.key)
    return State(tone.value, f"{subject}: {_joined(parts)}", "The worst of them began", worst.began)


def unreadable(world: World) -> int:
    """How many incidents cannot be read; any of them may be active."""
    return len({each.path for each in world.broken_here if each.path.endswith(f"/{layout.FACTS}")})


def grouped(rows: Iterable[Row]) -> tuple[Group, ...]:
    """Rows under their headings, in the order that they come in."""
    return tuple(Group(heading, tuple(group)) for heading, group in groupby(rows, key=_heading))


def _all_clear(rows: Sequence[Row]) -> State:
    last = max((row.resolved_at for row in rows if row.resolved_at), key=attrgetter("instant"), default=None)
    detail = "The last one was resolved" if last else ""
    return State("clear", "All clear: no incident is active", detail, maybe_stamp(last))


def _heading(row: Row) -> str:
    if row.is_active:
        return "Active"
    return month_text(row.moment.instant.year, row.moment.instant.month) if row.moment else "Without a date"


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
