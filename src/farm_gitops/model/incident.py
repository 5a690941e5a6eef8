"""The facts of an incident, as `incident.yaml` states them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from pydantic import Field

from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.record import Lax, Line, Lines, Record, Slug, Text, Title, WebAddress
from farm_gitops.model.severity import Severity


class IncidentId(NamedTuple):
    """Who an incident is: `organization/name`, the two folder names."""

    organization: str
    name: str

    def __str__(self) -> str:
        return f"{self.organization}/{self.name}"

    def refer(self, reference: str) -> IncidentId:
        """The incident that `follows: reference` means when this one says it (`name` or `org/name`)."""
        organization, _, name = reference.rpartition("/")
        return IncidentId(organization or self.organization, name)


class Resolution(StrEnum):
    """How a resolved incident ended; measures leave out all but `fixed`."""

    FIXED = "fixed"
    FALSE_ALARM = "false-alarm"
    DUPLICATE = "duplicate"


class Link(Record):
    """A place where more is to be found: a channel, a dashboard, a ticket."""

    title: Line
    url: WebAddress


WITHHELD: Final = "The text was taken out."
"""What stands in the place of the description of a redacted incident; a redacted entry is empty."""


class Redaction(Record):
    """What is left of a text that was taken out: who did it, when and why."""

    by: Slug
    at: Moment
    reason: Text
    signature: Text | None = None


class Incident(Record):
    """`incident.yaml`: the facts, and where the incident stands."""

    title: Title = Field(description="What is wrong, in one line")
    severity: Annotated[Severity, Lax] = Field(description="How bad it is: P1, P2, P3 or P4")
    status: Annotated[Status, Lax] = Field(description="Where it stands; it only ever goes forward")
    description: Text = Field(description="What is known, in Markdown")
    commander: Slug | None = Field(None, description="The person who coordinates")
    affected_components: Lines = Field((), description="Names in the catalog")
    affected_environments: Lines = Field((), description="Names under `environments` in farm.yaml")
    started_at: Moment | None = Field(None, description="When the impact began, if before it was reported")
    created_at: Moment | None = Field(None, description="Reported when; else the commit that added the file says")
    reported_by: Slug | None = Field(None, description="Who reported it; else the commit that added the file says")
    resolution: Annotated[Resolution, Lax] | None = Field(None, description="How it ended, once it is resolved")
    follows: Line | None = Field(None, description="An earlier incident that this one continues")
    duplicate_of: Line | None = Field(None, description="The incident that this one repeats")
    related: Lines = Field((), description="Other incidents worth reading")
    links: Annotated[tuple[Link, ...], Lax] = Field((), description="Channel, dashboard, ticket")
    redacted: Redaction | None = Field(None, description="Written by `farm-gitops redact`")


KEY_ORDER: Final = tuple(Incident.model_fields)
"""The order in which the tools write the keys of `incident.yaml`."""

SPACED_KEYS: Final = frozenset({"severity", "status", "commander"})
"""Keys with a blank line around them, so that edits of different keys merge."""

REFERENCES: Final = frozenset({"follows", "duplicate_of", "related"})
"""Keys that name other incidents."""
