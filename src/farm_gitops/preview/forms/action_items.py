"""The rows of the post-mortem's form: an action item each, and empty ones for those to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from farm_gitops.actions.revise import RevisedItem
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.model.post_mortem import ActionItem, PostMortem
from farm_gitops.preview.forms import offered
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.field import Choice, Field, Kind, given
from farm_gitops.preview.forms.typed import Typed, Wrong
from farm_gitops.records.amend import action_item
from farm_gitops.records.complaint import of_schema

_NAME: Final = re.compile(r"item-(\d{1,4})-title")
_EMPTY_ROWS: Final = 2
_TICKED: Final = "yes"


def item_rows(bench: Bench, current: PostMortem | None) -> tuple[tuple[Field, ...], ...]:
    """A row for each action item; while the words may change, some more for new ones."""
    items = current.action_items if current else ()
    is_approved = current is not None and current.is_approved
    typed = max(_numbers(bench.typed), default=-1) + 1
    more = 0 if is_approved else max(_EMPTY_ROWS, typed - len(items))
    given = [_row(bench, number, item, is_fixed=is_approved) for number, item in enumerate(items)]
    return (*given, *(_row(bench, len(items) + number, None) for number in range(more)))


def items_typed(typed: Typed, current: PostMortem | None) -> tuple[RevisedItem, ...]:
    """The action items as they shall be; Wrong for what is none. One whose title was emptied is gone."""
    return tuple(_items(typed, current.action_items if current else (), is_fixed=bool(current and current.is_approved)))


def item_field(typed: Typed, place: int, key: str) -> str:
    """The name of the field that holds a key of the item at a place of the file that is written."""
    filled = [number for number in sorted(_numbers(typed)) if typed.line(f"item-{number}-title")]
    return f"item-{filled[place]}-{key}" if place < len(filled) else ""


def _numbers(typed: Typed) -> set[int]:
    return {int(found[1]) for found in map(_NAME.fullmatch, typed.fields) if found}


def _row(bench: Bench, number: int, item: ActionItem | None, *, is_fixed: bool = False) -> tuple[Field, ...]:
    says: Mapping[str, YamlValue] = action_item(item) if item else {}
    team = (bench.organization,) if bench.organization in bench.configuration.organizations else ()
    people = offered.people(bench.configuration, team, item.assignee if item else None)

    def field(key: str, label: str, kind: Kind, choices: tuple[Choice, ...] = ()) -> Field:
        return Field(f"item-{number}-{key}", label, kind, given(str(says.get(key) or "")), choices)

    return (
        field("title", "What will be done", "fixed" if is_fixed else "line"),
        field("assignee", "By whom", "one", people),
        field("due", "Due", "day"),
        field("link", "Link", "line"),
        Field(f"item-{number}-done", "Done", "flag", given(_TICKED if item and item.done else None)),
    )


def _items(typed: Typed, current: tuple[ActionItem, ...], *, is_fixed: bool) -> Iterator[RevisedItem]:
    for number in sorted({*range(len(current))} if is_fixed else _numbers(typed)):
        before = current[number] if number < len(current) else None
        title = before.title if before and is_fixed else typed.line(f"item-{number}-title")
        if title:
            yield RevisedItem(number if before else None, _item(typed, number, title))


def _item(typed: Typed, number: int, title: str) -> ActionItem:
    given = {key: typed.line(f"item-{number}-{key}") for key in ("assignee", "due", "link")}
    filled = {key: value for key, value in given.items() if value}
    is_done = typed.line(f"item-{number}-done") == _TICKED
    try:
        return ActionItem.model_validate({"title": title, **filled, "done": is_done})
    except ValidationError as error:
        complaint = of_schema(error, ActionItem)[0]
        key = complaint.place[0] if isinstance(complaint.place, tuple) and complaint.place else "title"
        raise Wrong(f"item-{number}-{key}", complaint.message, complaint.cure, complaint.rule) from error
