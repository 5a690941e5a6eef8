"""The catalog: every component that can break, from `components:` and from Backstage descriptors, and how one is named.

Source of the reference format: Backstage, "Entity References", `[kind:][namespace/]name`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, NamedTuple

_REFERENCE: Final = re.compile(r"(?:(?P<kind>[^:/]+):)?(?:(?P<namespace>[^:/]+)/)?(?P<name>[^:/]+)")


class Entity(NamedTuple):
    """One component of the catalog; `kind` is `component`, `api`, `resource` or `system`."""

    kind: str
    namespace: str
    name: str
    title: str
    owner: str | None = None
    description: str | None = None
    formerly: tuple[str, ...] = ()
    retired: bool = False

    @property
    def reference(self) -> str:
        """The full reference, unique in the catalog: `component:default/payments-db`."""
        return f"{self.kind}:{self.namespace}/{self.name}"


class Catalog:
    """Every component by name (of two with one reference the first counts); Backstage users only give display names."""

    def __init__(self, entities: Iterable[Entity], users: Mapping[str, str] | None = None) -> None:
        first = {entity.reference: entity for entity in reversed(tuple(entities))}
        self.entities: Final = tuple(first[reference] for reference in sorted(first))
        self.users: Final = dict(users or {})

    def candidates(self, reference: str) -> tuple[Entity, ...]:
        """All that a reference may mean: one where it is unique, none where it is unknown."""
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return ()
        named = self._by_name.get(match["name"]) or self._by_former_name.get(match["name"], ())
        return tuple(
            entity
            for entity in named
            if (match["kind"] or entity.kind).casefold() == entity.kind
            and (match["namespace"] or entity.namespace) == entity.namespace
        )

    def find(self, reference: str) -> Entity | None:
        """The one component that a reference means, or None where it is unknown or ambiguous."""
        found = self.candidates(reference)
        return found[0] if len(found) == 1 else None

    def short(self, entity: Entity) -> str:
        """The shortest reference that is unique: `payments-db`, else `default/payments-db`, else all of it."""
        for reference in (entity.name, f"{entity.namespace}/{entity.name}", f"{entity.kind}:{entity.name}"):
            if self.find(reference) == entity:
                return reference
        return entity.reference

    def title(self, reference: str) -> str:
        """How a component is shown; an unknown one by its reference."""
        entity = self.find(reference)
        return entity.title if entity else reference

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The shortest unique reference of every component, sorted."""
        return tuple(sorted(self.short(entity) for entity in self.entities))

    @cached_property
    def all_names(self) -> frozenset[str]:
        """Everything that a record may call a component: full references, own names, former names."""
        own = {name for entity in self.entities for name in (entity.reference, entity.name, *entity.formerly)}
        return frozenset(own)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Entity, ...]]:
        return _grouped((entity.name, entity) for entity in self.entities)

    @cached_property
    def _by_former_name(self) -> Mapping[str, tuple[Entity, ...]]:
        return _grouped((name, entity) for entity in self.entities for name in entity.formerly)


def _grouped(pairs: Iterable[tuple[str, Entity]]) -> Mapping[str, tuple[Entity, ...]]:
    groups: dict[str, list[Entity]] = defaultdict(list)
    for name, entity in pairs:
        groups[name].append(entity)
    return {name: tuple(group) for name, group in groups.items()}
