"""What forms offer to choose from, as farm.yaml and the catalog say: people, components, environments, teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from farm_gitops.model import severity
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice
from farm_gitops.views.row import component_key

NOBODY = Choice("", "nobody yet")

SEVERITIES = tuple(
    Choice(level.value, f"{level.value} {meaning.label}", meaning.text) for level, meaning in severity.MEANING.items()
)


def organizations(bench: Bench) -> tuple[Choice, ...]:
    """Those in which whoever sits here may report something."""
    configuration = bench.configuration
    mine = (key for key in configuration.organizations if bench.trouble_of_member(key) is None)
    shown = (key for key in mine if bench.only in {None, key})
    return tuple(Choice(key, configuration.organization_name(key)) for key in shown)


def people(configuration: Configuration, among: Iterable[str], now: str | None = None) -> tuple[Choice, ...]:
    """Everybody who may be named in these organizations, and whoever is named now; several stand in groups."""
    teams = [*among]
    found = [choice for key in teams for choice in _team(configuration, key, is_one_of_many=len(teams) > 1)]
    stranger = now is not None and now not in {choice.value for choice in found}
    return (NOBODY, *found, *([Choice(now, configuration.person_name(now))] if stranger and now else []))


def _team(configuration: Configuration, key: str, *, is_one_of_many: bool) -> Iterator[Choice]:
    team = configuration.organizations[key]
    group = configuration.organization_name(key) if is_one_of_many else ""
    for person in dict.fromkeys((*team.admins, *team.members)):
        if person in configuration.people and configuration.people[person].active:
            yield Choice(person, configuration.person_name(person), group=group)


def components(snapshot: Snapshot, record: IncidentRecord | None = None) -> tuple[Choice, ...]:
    """Every component that is in use, and those that an incident names, each as the incident writes it."""
    catalog, named = snapshot.catalog, record.facts.affected_components if record else ()
    written = {component_key(catalog, name): name for name in named}
    in_use = (name for name in catalog.names if not _is_retired(snapshot, name))
    return tuple(Choice(written.get(key, key), catalog.title(key)) for key in dict.fromkeys((*in_use, *written)))


def environments(configuration: Configuration, record: IncidentRecord | None = None) -> tuple[Choice, ...]:
    """The same for environments."""
    known, named = configuration.environments, record.facts.affected_environments if record else ()
    in_use = (key for key, environment in known.items() if not environment.retired)
    found = dict.fromkeys((*in_use, *named))
    return tuple(Choice(key, (known[key].name if key in known else None) or key) for key in found)


def _is_retired(snapshot: Snapshot, name: str) -> bool:
    entity = snapshot.catalog.find(name)
    return entity is not None and entity.retired
