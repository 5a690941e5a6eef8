"""One line of a timeline, whoever shows it: its permanent name, what it says, and how far its two clocks differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from farm_gitops.model.timeline import Item, Turn
from farm_gitops.records.layout import shown
from farm_gitops.views.people import People, without_address
from farm_gitops.views.stamp import duration_text

_BOTH_CLOCKS: Final = 15 * 60
"""Seconds between what an entry says and when it was committed from which on both are shown."""


def line_names(items: Iterable[Item]) -> tuple[str, ...]:
    """A permanent name for every line: of an entry its file's, else what became of what."""
    found, taken = [], Counter[str]()
    for item in items:
        name = _name(item)
        taken[name] += 1
        found.append(name if taken[name] == 1 else f"{name}-{taken[name]}")
    return tuple(found)


def turn_sides(turn: Turn, people: People) -> tuple[str, str]:
    """What the severity or the commander was before and after: `P3`, a person's name, or `nobody`."""
    return _value(turn, turn.before, people), _value(turn, turn.after, people)


def subject(item: Item) -> str:
    """What the commit of a derived line says of itself; empty where another line tells it, or none does."""
    said = item.origin.subject if item.origin and item.kind == "derived" else ""
    return without_address(shown(said)) if said else ""


def message(item: Item, people: People) -> str:
    """What a line says: the message of an entry, else what was changed, else what the commit says."""
    if item.entry:
        return item.entry.message
    if item.turn:
        before, after = turn_sides(item.turn, people)
        return f"{item.turn.key.capitalize()} changed from {before} to {after}."
    return subject(item)


def lag(item: Item) -> str:
    """How far the commit's clock is from the entry's: `35 min later`; empty where they agree, or one is unknown."""
    if item.origin is None or item.happened is None:
        return ""
    gap = int((item.origin.committed.instant - item.happened.instant).total_seconds())
    if abs(gap) < _BOTH_CLOCKS:
        return ""
    return f"{duration_text(abs(gap))} {'later' if gap > 0 else 'earlier'}"


def _name(item: Item) -> str:
    if item.entry:
        return item.entry.name.removesuffix(".md")
    if item.turn:
        return f"{item.turn.key}-{item.turn.after or 'nobody'}"
    return f"derived-{item.after}" if item.after else item.kind


def _value(turn: Turn, value: str | None, people: People) -> str:
    if value is None:
        return "nobody"
    return people.named(value).name if turn.key == "commander" else value
