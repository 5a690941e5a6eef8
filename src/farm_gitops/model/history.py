"""What git's history says of one incident: the steps in which it landed on the published branch."""

from __future__ import annotations

from typing import NamedTuple, Self

from farm_gitops.model.incident import Incident
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.provenance import Origin
from farm_gitops.model.severity import Severity


class Standing(NamedTuple):
    """Where an incident stands, of which every change belongs into the timeline."""

    status: Status
    severity: Severity
    commander: str | None

    @classmethod
    def of(cls, facts: Incident) -> Self:
        """What `incident.yaml` says."""
        return cls(facts.status, facts.severity, facts.commander)


class HistoryStep(NamedTuple):
    """One step in which an incident's folder changed: where it stood, and the names of the entries that came.

    `before` is None for the step that declared the incident. `origin` is the commit of whoever changed `incident.yaml`
    (where nobody did, the commit that landed), recorded when the step landed; None for what no commit holds yet.
    """

    before: Standing | None
    after: Standing
    origin: Origin | None
    entries: tuple[str, ...] = ()
