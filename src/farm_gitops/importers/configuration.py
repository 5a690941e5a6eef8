"""What an import adds to farm.yaml: the status pages and people as authors, and the components that incidents name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from farm_gitops.documents import tree
from farm_gitops.documents.plain_edits import with_value
from farm_gitops.documents.tree import Node, Route
from farm_gitops.documents.yaml_editor import EditError, append_item, remove_key, set_value
from farm_gitops.documents.yaml_places import column_of
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_writer import YamlValue, as_read, write_mapping
from farm_gitops.errors import Refused
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout

_ON_ONE_LINE: Final = 3
_ORDER: Final = tuple(Configuration.model_fields)


Described = Mapping[str, Mapping[str, YamlValue]]
"""What farm.yaml says of new names, by key."""


class Newcomers(NamedTuple):
    """Who posts in which organizations, and new people, components and environments.

    Of `people` those whom farm.yaml knows stay as they are there; everybody in `members` becomes one, by organization.
    """

    members: Mapping[str, Collection[str]]
    people: Described
    components: Described
    environments: Described = MappingProxyType({})


def shown_as(names: Mapping[str, str]) -> Described:
    """Of new names nothing but how they are displayed."""
    return {key: {"name": name} for key, name in names.items()}


def page_author(configuration: Configuration, name: str, taken: Collection[str] = ()) -> str:
    """The key of the person in whose name a page's updates are told: the one of that name, else a free one.

    `taken` are keys of people who are about to be added. Raises Refused where that person is no longer active, since
    nothing new may name one.
    """
    key = layout.slug(name)
    for known, person in configuration.people.items():
        if person.name == name or (known == key and person.name is None):
            if not person.active:
                raise Refused(
                    f"{known}, in whose name the import would post, is `active: false` in farm.yaml",
                    f"set people.{known}.active to true, and import again",
                )
            return known
    return layout.untaken(key, {*configuration.people, *taken})


def with_newcomers(text: str, configuration: Configuration, newcomers: Newcomers) -> str:
    """The text of farm.yaml with all that is missing and no other byte changed; Refused where it cannot be edited."""
    try:
        edited = _edited(text, configuration, newcomers)
    except EditError as error:
        raise Refused(f"farm.yaml could not be edited: {error}", _by_hand(newcomers)) from error
    if len(edited.encode()) > layout.CONFIGURATION_LIMIT:
        raise Refused(
            f"with {len(newcomers.components):,} more components farm.yaml would be larger than 1 MiB",
            "import fewer incidents at once, or describe the components in a catalog file",
        )
    return edited


def _edited(text: str, configuration: Configuration, newcomers: Newcomers) -> str:
    new = {key: said for key, said in newcomers.people.items() if key not in configuration.people}
    text = _with_names(text, ("people",), new) if new else text
    for organization, members in newcomers.members.items():
        for person in members:
            if not configuration.organizations[organization].has_member(person):
                text = _as_mapping(text, ("organizations",))
                text = append_item(text, ("organizations", organization, "members"), person)
    for key, names in (("environments", newcomers.environments), ("components", newcomers.components)):
        text = _with_names(text, (key,), names) if names else text
    return text


def _with_names(text: str, route: Route, names: Described) -> str:
    """New keys with what is said of each, behind those that are there."""
    values: dict[str, YamlValue] = {**names}
    text = _as_mapping(text, route)
    node = _node_at(read_yaml(text).root, route)
    if len(values) > _ON_ONE_LINE and isinstance(node, tree.Mapping) and not node.pairs:
        text = remove_key(text, route)  # `{}` would take all of them on one line
    if values and (not isinstance(node, tree.Mapping) or not node.pairs):
        return set_value(text, route, values, order=_ORDER)
    return _with_many(text, route, values) if len(values) > 1 else _one_by_one(text, route, values)


def _one_by_one(text: str, route: Route, values: Mapping[str, YamlValue]) -> str:
    for key, value in values.items():
        text = set_value(text, (*route, key), value)
    return text


def _with_many(text: str, route: Route, values: Mapping[str, YamlValue]) -> str:
    """The same as one by one, where hundreds would take seconds: the editor places the first, the rest stand below."""
    first, *_ = values
    begun = set_value(text, (*route, first), values[first])
    place = tree.locate(read_yaml(begun).root, (*route, first), key=True)
    assert place is not None
    indent = column_of(begun, place.start)
    start, one = place.start - indent, write_mapping({first: values[first]}, indent=indent)
    if not begun.startswith(one, start):
        return _one_by_one(text, route, values)
    whole = begun[:start] + write_mapping(values, indent=indent) + begun[start + len(one) :]
    return whole if _holds(whole, begun, route, values) else _one_by_one(text, route, values)


def _holds(whole: str, begun: str, route: Route, values: Mapping[str, YamlValue]) -> bool:
    """Whether the whole reads as what was begun, with all of the values at the route."""
    reading, expected = read_yaml(whole), tree.plain(read_yaml(begun).root)
    for key, value in values.items():
        expected = with_value(expected, (*route, key), as_read(value))
    return not reading.problems and tree.plain(reading.root) == expected


def _as_mapping(text: str, route: Route) -> str:
    """A list of names, which will do where nothing more is known, as a mapping, which can hold more."""
    node = _node_at(read_yaml(text).root, route)
    names = tree.plain(node) if isinstance(node, tree.Sequence) else None
    return set_value(text, route, {str(name): {} for name in names}) if names else text


def _node_at(node: Node | None, route: Route) -> Node | None:
    for step in route:
        found = tree.child(node, step)
        node = found[1] if found else None
    return node


def _by_hand(newcomers: Newcomers) -> str:
    people, organizations = ", ".join(newcomers.people), ", ".join(newcomers.members)
    return f"add {people} to people and to the members of {organizations} by hand, then import again"
