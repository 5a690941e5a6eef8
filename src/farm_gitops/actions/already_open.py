"""Whether somebody is about to declare an incident that is open already: the same title, the same hours, one team.

See docs/decisions/0041.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Final

from farm_gitops.errors import Refused
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import is_terminal
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views import address

_LATELY: Final = timedelta(hours=12)
_TOLD_APART: Final = 90
"""So many characters of a name that was cut for a `-2` are those of its title."""


class AlreadyOpen(Refused):
    """An incident of this title was reported lately and is not resolved; nothing was written."""

    def __init__(self, snapshot: FileSnapshot, twin: IncidentRecord) -> None:
        since = f" since {twin.facts.created_at.utc}" if twin.facts.created_at else ""
        where = f"{twin.id} ({_place(snapshot, twin.id)})"
        super().__init__(
            f"an incident with this title is {twin.facts.status} already{since}: {where}",
            f'farm-gitops update {twin.id} -m "…"; another incident needs another title, or: open … --again',
        )
        self.incident: Final = twin.id


def require_no_twin(snapshot: FileSnapshot, organization: str, title: str, created: Moment) -> None:
    """AlreadyOpen where there is one; only folders whose name tells of this title and these days are read."""
    names = tuple({layout.incident_name(day, title)[:_TOLD_APART] for day in _days(created)})
    for incident in snapshot.ids():
        if incident.organization == organization and incident.name.startswith(names):
            record = snapshot.record(incident)
            if record and _is_twin(record, title, created):
                raise AlreadyOpen(snapshot, record)


def _days(created: Moment) -> Iterator[Moment]:
    yield created
    for delay in (-_LATELY, _LATELY):
        with suppress(OverflowError, ValueError):  # there is no time before the year 1
            yield created.later(delay)


def _is_twin(record: IncidentRecord, title: str, created: Moment) -> bool:
    facts = record.facts
    if is_terminal(facts.status) or _words(facts.title) != _words(title):
        return False
    return facts.created_at is None or abs(facts.created_at.instant - created.instant) <= _LATELY


def _words(title: str) -> str:
    return " ".join(title.split()).casefold()


def _place(snapshot: FileSnapshot, incident: IncidentId) -> str:
    """Its page where there is a site, else its folder."""
    url = snapshot.configuration.site.url
    return f"{str(url).rstrip('/')}/{address.href(address.incident(incident))}" if url else layout.folder(incident)
