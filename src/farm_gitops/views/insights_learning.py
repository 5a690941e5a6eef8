"""What was learned and is still owed on the page Insights: post-mortem coverage and action-item debt."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.measures.learning import Coverage, Debt, coverage, debt
from farm_gitops.model.severity import Severity
from farm_gitops.views import address
from farm_gitops.views.charts import Segment, stacked
from farm_gitops.views.figures import Count, percent_text
from farm_gitops.views.level import SEVERITIES, Level
from farm_gitops.views.receipts import Receipts
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, maybe_stamp
from farm_gitops.views.world import World


class CoverageLine(NamedTuple):
    """The resolved incidents of one severity by their post-mortems; `percent` is empty where there are none."""

    severity: Level
    approved: Count
    draft: Count
    none: Count
    total: Count
    percent: str
    bar: tuple[Segment, ...]


class OwedLine(NamedTuple):
    """What one person owes: `items` open, in `incidents`; `dues` are the due dates of those that have one.

    `href` is the list of those items.
    """

    who: str
    href: str
    items: int
    incidents: Count
    overdue: int
    dues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DebtShown:
    """All open action items; `oldest` comes from the incident that was `reported` first; `oldest_href` leads there."""

    all: OwedLine
    people: tuple[OwedLine, ...]
    oldest: str
    oldest_row: Row | None
    oldest_href: str
    reported: Stamp | None


def coverage_lines(world: World, receipts: Receipts) -> tuple[CoverageLine, ...]:
    """A line for each severity that needs post-mortems."""
    return tuple(_covered(severity, found, receipts) for severity, found in coverage(world.learned).items())


def debt_shown(world: World, receipts: Receipts) -> DebtShown:
    """The action items that are not done, and who has them."""
    found = debt(world.learned, world.as_of)
    people = [
        _owed(share, who or "", world.people.named(who).name if who else "nobody yet", receipts)
        for who, share in found.by_assignee().items()
    ]
    oldest = found.oldest
    return DebtShown(
        all=_owed(found, None, "Everybody", receipts),
        people=tuple(sorted(people, key=lambda line: (-line.overdue, -line.items, line.who))),
        oldest=oldest.item.title if oldest else "",
        oldest_row=world.row_of[oldest.incident] if oldest else None,
        oldest_href=f"{address.post_mortem(oldest.incident)}#actions" if oldest else "",
        reported=maybe_stamp(oldest.reported) if oldest else None,
    )


def _covered(severity: Severity, found: Coverage, receipts: Receipts) -> CoverageLine:
    def count(incidents: tuple[IncidentId, ...], state: tuple[str, ...] = ()) -> Count:
        filters = {"post-mortem": state} if state else {}
        return receipts.filtered(incidents, severity=severity.value, status=Status.RESOLVED.value, **filters)

    parts = (("resolved", len(found.approved)), ("open", len(found.draft)), (severity.value, len(found.none)))
    return CoverageLine(
        severity=SEVERITIES[severity],
        approved=count(found.approved, ("approved",)),
        draft=count(found.draft, ("draft",)),
        none=count(found.none, ("none",)),
        total=count(found.all),
        percent=percent_text(Fraction(100 * len(found.approved), len(found.all)), 0) if found.all else "",
        bar=stacked(parts, len(found.all)),
    )


def _owed(found: Debt, key: str | None, who: str, receipts: Receipts) -> OwedLine:
    href = address.action_items(key, done=False)
    folder = href.removesuffix("/index.html")
    return OwedLine(
        who=who,
        href=href,
        items=len(found.owed),
        incidents=receipts.listed(folder, f"Open action items: {who}", (each.incident for each in found.owed)),
        overdue=len(found.overdue),
        dues=tuple(each.item.due.isoformat() for each in found.owed if each.item.due),
    )
