"""What measures need of an incident: when it began, was reported, taken up and ended; read once, used by all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from farm_gitops.model.incident import Incident, IncidentId, Resolution
from farm_gitops.model.lifecycle import FIRST, Status, is_terminal
from farm_gitops.model.moment import Moment
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord


class Life(NamedTuple):
    """The times of one incident; None is a time that nobody recorded, or one that has not come yet (see `status`).

    `components` are named as the record names them; whoever groups by them decides which names mean the same.
    """

    incident: IncidentId
    severity: Severity
    status: Status
    components: tuple[str, ...]
    began: Moment | None
    created: Moment | None
    acknowledged: Moment | None
    resolved: Moment | None

    @property
    def is_acknowledged(self) -> bool:
        """Whether somebody has taken it up, whenever that was."""
        return self.status is not FIRST

    @property
    def is_resolved(self) -> bool:
        """Whether it is over, whenever that was."""
        return is_terminal(self.status)


def counts(facts: Incident) -> bool:
    """Whether measures count an incident: a false alarm or a duplicate was no incident of its own."""
    return facts.resolution in (None, Resolution.FIXED)


def life(record: IncidentRecord) -> Life | None:
    """The times of an incident; None for one that measures do not count."""
    if not counts(record.facts):
        return None
    reached = record.reached()
    return Life(
        incident=record.id,
        severity=record.facts.severity,
        status=record.facts.status,
        components=record.facts.affected_components,
        began=record.began,
        created=record.created,
        acknowledged=_first_after_the_report(reached),
        resolved=reached.get(Status.RESOLVED),
    )


def _first_after_the_report(reached: Mapping[Status, Moment | None]) -> Moment | None:
    """When the first status after `open` was reached; None also where only later ones were dated."""
    later = (status for status in Status if status is not FIRST and status in reached)
    first = next(later, None)
    return reached[first] if first else None
