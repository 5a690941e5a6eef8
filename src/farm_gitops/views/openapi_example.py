"""The incident that the description of the API shows: made up, small, and run through the same code as real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from farm_gitops.model.catalog import Catalog, Entity
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.post_mortem import PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Entry, EntryFrontMatter
from farm_gitops.views.world import World

_CONFIGURATION: Final = {
    "organizations": {"acme": {"name": "Acme", "admins": ["alice"], "members": ["bob"]}},
    "people": {"alice": {"name": "Alice Ng"}, "bob": {"name": "Bob Lind"}},
    "site": {"title": "Acme incidents", "url": "https://incidents.example/"},
    "environments": ["production"],
    "slos": [{"name": "checkout-availability", "component": "checkout", "target_percent": "99.9", "window": "30d"}],
}
_FACTS: Final = {
    "title": "Checkout declines payments",
    "severity": "P1",
    "status": "resolved",
    "description": "Every third payment is declined.",
    "commander": "alice",
    "affected_components": ["checkout"],
    "affected_environments": ["production"],
    "created_at": "2026-11-23T10:04:00Z",
    "reported_by": "bob",
}
_POST_MORTEM: Final = {
    "status": "approved",
    "root_cause": "The certificate of the payment provider had expired.",
    "contributing_factors": ["Nothing watched the date."],
    "action_items": [{"title": "Warn 30 days before", "assignee": "bob", "due": "2026-12-01"}],
    "approved_by": "alice",
    "approved_at": "2026-11-25T09:00:00Z",
    "body": "## What went well\n\nThe rollback took four minutes.",
}


class _Example:
    """A snapshot of one incident; implements `model.snapshot.Snapshot`."""

    has_configuration = True
    configuration = Configuration.model_validate(_CONFIGURATION)
    catalog = Catalog([Entity("component", "default", "checkout", "Checkout")])

    def ids(self) -> tuple[IncidentId, ...]:
        """See `Snapshot`."""
        return (EXAMPLE.id,)

    def has(self, incident: IncidentId) -> bool:
        """See `Snapshot`."""
        return incident == EXAMPLE.id

    def record(self, incident: IncidentId) -> IncidentRecord | None:
        """See `Snapshot`."""
        return EXAMPLE if self.has(incident) else None

    def records(self) -> Iterator[IncidentRecord]:
        """See `Snapshot`."""
        yield EXAMPLE


def _entry(name: str, message: str, **facts: str) -> Entry:
    return Entry(name, EntryFrontMatter.model_validate(facts), message)


EXAMPLE: Final = IncidentRecord(
    IncidentId("acme", "2026-11-23-checkout-declines-payments"),
    Incident.model_validate(_FACTS),
    (
        _entry("20261123T101000Z-alice.md", "We look at the provider.", author="alice", status="investigating"),
        _entry("20261123T104000Z-bob.md", "The certificate is renewed.", author="bob", status="resolved"),
    ),
    PostMortem.model_validate(_POST_MORTEM),
)
EXAMPLE_WORLD: Final = World(_Example(), Moment.parse("2026-11-26T12:00:00Z"))
