"""What an import adds to farm.yaml: the status page as an author, and the components that its incidents name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from farm_gitops.documents import tree
from farm_gitops.documents.tree import Node, Route
from farm_gitops.documents.yaml_editor import EditError, append_item, set_value
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.errors import Refused
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout

_ORDER: Final = tuple(Configuration.model_fields)


class Newcomers(NamedTuple):
    """A person (key and name) who posts in an organization, and the display names of components by key."""

    organization: str
    person: str
    name: str
    components: Mapping[str, str]


def page_author(configuration: Configuration, name: str) -> str:
    """The key of the person in whose name a status page's updates are told: the one of that name, else a free one.

    Raises Refused where that person is no longer active, since nothing new may name one.
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
    return layout.untaken(key, configuration.people)


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
    person, organization = newcomers.person, newcomers.organization
    if person not in configuration.people:
        text = _with_names(text, ("people",), {person: newcomers.name})
    if not configuration.organizations[organization].has_member(person):
        text = _as_mapping(text, ("organizations",))
        text = append_item(text, ("organizations", organization, "members"), person)
    return _with_names(text, ("components",), newcomers.components)


def _with_names(text: str, route: Route, names: Mapping[str, str]) -> str:
    """Keys with a display name each, behind those that are there."""
    values: dict[str, YamlValue] = {key: {"name": name} for key, name in names.items()}
    text = _as_mapping(text, route)
    node = _node_at(read_yaml(text).root, route)
    if values and (not isinstance(node, tree.Mapping) or not node.pairs):
        return set_value(text, route, values, order=_ORDER)
    for key, value in values.items():
        text = set_value(text, (*route, key), value)
    return text


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
    return (
        f"add `{newcomers.person}` to people and to the members of {newcomers.organization} by hand, then import again"
    )
