"""The way back into files: a new record's text, and an old text with only those lines changed that must change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from farm_gitops.documents.front_matter import FrontMatter, split_front_matter, without_blank_lines
from farm_gitops.documents.tree import child
from farm_gitops.documents.yaml_editor import append_item, edit_front_matter, remove_key, set_value
from farm_gitops.documents.yaml_reader import read_yaml
from farm_gitops.documents.yaml_writer import YamlValue, write_mapping
from farm_gitops.model import incident, post_mortem
from farm_gitops.model.post_mortem import ActionItem
from farm_gitops.model.timeline import EntryFrontMatter
from farm_gitops.records import layout

Changes = Mapping[str, YamlValue]
"""Keys and their new values; None takes a key out."""

_ITEM_ORDER: Final = tuple(ActionItem.model_fields)
_ENTRY_ORDER: Final = tuple(EntryFrontMatter.model_fields)
_BLANK_LINES: Final = incident.SPACED_KEYS


def modeline(kind: str, depth: int) -> str:
    """The first line of a YAML file, by which editors find the schema (yaml-language-server's modeline)."""
    return f"# yaml-language-server: $schema={'../' * depth}{layout.SCHEMAS}/{kind}.json\n"


def incident_text(facts: Changes) -> str:
    """A new `incident.yaml`; keys without a value are left out, the user's own (`x-…`) come last."""
    own = tuple(key for key in facts if key.startswith("x-"))
    given = {key: facts[key] for key in (*incident.KEY_ORDER, *own) if _is_given(facts.get(key))}
    return modeline("incident", depth=3) + write_mapping(given, blank_lines_around=_BLANK_LINES)


def amend_incident(text: str, changes: Changes) -> str:
    """`incident.yaml` with some keys changed and no other byte."""
    return _amended(text, changes, incident.KEY_ORDER, _BLANK_LINES)


def entry_text(front: Changes, message: str) -> str:
    """A new timeline entry."""
    return _with_front_matter({key: value for key, value in front.items() if _is_given(value)}, message)


def post_mortem_text(front: Changes, body: str) -> str:
    """A new `postmortem.md`."""
    given = {key: front[key] for key in post_mortem.KEY_ORDER if _is_given(front.get(key))}
    return _with_front_matter(given, body)


def amend_post_mortem(text: str, changes: Changes) -> str:
    """`postmortem.md` with some keys of its front matter changed and no other byte."""
    return edit_front_matter(text, lambda yaml: _amended(yaml, changes, post_mortem.KEY_ORDER, frozenset()))


def action_item(item: ActionItem) -> dict[str, YamlValue]:
    """An action item as a post-mortem writes it; keys without a value are left out."""
    due = item.due.isoformat() if item.due else None
    known = {"title": item.title, "assignee": item.assignee, "done": item.done, "due": due, "link": item.link}
    return {key: value for key, value in known.items() if value is not None}


def amend_items(text: str, key: str, added: Sequence[YamlValue], done: Sequence[int] = ()) -> str:
    """`postmortem.md` with items added at the end of a list, and those at some places (from 0) marked as done."""

    def change(yaml: str) -> str:
        for place in done:
            yaml = set_value(yaml, (key, place, "done"), True, order=_ITEM_ORDER)
        for item in added:
            yaml = append_item(yaml, (key,), item, order=post_mortem.KEY_ORDER)
        return yaml

    return edit_front_matter(text, change)


def revise_items(
    text: str, current: Sequence[ActionItem], kept: Mapping[int, ActionItem], added: Sequence[ActionItem]
) -> str:
    """`postmortem.md` whose action items say what those `kept` say, by their places from 0, and then those `added`.

    What an item says already stays as it is written, keys of the user's own as well.
    """

    def change(yaml: str) -> str:
        for place, item in kept.items():
            yaml = _revised_item(yaml, place, action_item(current[place]), action_item(item))
        for place in sorted({*range(len(current))} - {*kept}, reverse=True):
            yaml = remove_key(yaml, ("action_items", place))
        for item in added:
            yaml = append_item(yaml, ("action_items",), action_item(item), order=post_mortem.KEY_ORDER)
        return yaml

    return edit_front_matter(text, change)


def _revised_item(yaml: str, place: int, before: Changes, after: Changes) -> str:
    for key, value in after.items():
        if before.get(key) != value:
            yaml = set_value(yaml, ("action_items", place, key), value, order=_ITEM_ORDER)
    for key in before.keys() - after.keys():
        yaml = remove_key(yaml, ("action_items", place, key))
    return yaml


def amend_body(text: str, body: str) -> str:
    """`postmortem.md` with another body; the front matter stays as it is."""
    parts = split_front_matter(text)
    assert isinstance(parts, FrontMatter)
    newline = "\r\n" if "\r\n" in text[: parts.body_offset] else "\n"
    head = text[: parts.body_offset] + ("" if text[: parts.body_offset].endswith("\n") else newline)
    return head + without_blank_lines(body).replace("\r\n", "\n").replace("\n", newline) + newline


def redact_incident(text: str, redaction: Changes) -> str:
    """`incident.yaml` with its description taken out."""
    return amend_incident(text, {"description": incident.WITHHELD, "redacted": redaction})


def redact_entry(text: str, redaction: Changes) -> str:
    """A timeline entry with its message taken out; its front matter says so and keeps every other byte."""
    said = edit_front_matter(text, lambda yaml: set_value(yaml, ("redacted",), redaction, order=_ENTRY_ORDER))
    parts = split_front_matter(said)
    assert isinstance(parts, FrontMatter)
    return said[: parts.body_offset]


def restored_incident(facts: Changes) -> str:
    """An `incident.yaml` that says all of what another one said, empty values and the user's own keys included."""
    order = {key: place for place, key in enumerate(incident.KEY_ORDER)}
    ordered = sorted(facts, key=lambda key: order.get(key, len(order)))
    return modeline("incident", depth=3) + write_mapping(
        {key: facts[key] for key in ordered}, blank_lines_around=_BLANK_LINES
    )


def restored_markdown(front: Changes, body: str) -> str:
    """A timeline entry or a post-mortem that says all of what another one said."""
    if not front and not body.startswith("---"):
        return f"{body}\n" if body else ""
    return f"---\n{write_mapping(front)}---\n" + (f"{body}\n" if body else "")


def _amended(text: str, changes: Changes, order: tuple[str, ...], spaced: frozenset[str]) -> str:
    for key, value in changes.items():
        if _is_given(value):
            text = set_value(text, (key,), value, order=order, spaced=spaced)
        elif child(read_yaml(text).root, key) is not None:
            text = remove_key(text, (key,))
    return text


def _is_given(value: YamlValue) -> bool:
    return value is not None and value not in ((), [])


def _with_front_matter(front: Changes, body: str) -> str:
    head = f"---\n{write_mapping(front)}---\n" if front else ""
    words = without_blank_lines(body)
    return f"{head}{words}\n" if words else head
