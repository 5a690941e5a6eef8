"""A dashboard of any number of incidents, straight from records in memory: no repository, and no other pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from benchmarks.filter import HOW, WHAT, WHERE
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.publish.render import Templates
from farm_gitops.publish.site import GROUPS, Site
from farm_gitops.views import address
from farm_gitops.views.world import World

_PLACES: Final = {"assets/", "data/", address.DASHBOARD}
_BEGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)
_YEARS: Final = timedelta(days=6 * 365)
_AS_OF: Final = Moment.parse("2026-01-01T00:00:00Z")


class _Snapshot:
    """Incidents in memory; implements `model.snapshot.Snapshot`."""

    has_configuration = True
    catalog = Catalog([])
    configuration = Configuration.model_validate({"organizations": {"acme": {}, "globex": {}}})

    def __init__(self, count: int) -> None:
        chance = Random(20261124)
        self._of = {each.id: each for each in (_record(number, count, chance) for number in range(count))}

    def ids(self) -> tuple[IncidentId, ...]:
        """See `Snapshot`."""
        return tuple(self._of)

    def has(self, incident: IncidentId) -> bool:
        """See `Snapshot`."""
        return incident in self._of

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """See `Snapshot`."""
        return self._of.get(incident)

    def records(self) -> Iterator[IncidentRecord]:
        """See `Snapshot`."""
        return iter(self._of.values())


def _record(number: int, count: int, chance: Random) -> IncidentRecord:
    at = (_BEGIN + _YEARS * number / count).replace(microsecond=0)
    status = "resolved" if number < count - 5 else "open"
    facts = {
        "title": f"{chance.choice(WHAT)} {chance.choice(HOW)} {chance.choice(WHERE)}",
        "severity": f"P{chance.randint(1, 4)}",
        "status": status,
        "description": "What is known.",
        "commander": chance.choice(("alice", "bob")),
        "affected_components": [f"service-{part}" for part in sorted(chance.sample(range(40), chance.randint(1, 3)))],
        "affected_environments": ["production"],
        "created_at": at.isoformat(),
    }
    over = {"at": (at + timedelta(minutes=chance.randint(10, 900))).isoformat(), "status": status}
    entries = (Entry("done.md", EntryFrontMatter.model_validate(over), "Done."),) if status == "resolved" else ()
    name = f"{at:%Y-%m-%d}-{number}"
    return IncidentRecord(IncidentId(chance.choice(("acme", "globex")), name), Incident.model_validate(facts), entries)


def write_dashboard(folder: Path, count: int) -> None:
    """The dashboard of so many incidents with its scripts and its index, and none of the other pages."""
    site = Site(World(_Snapshot(count), _AS_OF), Templates(lambda _: None), lambda _: b"")
    for page in (page for group in GROUPS if _PLACES & {*group.places} for page in group.pages(site)):
        file = folder / page.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(page.make())
