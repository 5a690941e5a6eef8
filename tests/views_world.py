"""Worlds for tests of views: records made in memory, no file and no git anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from farm_gitops.model.catalog import Catalog, Entity
from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import Origin
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.views.action_items import ActionList, action_list, outlines
from farm_gitops.views.world import World

AS_OF = Moment.parse("2026-11-24T12:00:00Z")

CONFIGURATION = Configuration.model_validate(
    {
        "organizations": {"acme": {"name": "Acme Corporation", "admins": ["alice"]}, "globex": {}},
        "people": {
            "alice": {"name": "Alice Ng", "emails": ["alice@acme.example"]},
            "bob": {"name": "Bob Lind", "emails": ["bob@acme.example"], "github": "bobby"},
        },
        "environments": ["production", "staging"],
        "site": {"title": "Acme incidents", "repository": "https://github.com/acme/incidents"},
    }
)
CATALOG = Catalog(
    [
        Entity("component", "default", "payments-db", "Payments database", "data-platform", formerly=("pay-db",)),
        Entity("component", "default", "checkout", "Checkout"),
    ],
    {"erin": "Erin Backstage"},
)


@dataclass(frozen=True)
class Fake:
    """A snapshot of records in memory; implements `model.snapshot.Snapshot`."""

    of: dict[IncidentId, IncidentRecord]
    configuration: Configuration = CONFIGURATION
    catalog: Catalog = field(default=CATALOG)
    has_configuration: bool = True

    def has(self, incident: IncidentId) -> bool:
        """See `Snapshot`."""
        return incident in self.ids()

    def ids(self) -> tuple[IncidentId, ...]:
        """See `Snapshot`."""
        return tuple(sorted(self.of))

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """See `Snapshot`."""
        return self.of.get(incident)

    def records(self) -> Iterator[IncidentRecord]:
        """See `Snapshot`."""
        return (self.of[incident] for incident in self.ids())


def world(*records: IncidentRecord, configuration: Configuration = CONFIGURATION) -> World:
    """A world of these records as of AS_OF."""
    return World(Fake({record.id: record for record in records}, configuration), AS_OF)


def records(of: World) -> tuple[IncidentRecord, ...]:
    """What a world was made of, sorted."""
    return tuple(of.snapshot.records())


def action_lists(of: World) -> Iterator[ActionList]:
    """Every list of action items of a world."""
    return (action_list(outline, of) for outline in outlines(of))


def facts(**given: object) -> Incident:
    """Facts with defaults for all that a test does not speak of."""
    usual = {"title": "Checkout is slow", "severity": "P2", "status": "open", "description": "Slow."}
    return Incident.model_validate(usual | given)


def record(name: str, *entries: Entry, **given: object) -> IncidentRecord:
    """A record without origin; `given` are keys of incident.yaml, and `organization`."""
    organization = str(given.pop("organization", "acme"))
    return IncidentRecord(IncidentId(organization, name), facts(**given), entries)


def entry(name: str, message: str = "Said.", origin: Origin | None = None, **given: object) -> Entry:
    """A timeline entry; `given` are keys of its front matter."""
    return Entry(name, EntryFrontMatter.model_validate(given), message, origin)


def origin(
    name: str, email: str, at: str = "2026-11-24T10:00:00Z", committed: str | None = None, subject: str = ""
) -> Origin:
    """What a commit says."""
    return Origin("f" * 40, name, email, Moment.parse(at), Moment.parse(committed or at), subject)


def with_history(kept: IncidentRecord, *steps: tuple[Standing, Origin]) -> IncidentRecord:
    """The record as it landed: where it stood after each step, and by which commit."""
    before = [None, *(standing for standing, _ in steps)]
    history = (HistoryStep(before[place], after, by) for place, (after, by) in enumerate(steps))
    return replace(kept, history=tuple(history))
