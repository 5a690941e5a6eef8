"""What landed at once of an incident, and when: the steps in which events happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord

_INSTANT: Final = attrgetter("instant")  # to compare moments themselves takes ten times as long

DRAFTED: Final = -2
APPROVED: Final = -1
_NOT_YET: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


class Landing(NamedTuple):
    """What landed at once of an incident: a step by its number, or its post-mortem (`DRAFTED`, `APPROVED`)."""

    at: datetime
    incident: IncidentId
    place: int
    record: IncidentRecord


def latest(record: IncidentRecord) -> Moment | None:
    """The latest moment that a line of the timeline tells; None where none of them is dated."""
    return max((item.happened for item in record.timeline() if item.happened), key=_INSTANT, default=None)


def landings(record: IncidentRecord, otherwise: Moment) -> Iterator[Landing]:
    """Everything that landed; what nobody dated did `otherwise`."""
    undated = (latest(record) or otherwise).instant if record.history is None else _NOT_YET
    for place, step in enumerate(record.landings):
        if step.entries or step.before != step.after:
            yield Landing(step.origin.committed.instant if step.origin else undated, record.id, place, record)
    if record.post_mortem:
        origin, approved = record.post_mortem_origin, record.post_mortem.approved_at
        yield Landing(origin.committed.instant if origin else undated, record.id, DRAFTED, record)
        if record.post_mortem.is_approved and approved:
            yield Landing(approved.instant, record.id, APPROVED, record)
