"""An incident as one line of a list: what the dashboard, the archive, component pages and the search index share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from farm_gitops.documents.markdown import plain_text
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.incident import IncidentId, Resolution
from farm_gitops.model.measures.learning import Written
from farm_gitops.model.moment import Moment, seconds_between
from farm_gitops.model.organization import Configuration
from farm_gitops.views import address
from farm_gitops.views.brief import Brief
from farm_gitops.views.level import SEVERITIES, STATUSES, Level
from farm_gitops.views.people import People, Shown
from farm_gitops.views.stamp import Stamp, duration_text, exact_text, maybe_stamp

_RESOLUTIONS: Final = {Resolution.FIXED: "", Resolution.FALSE_ALARM: "false alarm", Resolution.DUPLICATE: "duplicate"}


class Named(NamedTuple):
    """A component, environment or organization: `key` is what filters use, `href` its page from the site's root."""

    key: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One incident in a list; `seconds` is how long it lasted (None while it is active, or where nobody knows).

    `moment` is of its report. `resolution` is empty unless it was no real incident; `latest` is, unless it is active.
    """

    id: IncidentId
    href: str
    title: str
    severity: Level
    status: Level
    organization: Named
    components: tuple[Named, ...]
    environments: tuple[Named, ...]
    commander: Shown | None
    seconds: int | None
    post_mortem: Written
    resolution: str
    latest: str
    moment: Moment | None
    began_at: Moment | None
    resolved_at: Moment | None
    is_active: bool

    @property
    def created(self) -> Stamp | None:
        """When it was reported."""
        return maybe_stamp(self.moment)

    @property
    def began(self) -> Stamp | None:
        """When its impact began."""
        return maybe_stamp(self.began_at)

    @property
    def resolved(self) -> Stamp | None:
        """When it was resolved."""
        return maybe_stamp(self.resolved_at)

    @property
    def lasted(self) -> str:
        """How long it lasted, in words; empty while it is active."""
        return "" if self.seconds is None else duration_text(self.seconds)

    @property
    def exactly(self) -> str:
        """The same to the minute; empty where that says nothing more."""
        exact = "" if self.seconds is None else exact_text(self.seconds)
        return "" if exact == self.lasted else exact


class Names:
    """What the keys in records mean, found once for each key: labels, and the folders of their pages."""

    def __init__(self, configuration: Configuration, catalog: Catalog, used: Mapping[str, frozenset[str]]) -> None:
        self._configuration = configuration
        self._catalog = catalog
        self._slugs = {kind: address.slugs(keys) for kind, keys in used.items()}
        self.component = cache(self._component)
        self.environment = cache(self._environment)
        self.organization = cache(self._organization)

    def agree_with(self, other: Names) -> bool:
        """Whether every name that both know means the same to them."""
        if self._configuration is not other._configuration or self._catalog is not other._catalog:
            return False
        return all(
            slugs.get(key, slug) == slug
            for kind, slugs in other._slugs.items()
            for key, slug in self._slugs[kind].items()
        )

    def _component(self, reference: str) -> Named:
        key = component_key(self._catalog, reference)
        return Named(key, self._catalog.title(key), f"components/{self._slugs['components'][key]}/index.html")

    def _environment(self, key: str) -> Named:
        environment = self._configuration.environments.get(key)
        label = environment.name if environment and environment.name else key
        return Named(key, label, f"environments/{self._slugs['environments'][key]}/index.html")

    def _organization(self, key: str) -> Named:
        return Named(key, self._configuration.organization_name(key), f"organizations/{key}/index.html")


def component_key(catalog: Catalog, reference: str) -> str:
    """The one short name of a component, however a record refers to it; an unknown one as it was written."""
    entity = catalog.find(reference)
    return catalog.short(entity) if entity else reference


def row(of: Brief, names: Names, people: People) -> Row:
    """The line of an incident."""
    return Row(
        id=of.id,
        href=address.incident(of.id),
        title=of.title,
        severity=SEVERITIES[of.severity],
        status=STATUSES[of.status],
        organization=names.organization(of.id.organization),
        components=tuple(dict.fromkeys(map(names.component, of.components))),
        environments=tuple(dict.fromkeys(map(names.environment, of.environments))),
        commander=people.named(of.commander) if of.commander else None,
        seconds=seconds_between(of.began, of.resolved),
        post_mortem=of.learned.written,
        resolution=_RESOLUTIONS[of.resolution] if of.resolution else "",
        latest=plain_text(of.latest, limit=180) if of.is_active else "",
        moment=of.created,
        began_at=of.began,
        resolved_at=of.resolved,
        is_active=of.is_active,
    )
