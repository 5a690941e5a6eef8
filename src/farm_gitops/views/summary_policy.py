"""What a step does to `farm.yaml` and to the catalog, in words: who may do what first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from farm_gitops.model.catalog import Catalog
from farm_gitops.model.organization import Configuration, Organization, Person, Slo
from farm_gitops.views.summary_names import Names, listed

Value = TypeVar("Value")


def founding_told(configuration: Configuration, names: Names) -> Iterator[str]:
    """The step that brings the first configuration."""
    organizations = listed(map(names.organization, configuration.organizations))
    yield f"begins the record of incidents of {organizations}"
    if configuration.maintainers:
        yield f"the maintainers are {listed(map(names.person, configuration.maintainers))}"


def configuration_told(before: Configuration, after: Configuration, names: Names) -> Iterator[str]:
    """Every changed key of farm.yaml; components are told from the catalog."""
    yield from _roles("a maintainer", before.maintainers, after.maintainers, names)
    for key in _either(before.organizations, after.organizations):
        yield from _organization(key, before.organizations.get(key), after.organizations.get(key), names)
    for key in _either(before.people, after.people):
        yield from _person(names.person(key), before.people.get(key), after.people.get(key))
    if before.trust != after.trust:
        yield f"trust goes from {before.trust} to {after.trust}"
    if before.landing != after.landing:
        yield f"pull requests land by {after.landing} instead of {before.landing}"
    for rule in _either(before.rules, after.rules):
        old, new = before.rules.get(rule, "its own"), after.rules.get(rule, "its own")
        if old != new:
            yield f"the level of the rule {rule} goes from {old} to {new}"
    yield from _differences("the environment", before.environments, after.environments, str)
    yield from _differences("the objective", _objectives(before), _objectives(after), str)
    if before.catalog != after.catalog:
        yield f"catalog files are looked for in {listed(after.catalog or ['no place'])}"
    if before.site.severity_weights != after.site.severity_weights:
        yield "changes how much the severities weigh in availability"
    if before.site.model_copy(update={"severity_weights": after.site.severity_weights}) != after.site:
        yield "changes the title or the addresses of the site"


def _objectives(configuration: Configuration) -> Mapping[str, Slo]:
    return {slo.name: slo for slo in configuration.slos}


def catalog_told(before: Catalog, after: Catalog) -> Iterator[str]:
    """Components that come, go and change."""
    old, new = ({entity.reference: entity for entity in catalog.entities} for catalog in (before, after))
    titles = {reference: entity.title for reference, entity in (*old.items(), *new.items())}
    yield from _differences("the component", old, new, titles.__getitem__)


def _roles(role: str, before: Iterable[str], after: Iterable[str], names: Names) -> Iterator[str]:
    old, new = set(before), set(after)
    yield from (f"makes {names.person(key)} {role}" for key in sorted(new - old))
    yield from (f"{names.person(key)} is no longer {role}" for key in sorted(old - new))


def _organization(key: str, before: Organization | None, after: Organization | None, names: Names) -> Iterator[str]:
    name = names.organization(key)
    if after is None:
        yield f"takes away the organization {name}"
        return
    if before is None:
        yield f"adds the organization {name}"
    old = before or Organization()
    yield from _roles(f"an admin of {name}", old.admins, after.admins, names)
    yield from _roles(f"a member of {name}", old.members, after.members, names)
    if old.open_updates != after.open_updates:
        yield f"{'anybody' if after.open_updates else 'only members'} may post updates in {name}"
    if before and before.name != after.name:
        yield f"the organization {key} is called {name}"


def _person(name: str, before: Person | None, after: Person | None) -> Iterator[str]:
    if before is None or after is None:
        yield f"adds {name} to the people" if after else f"takes {name} from the people"
        return
    if before.active != after.active:
        yield f"{name} is back" if after.active else f"{name} has left"
    if (before.emails, before.github) != (after.emails, after.github):
        yield f"changes by which addresses {name} is known"
    if before.signing_keys != after.signing_keys:
        yield f"changes the keys with which {name} signs"
    if before.name != after.name:
        yield f"{before.name or 'somebody'} is called {name}"


def _differences(
    what: str, before: Mapping[str, Value], after: Mapping[str, Value], named: Callable[[str], str]
) -> Iterator[str]:
    for key in _either(before, after):
        if key not in before:
            yield f"adds {what} {named(key)}"
        elif key not in after:
            yield f"takes away {what} {named(key)}"
        elif before[key] != after[key]:
            yield f"changes {what} {named(key)}"


def _either(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The keys of both, sorted."""
    return sorted({*before, *after})
