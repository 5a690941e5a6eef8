"""The people, components and environments that an export names, as farm.yaml has to know them here.

Who left and what is retired must be there once more while the incidents land that name them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from pydantic import ValidationError

from farm_gitops.documents.tree import Route
from farm_gitops.documents.yaml_editor import EditError, remove_key
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused
from farm_gitops.importers.arrivals import Texts
from farm_gitops.importers.configuration import Newcomers, with_newcomers
from farm_gitops.importers.own_stream import Keys
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.model.catalog import Catalog, Entity
from farm_gitops.model.organization import Component, Configuration, Environment, Person
from farm_gitops.model.record import Record
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout

Model = TypeVar("Model", bound=Record)
Keyed = dict[str, dict[str, YamlValue]]
"""What farm.yaml is to say of names, by key."""

_GONE: Final = {"people": ("active", False), "components": ("retired", True), "environments": ("retired", True)}


class Names:
    """What an import needs of farm.yaml, collected record by record."""

    def __init__(self, configuration: Configuration, catalog: Catalog, said: Mapping[str, Mapping[str, Keys]]) -> None:
        self._configuration: Final = configuration
        self._catalog: Final = catalog
        self._said: Final = said
        self._new: Final[dict[str, Keyed]] = {kind: {} for kind in _GONE}
        self._along: Final[dict[str, Keyed]] = {"components": {}, "environments": {}}
        self._members: Final[defaultdict[str, dict[str, None]]] = defaultdict(dict)
        self._revived: Final[dict[Route, None]] = {}
        self._again: Final[Keyed] = {}  # components by former names, for a while

    def component(self, written: str, ledger: Ledger) -> str:
        """The name under which a component of the stream is known here; new ones keep theirs where they can."""
        entity = self._catalog.find(written)
        if entity is not None:
            self._revive_component(written, entity)
            return written
        said = _valid(Component, self._said["components"].get(written, {}), tuple(Component.model_fields))
        key = _component_key(written)
        self._note_renamed(written, key, ledger)
        if self._now(written):
            said["retired"] = True  # it has another name by now, under which nothing may be new
        self._new["components"].setdefault(key, said)
        return key

    def along(self, ledger: Ledger) -> None:
        """Make known what no incident of the stream names; former names come with those that are theirs."""
        used = {*self._new["components"]}
        for written, keys in self._said["components"].items():
            key = _component_key(written)
            if not (key in used or self._now(written) or self._catalog.candidates(written) or self._catalog.find(key)):
                self._note_renamed(written, key, ledger)
                self._along["components"].setdefault(key, _valid(Component, keys, tuple(Component.model_fields)))
        for key, keys in self._said["environments"].items():
            if key not in self._configuration.environments and key not in self._new["environments"]:
                self._along["environments"][key] = _valid(Environment, keys, ("name", "retired"))

    def environment(self, key: str) -> None:
        """Make an environment known."""
        known = self._configuration.environments.get(key)
        if known is None:
            said = _valid(Environment, self._said["environments"].get(key, {}), ("name", "retired"))
            self._new["environments"].setdefault(key, said)
        elif known.retired:
            self._revived["environments", key, "retired"] = None

    def person(self, key: str, organization: str, ledger: Ledger, *, posts: bool) -> None:
        """Make a person known, and a member where they post."""
        known = self._configuration.people.get(key)
        if known is not None and not known.active:
            self._revived["people", key, "active"] = None
        if known is None and key not in self._catalog.users and key not in self._new["people"]:
            self._new["people"][key] = self._described(key, ledger)
        if posts:
            self._members[organization][key] = None

    def identity(self, key: str) -> tuple[str, str] | None:
        """The name and the address under which a person commits here; None for one without an address."""
        known = self._configuration.people.get(key)
        if known is not None:
            return (known.name or key, known.emails[0]) if known.emails else None
        said = self._new["people"].get(key, {})
        emails = said.get("emails")
        if not isinstance(emails, list) or not emails:
            return None
        return str(said.get("name") or key), str(emails[0])

    def gone(self) -> Iterator[tuple[str, str]]:
        """What must be there again while it lands: kind and name."""
        for kind, names in self._new.items():
            key, value = _GONE[kind]
            yield from ((kind, name) for name, said in names.items() if said.get(key) is value)
        yield from ((str(route[0]), str(route[1])) for route in self._revived)

    @property
    def is_needed(self) -> bool:
        """Whether anything comes along that no incident names."""
        return any(self._along.values())

    @property
    def revived(self) -> list[str]:
        """What farm.yaml itself says is gone, and records of the import name."""
        return [".".join(map(str, route)) for route in self._revived]

    def texts(self, text: str) -> Texts:
        """The text of farm.yaml, changed; Refused where it cannot be edited."""
        final = with_newcomers(text, self._configuration, self._newcomers(gone=True))
        if not [*self.gone()]:
            return Texts(final, final)
        meanwhile = with_newcomers(text, self._configuration, self._newcomers(gone=False))
        try:
            for route in self._revived:
                meanwhile = remove_key(meanwhile, route)
        except EditError as error:
            cure = f"take {', '.join(self.revived)} out of farm.yaml by hand, commit that, and import again"
            raise Refused(f"farm.yaml could not be edited: {error}", cure) from error
        return Texts(final, meanwhile)

    def _newcomers(self, *, gone: bool) -> Newcomers:
        people, components, environments = (
            {name: _without(said, () if gone else (_GONE[kind][0],)) for name, said in names.items()}
            for kind, names in self._new.items()
        )
        components = self._in_order("components", self._of_one_name(components, gone=gone))
        again = {} if gone else self._again
        environments = self._in_order("environments", environments)
        return Newcomers(dict(self._members), people, {**components, **again}, environments)

    def _of_one_name(self, new: Keyed, *, gone: bool) -> Keyed:
        """A former name is a component of its own while incidents come that use it, and the other's afterwards."""
        along = self._along["components"]
        former = {key for key in new if self._now(key) in {*new, *along}}
        if gone:
            new = {key: said for key, said in new.items() if key not in former}
        taken = self._catalog.all_names | (frozenset() if gone else former)
        return {key: _with_free_names(said, taken) for key, said in {**new, **along}.items()}

    def _in_order(self, kind: str, names: Keyed) -> Keyed:
        """As the stream has them, whichever incident was read first."""
        places = {_component_key(key): place for place, key in enumerate(self._said[kind])}
        every = {**self._along[kind], **names}
        return {key: every[key] for key in sorted(every, key=lambda key: places.get(key, len(places)))}

    def _now(self, written: str) -> str:
        """Under which name the stream knows a component today that it knows by a former one; else nothing."""
        now = self._said["components"].get(written, {}).get("now")
        return now if isinstance(now, str) else ""

    def _described(self, key: str, ledger: Ledger) -> dict[str, YamlValue]:
        said = _valid(Person, self._said["people"].get(key, {}), tuple(Person.model_fields))
        emails = said.get("emails")
        if isinstance(emails, list):
            free = [each for each in emails if self._is_free(str(each))]
            if free != emails:
                ledger.note(Oddity.SHARED_ADDRESS, f"an address of {key}, which is another person's here", "left out")
            said["emails"] = free
        return _without(said, () if said.get("emails") else ("emails",))

    def _is_free(self, email: str) -> bool:
        taken = (each for said in self._new["people"].values() for each in _texts(said.get("emails")))
        return self._configuration.person_of(email) is None and email.casefold() not in map(str.casefold, taken)

    @staticmethod
    def _note_renamed(written: str, key: str, ledger: Ledger) -> None:
        if key != written:
            ledger.note(Oddity.RENAMED_COMPONENT, f"component `{written}`, which no catalog here describes", f"`{key}`")

    def _revive_component(self, written: str, entity: Entity) -> None:
        if entity.retired:
            self._revived["components", entity.name, "retired"] = None
        if written in entity.formerly:
            self._revived["components", entity.name, "formerly"] = None
            self._again[written] = {"name": entity.title}


