"""Edits a YAML text by position: one value changes, and every other byte stays as it is.

Every result is read again and compared with what was meant, so that an edit either does exactly that or is refused.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Callable, Iterable
from typing import NamedTuple

from farm_gitops.documents.front_matter import split_front_matter
from farm_gitops.documents.plain_edits import with_value, without_value
from farm_gitops.documents.text import Problem
from farm_gitops.documents.tree import Mapping, Node, Plain, Route, Scalar, Sequence, plain, show_route
from farm_gitops.documents.yaml_places import children, find_place, newline_of
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_splices import append_to, insert_key, remove_child, replace_value
from farm_gitops.documents.yaml_writer import YamlValue, as_read, is_list


class EditError(Exception):
    """The text cannot be edited as asked: it is broken, nothing stands at the route, or the result would differ."""


class _Absent(NamedTuple):
    """The ranks of list items that shall go, and how many stay."""

    ranks: tuple[int, ...]
    kept: int


def set_value(
    text: str,
    route: Route,
    value: YamlValue,
    *,
    order: tuple[str, ...] = (),
    spaced: frozenset[str] = frozenset(),
) -> str:
    """The text with `value` at `route`; keys that are missing on the way are added.

    A new key goes behind the nearest preceding key of `order` that exists, else to the end of its mapping, and has
    blank lines around when it or its neighbour is in `spaced`. Raises EditError.
    """
    root = _read(text)
    place = find_place(root, route)
    if place is None:
        return _add(text, route, value, order, spaced)
    if isinstance(place.node, Scalar) and _says_already(place.node, value):
        return text
    if isinstance(place.node, Mapping) and isinstance(value, collections.abc.Mapping) and (value or not route):
        return _set_pairs(text, route, place.node, value)
    if isinstance(place.node, Sequence) and is_list(value) and (absent := _absent(place.node, value)) is not None:
        return _set_items(text, route, value, absent)
    if place.parent is None:
        raise EditError("the whole file is another kind of value; edit it by hand")
    return _accept(replace_value(text, place, value), with_value(plain(root), route, as_read(value)))


def remove_key(text: str, route: Route) -> str:
    """The text without the key (or list item) at `route`. Raises EditError, also when nothing stands there."""
    root = _read(text)
    place = find_place(root, route)
    if place is None or place.parent is None:
        raise EditError(f"there is no `{show_route(route)}` to remove")
    if len(children(place.parent)) == 1 and len(route) > 1 and not place.in_flow:
        holder = find_place(root, route[:-1])
        assert holder is not None
        return _accept(
            replace_value(text, holder, {} if isinstance(place.parent, Mapping) else []),
            without_value(plain(root), route),
        )
    return _accept(remove_child(text, place), without_value(plain(root), route))


def append_item(
    text: str,
    route: Route,
    value: YamlValue,
    *,
    order: tuple[str, ...] = (),
    spaced: frozenset[str] = frozenset(),
) -> str:
    """The text with `value` at the end of the list at `route`, which is made where it is missing or empty.

    `order` and `spaced` are those of `set_value`. Raises EditError.
    """
    root = _read(text)
    place = find_place(root, route)
    if place is None or (isinstance(place.node, Scalar) and plain(place.node) is None):
        return set_value(text, route, [value], order=order, spaced=spaced)
    if not isinstance(place.node, Sequence):
        raise EditError(f"`{show_route(route)}` is not a list")
    items = place.node.items
    if not items:
        return set_value(text, route, [value])
    expected = with_value(plain(root), (*route, len(items)), as_read(value))
    return _accept(append_to(text, place.node, value), expected)


def edit_front_matter(text: str, change: Callable[[str], str]) -> str:
    """The Markdown text with `change` applied to its YAML part, which is added where there is none; body untouched.

    Raises EditError, also when the front matter is broken or the change breaks it.
    """
    halves = split_front_matter(text)
    if isinstance(halves, Problem):
        raise EditError(f"{halves.message} {halves.cure}")
    newline = newline_of(text)
    if halves is None:
        yaml = _closed(change("").replace("\n", newline), newline)
        result, body = (f"---{newline}{yaml}---{newline}{text}" if yaml else text), text
    else:
        changed = change(halves.yaml) if halves.yaml else change("").replace("\n", newline)
        yaml, body = _closed(changed, newline), halves.body
        result = text[: halves.yaml_offset] + yaml + text[halves.yaml_offset + len(halves.yaml) :]
    after = split_front_matter(result)
    if isinstance(after, Problem) or (after is not None and (after.yaml, after.body) != (yaml, body)):
        raise EditError("this edit would break the front matter; edit the file by hand")
    return result


def _read(text: str) -> Node | None:
    reading = read_yaml(text)
    if reading.problems:
        raise EditError(f"The file cannot be edited while it is broken. {reading.problems[0].message}")
    return reading.root


def _accept(candidates: Iterable[str], expected: Plain) -> str:
    """The first candidate that reads as expected; an empty mapping and an empty document are the same."""
    for candidate in candidates:
        reading = read_yaml(candidate)
        if not reading.problems and (plain(reading.root) or None) == (expected or None):
            return candidate
    raise EditError("this edit cannot be made without changing something else; edit the file by hand")


def _add(text: str, route: Route, value: YamlValue, order: tuple[str, ...], spaced: frozenset[str]) -> str:
    root = _read(text)
    if not route:
        if not isinstance(value, collections.abc.Mapping):
            raise EditError("an empty file can only become a mapping")
        return _set_pairs(text, route, None, value)
    *above, last = route
    holder = find_place(root, tuple(above))
    items = holder.node.items if holder is not None and isinstance(holder.node, Sequence) else ()
    if isinstance(last, int) and last != len(items):
        raise EditError(f"there is no `{show_route(route)}`; the list has {len(items)} items")
    if above and (holder is None or plain(holder.node) is None):
        made: YamlValue = {last: value} if isinstance(last, str) else [value]
        return set_value(text, tuple(above), made, order=order, spaced=spaced)
    if isinstance(last, int):
        return append_item(text, tuple(above), value)
    node = holder.node if holder is not None else None
    if node is not None and not isinstance(node, Mapping):
        raise EditError(f"`{show_route(tuple(above)) or 'the file'}` is not a mapping")
    expected = with_value(plain(root), route, as_read(value))
    return _accept(insert_key(text, node, (last, value), order, spaced), expected)


def _set_pairs(text: str, route: Route, old: Mapping | None, new: collections.abc.Mapping[str, YamlValue]) -> str:
    """Key by key, so that comments and quoting within the mapping stay."""
    for key, value in new.items():
        text = set_value(text, (*route, key), value)
    gone = [key.text for key, _ in old.pairs if key.text not in new] if old else []
    for name in gone:
        text = remove_key(text, (*route, name))
    return text


def _set_items(text: str, route: Route, new: collections.abc.Sequence[YamlValue], absent: _Absent) -> str:
    """Item by item, so that comments and quoting within the list stay."""
    for rank in reversed(absent.ranks):
        text = remove_key(text, (*route, rank))
    for rank, value in enumerate(new):
        text = set_value(text, (*route, rank), value) if rank < absent.kept else append_item(text, route, value)
    for rank in reversed(range(len(new), absent.kept)):
        text = remove_key(text, (*route, rank))
    return text


def _absent(old: Sequence, new: collections.abc.Sequence[YamlValue]) -> _Absent | None:
    """Which old items the new list lacks; None when it keeps none of them and is better written anew."""
    if len(old.items) == len(new):
        return _Absent((), len(new))
    wanted = [as_read(item) for item in new]
    ranks = tuple(rank for rank, item in enumerate(old.items) if plain(item) not in wanted)
    kept = len(old.items) - len(ranks)
    return _Absent(ranks, kept) if kept else None


def _says_already(node: Scalar, value: YamlValue) -> bool:
    """Whether nothing is to do: same text, and unquoted where quotes would make a text of a number or boolean."""
    return plain(node) == as_read(value) and (isinstance(value, str) or node.plain)


def _closed(yaml: str, newline: str) -> str:
    return yaml if not yaml or yaml.endswith(("\n", "\r")) else yaml + newline
