"""Foreign components by the names that the catalog knows; new ones get a key of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.cleaning import is_blank, one_line, shortened
from farm_gitops.importers.configuration import Described
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.model.catalog import Catalog, Entity
from farm_gitops.records import layout

_MOST: Final = 1_000
"""How many components one incident may name, so that its file stays readable and within its limit."""


class ComponentKeys:
    """Gives each foreign component name its key, the same one whenever the name comes again."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog: Final = catalog
        self._known: Final = _by_title(catalog)
        self._taken: Final = {name for entity in catalog.entities for name in (entity.name, *entity.formerly)}
        self._new: Final[dict[str, str]] = {}
        self._described: Final[dict[str, Mapping[str, YamlValue]]] = {}
        self._key_of: Final[dict[str, str]] = {}
        self._spellings: Final[set[str]] = set()

    @property
    def new(self) -> Described:
        """What is said of the components that the catalog lacks, by their new keys."""
        return {key: {"name": name, **self._described.get(key, {})} for key, name in self._new.items()}

    def declare(self, name: str, described: Mapping[str, YamlValue]) -> None:
        """Make a component known that the source itself describes; one without a name is none."""
        key = self._key(name, Ledger("", ""))
        if key is not None:
            self._described[key] = described

    def keys(self, names: Iterable[str], ledger: Ledger) -> tuple[str, ...]:
        """The keys of an incident's components, each once, in their order."""
        found = dict.fromkeys(key for name in names if (key := self._key(name, ledger)))
        if len(found) > _MOST:
            ledger.note(Oddity.MANY_COMPONENTS, f"{len(found)} components", f"the first {_MOST} are kept")
        return tuple(found)[:_MOST]

    def _key(self, written: str, ledger: Ledger) -> str | None:
        name = shortened(one_line(written), 200)
        if is_blank(name):
            ledger.note(Oddity.NAMELESS_COMPONENT, "a component without a name", "left out")
            return None
        entity = self._known.get(_folded(name))
        if entity is not None and entity.retired:
            ledger.note(Oddity.RETIRED_COMPONENT, f"component `{name}` is retired here", "left out")
            return None
        return self._catalog.short(entity) if entity else self._new_key(name, ledger)

    def _new_key(self, name: str, ledger: Ledger) -> str:
        key = self._key_of.get(_folded(name))
        if key is None:
            key = self._declared(name, ledger)
        elif name not in self._spellings:
            made = f"taken for `{self._new[key]}`, which differs only in case"
            ledger.note(Oddity.MERGED_COMPONENT, f"component `{name}`", made)
        self._spellings.add(name)
        return key

    def _declared(self, name: str, ledger: Ledger) -> str:
        wanted = layout.slug(name, fallback="component")
        key = layout.untaken(wanted, self._taken)
        if key != wanted:
            ledger.note(Oddity.NUMBERED_COMPONENT, f"component `{name}` would be `{wanted}` like another", f"`{key}`")
        self._taken.add(key)
        self._key_of[_folded(name)] = key
        self._new[key] = name
        return key


def _by_title(catalog: Catalog) -> dict[str, Entity]:
    """Every component by its folded title; of several kinds with one title, a Component counts."""
    ordered = sorted(catalog.entities, key=lambda entity: entity.kind == "component")
    return {_folded(title): entity for entity in ordered for title in _titles(entity)}


def _titles(entity: Entity) -> tuple[str, ...]:
    """What a status page may call it: its title; where it has none, its key with blanks for `-` as well."""
    return (entity.title,) if entity.title != entity.name else (entity.name, entity.name.replace("-", " "))


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
