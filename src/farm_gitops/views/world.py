"""All that pages have in common, worked out once: the records, their lines, who is who, and who refers to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.measures.learning import Learning
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.records import layout
from farm_gitops.views.brief import Brief, Relation, brief
from farm_gitops.views.facet import Facet, facets
from farm_gitops.views.forge import Forge
from farm_gitops.views.measured import Measured
from farm_gitops.views.people import People
from farm_gitops.views.row import Named, Names, Row, component_key, row


class Broken(NamedTuple):
    """A file that could not be read as a record: which rule it breaks, in words, and on which line."""

    path: str
    rule: str
    message: str
    line: int


class BuiltFrom(NamedTuple):
    """The commit that a site is built from."""

    id: str
    committed: Moment


class Relative(NamedTuple):
    """Another incident, and how it is related."""

    relation: Relation
    row: Row


Age = tuple[float, IncidentId]
"""Sorts by the day of the report, the newest first and those without a date last."""


class Line(NamedTuple):
    """An incident in brief, and its line in lists; its `place` sorts it."""

    brief: Brief
    row: Row
    place: tuple[bool, str, Age]


class Earlier(NamedTuple):
    """What a world worked out of its incidents, and what names meant in it."""

    names: Names
    lines: Mapping[IncidentId, Line]


@dataclass(frozen=True)
class World:
    """What a site is made from: one snapshot, the moment it speaks of, and what is wrong with it.

    `organization` narrows the site to one organization; `uncommitted` are paths of records that no commit holds yet.
    Without a `forge` nothing can be written from the site. What an `earlier` world worked out of incidents that are
    still the very same is taken over.

    All that is not about one incident alone is worked out of the incidents in brief (`known` of the whole snapshot,
    else made of its records); a record is read when it is asked for.
    """

    snapshot: Snapshot
    as_of: Moment
    built_from: BuiltFrom | None = None
    uncommitted: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()
    organization: str | None = None
    forge: Forge | None = None
    earlier: Earlier | None = field(default=None, compare=False)
    known: Mapping[IncidentId, Brief] | None = field(default=None, compare=False)

    @cached_property
    def briefs(self) -> Mapping[IncidentId, Brief]:
        """Every incident of the site that can be read, sorted."""
        known = map(brief, self.snapshot.records()) if self.known is None else self.known.values()
        return {each.id: each for each in sorted(known, key=_ID) if self._belongs(each.id)}

    def record(self, incident: IncidentId) -> IncidentRecord:
        """All that is known of one incident that can be read."""
        found = self.snapshot.record(incident)
        assert found is not None, f"{incident} is not there any more"
        return found

    @cached_property
    def people(self) -> People:
        """Who is who."""
        return People(self.snapshot.configuration, self.snapshot.catalog.users)

    @cached_property
    def names(self) -> Names:
        """What keys mean."""
        components = frozenset(chain.from_iterable([each.components for each in self.briefs.values()]))
        environments = frozenset(chain.from_iterable([each.environments for each in self.briefs.values()]))
        used = {
            "components": frozenset(component_key(self.snapshot.catalog, name) for name in components)
            | frozenset(self.snapshot.catalog.names),
            "environments": environments | frozenset(self.snapshot.configuration.environments),
        }
        return Names(self.snapshot.configuration, self.snapshot.catalog, used)

    @cached_property
    def components(self) -> tuple[Named, ...]:
        """What the site speaks of: all that incidents name, and the whole catalog unless it is one organization's."""
        named = {each for line in self.rows for each in line.components}
        known = self.snapshot.catalog.names if self.organization is None else ()
        return tuple(sorted(named.union(map(self.names.component, known))))

    @cached_property
    def environments(self) -> tuple[Named, ...]:
        """Every environment that incidents name, and the others of farm.yaml unless it is one organization's site."""
        named = {each for line in self.rows for each in line.environments}
        known = self.snapshot.configuration.environments if self.organization is None else ()
        return tuple(sorted(named.union(map(self.names.environment, known))))

    @cached_property
    def organizations(self) -> tuple[Named, ...]:
        """The organization of the site, or every one that there is."""
        known = self.snapshot.configuration.organizations if self.organization is None else (self.organization,)
        named = {line.organization for line in self.rows}
        return tuple(sorted(named.union(map(self.names.organization, known))))

    @cached_property
    def measured(self) -> Measured:
        """What the measures count."""
        weights = self.snapshot.configuration.site.severity_weights.exactly()
        lives = filter(None, [each.life for each in self.briefs.values()])
        return Measured(lives, self.as_of, weights, cache(partial(component_key, self.snapshot.catalog)))

    @cached_property
    def learned(self) -> tuple[Learning, ...]:
        """What every incident left."""
        return tuple(each.learned for each in self.briefs.values())

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The line of every incident: active ones first, worst first; then the history, newest first."""
        return tuple(line.row for line in sorted(self.lines.values(), key=_PLACE))

    @cached_property
    def lines(self) -> Mapping[IncidentId, Line]:
        """The line of every incident, and of what it was made."""
        known = self.earlier.lines if self.earlier and self.earlier.names.agree_with(self.names) else {}
        found = ((each, known.get(each.id)) for each in self.briefs.values())
        return {
            each.id: line if line and line.brief is each else _line(each, row(each, self.names, self.people))
            for each, line in found
        }

    def for_later(self) -> Earlier:
        """What the next world can take over."""
        return Earlier(self.names, self.lines)

    @cached_property
    def newest_first(self) -> tuple[Row, ...]:
        """The same lines by the day they were reported; those without a date come last."""
        return tuple(line.row for line in sorted(self.lines.values(), key=lambda line: line.place[-1]))

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The filters of the dashboard; their columns follow the order of `rows`."""
        return facets(self.rows)

    @cached_property
    def row_of(self) -> Mapping[IncidentId, Row]:
        """The line of one incident."""
        return {each.id: each for each in self.rows}

    @cached_property
    def relatives(self) -> Mapping[IncidentId, tuple[Relative, ...]]:
        """For every incident the others that it names and that name it, each once."""
        found: dict[IncidentId, dict[Relative, None]] = defaultdict(dict)
        for incident, line in self.lines.items():
            for relation, other, back in line.brief.references:
                if other in self.row_of and other != incident:
                    found[incident][Relative(relation, self.row_of[other])] = None
                    found[other][Relative(back, line.row)] = None
        return {incident: tuple(relatives) for incident, relatives in found.items()}

    @cached_property
    def broken_by_incident(self) -> Mapping[str, tuple[Broken, ...]]:
        """What is wrong, by the folder of the incident."""
        groups: dict[str, list[Broken]] = defaultdict(list)
        for each in self.broken_here:
            groups["/".join(each.path.split("/")[:3])].append(each)
        return {folder: tuple(group) for folder, group in groups.items()}

    @cached_property
    def broken_here(self) -> tuple[Broken, ...]:
        """What is wrong within this site: a page for one organization says nothing of another's files."""
        return tuple(each for each in self.broken if self._concerns(each.path))

    @cached_property
    def uncommitted_here(self) -> tuple[str, ...]:
        """What is not committed yet within this site, sorted."""
        return tuple(sorted(path for path in self.uncommitted if self._concerns(path)))

    @cached_property
    def uncommitted_by_incident(self) -> Mapping[str, tuple[str, ...]]:
        """What is not committed yet, sorted, by the folder of the incident."""
        groups: dict[str, list[str]] = defaultdict(list)
        for path in self.uncommitted_here:
            groups["/".join(path.split("/")[:3])].append(path)
        return {folder: tuple(group) for folder, group in groups.items()}

    def _belongs(self, incident: IncidentId) -> bool:
        return self.organization in (None, incident.organization)

    def _concerns(self, path: str) -> bool:
        if self.organization is None or not path.startswith(f"{layout.INCIDENTS}/"):
            return True
        return path.startswith(f"{layout.INCIDENTS}/{self.organization}/")


_PLACE = attrgetter("place")
_ID = attrgetter("id")


def _line(of: Brief, line: Row) -> Line:
    return Line(of, line, (not line.is_active, line.severity.key if line.is_active else "", age(line)))


def age(line: Row) -> Age:
    """The age of a line."""
    return -line.moment.instant.timestamp() if line.moment else float("inf"), line.id