def is_component_name(name: str) -> bool:
    """Whether a name can be a key under `components:`."""
    try:
        Configuration.model_validate({"organizations": {"a": {}}, "components": {name: {}}})
    except ValidationError:
        return False
    return True


def _component_key(written: str) -> str:
    return written if is_component_name(written) else layout.slug(written, fallback="component")


def _with_free_names(said: dict[str, YamlValue], taken: Collection[str]) -> dict[str, YamlValue]:
    """Without those former names that are another's here."""
    free: YamlValue = [name for name in _texts(said.get("formerly")) if name not in taken]
    return {**said, "formerly": free} if free else _without(said, ("formerly",))


def used_names(record: IncidentRecord) -> tuple[frozenset[str], frozenset[str]]:
    """Who is named in a record: those who act in it for the organization, and all others."""
    facts, post_mortem = record.facts, record.post_mortem
    posters = {facts.commander, facts.reported_by, *(entry.facts.author for entry in record.entries)}
    others = {each.facts.redacted.by for each in record.entries if each.facts.redacted}
    others |= {facts.redacted.by} if facts.redacted else set()
    if post_mortem:
        posters.add(post_mortem.approved_by)
        others |= {item.assignee for item in post_mortem.action_items if item.assignee}
    posting = frozenset(filter(None, posters))
    return posting, frozenset(others) - posting


def _valid(model: type[Model], said: Keys, keys: Iterable[str]) -> dict[str, YamlValue]:
    """What is said, as far as farm.yaml may say it."""
    found = {key: value for key, value in said.items() if key in keys}
    try:
        model.model_validate(found)
    except ValidationError:
        return {}
    return found


def _without(said: Mapping[str, YamlValue], keys: tuple[str, ...]) -> dict[str, YamlValue]:
    return {key: value for key, value in said.items() if key not in keys}


def _texts(value: YamlValue) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
