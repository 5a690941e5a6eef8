"""Who and what there is, as `farm.yaml` states it: organizations, people, environments, components, and the policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from farm_gitops.model.record import AsNumber, Flag, Lax, Line, Lines, OrNothing, Record, Slug, Slugs, WebAddress
from farm_gitops.model.severity import Severity
from farm_gitops.model.ssh import PublicKeys

_NO_REPLY: Final = re.compile(r"(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.github\.com", re.IGNORECASE)

RuleLevel = Literal["error", "warning", "off"]
ComponentName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$")]
"""A component's own name: what Backstage allows for `metadata.name`, up to 100 characters."""


def _inside(glob: str) -> str:
    if glob.startswith("/") or ".." in glob.split("/"):
        raise PydanticCustomError("glob_outside", "leads out of the repository")
    return glob


Glob = Annotated[Line, AfterValidator(_inside)]
"""A pattern of paths from the root, such as `catalog/**/*.yaml`."""


class Organization(Record):
    """A team with incidents of its own: who may post (members) and who may approve (admins, who are members too)."""

    name: Line | None = None
    admins: Slugs = ()
    members: Slugs = ()
    open_updates: Flag = Field(False, description="Whether people who are no members may post updates")

    def has_member(self, person: str) -> bool:
        """Whether a person may post here."""
        return person in self.members or person in self.admins


class Person(Record):
    """Somebody who may appear in records."""

    name: Line | None = None
    emails: Lines = ()
    github: Line | None = None
    signing_keys: Annotated[PublicKeys, Lax] = Field((), description="Public SSH keys, for `trust: signed`")
    active: Flag = Field(True, description="false for those who left: fine in what exists, refused in what is new")


class Environment(Record):
    """A place where things run."""

    name: Line | None = None
    retired: Flag = False


class Component(Record):
    """Something that can break, declared in `farm.yaml` rather than in a Backstage descriptor."""

    name: Line | None = None
    owner: Line | None = None
    description: Line | None = None
    formerly: Lines = Field((), description="Names that records from before a renaming still use")
    retired: Flag = False


class Slo(Record):
    """A service-level objective: how much of the window a component must be available."""

    name: Slug
    component: Line
    target_percent: Annotated[float, Field(gt=0, lt=100), AsNumber]
    window: Literal["7d", "30d", "90d"]


Share = Annotated[float, Field(ge=0, le=1), AsNumber]


class SeverityWeights(Record):
    """How much of the time of an incident counts as downtime, by its severity: 0 is none of it, 1 all of it."""

    P1: Share = 1.0
    P2: Share = 0.5
    P3: Share = 0.1
    P4: Share = 0.0

    def exactly(self) -> Mapping[Severity, Fraction]:
        """The weights as they were written."""
        given = (self.P1, self.P2, self.P3, self.P4)
        return {severity: Fraction(str(weight)) for severity, weight in zip(Severity, given, strict=True)}


class Site(Record):
    """How the published site is called and where it lives."""

    title: Line = "Incidents"
    url: WebAddress | None = Field(None, description="Absolute base, for feeds only")
    repository: WebAddress | None = Field(None, description="The forge's page of this repository")
    branch: Line = Field("main", description="The published branch, to which the site's forms lead")
    severity_weights: SeverityWeights = Field(
        default_factory=SeverityWeights, description="How much of an incident's time counts as downtime, by severity"
    )


def _one_address_one_person(people: dict[str, Person]) -> dict[str, Person]:
    """Who did what is told by addresses, so no two people may share one."""
    owners: dict[str, str] = {}
    for key, person in people.items():
        for email in person.emails:
            other = owners.setdefault(email.casefold(), key)
            if other != key:
                raise PydanticCustomError(
                    "shared_address", "{address}", {"address": f"{other} and {key} share {email}"}
                )
    return people


POLICY_KEYS: Final = frozenset({"maintainers", "organizations", "people", "rules", "trust", "landing"})
"""The keys of `farm.yaml` that only a maintainer may change."""


class Configuration(Record):
    """`farm.yaml`: configuration and policy."""

    maintainers: Slugs = Field((), description="Who may change policy")
    trust: Literal["names", "signed"] = "names"
    landing: Literal["squash", "merge", "rebase"] = "squash"
    organizations: Annotated[dict[Slug, Organization], OrNothing] = Field(min_length=1)
    people: Annotated[dict[Slug, Person], OrNothing, AfterValidator(_one_address_one_person)] = Field(
        default_factory=dict
    )
    rules: dict[str, RuleLevel] = Field(default_factory=dict, description="Levels of references and practice rules")
    site: Site = Field(default_factory=Site)
    environments: Annotated[dict[Slug, Environment], OrNothing] = Field(default_factory=dict)
    components: Annotated[dict[ComponentName, Component], OrNothing] = Field(default_factory=dict)
    catalog: Annotated[tuple[Glob, ...], Lax] = Field(
        (), max_length=50, description="Globs of Backstage descriptor files"
    )
    slos: Annotated[tuple[Slo, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _somebody_can_sign(self) -> Self:
        if self.trust == "signed" and not any(self.keys_of(name) for name in self.maintainers):
            raise PydanticCustomError("nobody_signs", "nobody could sign")
        return self

    def person_of(self, email: str) -> str | None:
        """The key under `people:` that an e-mail address belongs to, or None.

        GitHub's no-reply addresses lead to `github:`; those of other forges are listed under `emails:` like any other.
        """
        known = self._by_address.get(email.casefold())
        no_reply = _NO_REPLY.fullmatch(email)
        return known or (self._by_login.get(no_reply["login"].casefold()) if no_reply else None)

    @cached_property
    def _by_address(self) -> Mapping[str, str]:
        return {email.casefold(): key for key, person in self.people.items() for email in person.emails}

    @cached_property
    def _by_login(self) -> Mapping[str, str]:
        backwards = reversed(self.people.items())
        return {person.github.casefold(): key for key, person in backwards if person.github}

    def policy(self) -> Mapping[str, JsonValue]:
        """What it states of policy, as JSON values; what is left out and what says the default are the same."""
        values: dict[str, JsonValue] = self.model_dump(mode="json", include=set(POLICY_KEYS), exclude_defaults=True)
        return values

    def keys_of(self, name: str) -> tuple[str, ...]:
        """The public keys with which a person signs; none for one who has left."""
        person = self.people.get(name)
        return person.signing_keys if person and person.active else ()

    def person_name(self, key: str) -> str:
        """How a person is shown."""
        person = self.people.get(key)
        return person.name if person and person.name else key

    def organization_name(self, key: str) -> str:
        """How an organization is shown."""
        organization = self.organizations.get(key)
        return organization.name if organization and organization.name else key
