"""The files of an incident's step: which are new, which are gone, who changed them, and how to put them back."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from farm_gitops.model.changes import EntryAdded
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.step import IncidentStep, Step
from farm_gitops.model.timeline import Entry
from farm_gitops.records import layout
from farm_gitops.records.layout import EntryFile, FactsFile, Place

BASE: Final = "\0base\0"
"""Stands for the base of the step in a cure, as no path can; rules do not know what it is called."""


def who(step: Step, path: str) -> str:
    """Who changed a path, as a message names them."""
    actor = step.actor(path)
    return actor.shown if actor else "a merge commit"


def put_back(step: Step, path: str) -> str:
    """What to type so that a path is again as it was before; a folder will do."""
    quoted = shlex.quote(path)
    return f"git rm -- {quoted}" if step.is_new(path) else f"git checkout {BASE} -- {quoted}"


def is_new_incident(change: IncidentStep) -> bool:
    """Whether there was no `incident.yaml` before; one that could not be read is none that is new."""
    return change.step.is_new(layout.facts_path(change.id))


def is_deleted(change: IncidentStep) -> bool:
    """Whether the step takes `incident.yaml` away; one that can no longer be read is for other rules."""
    return change.step.is_gone(layout.facts_path(change.id))


def new_entries(change: IncidentStep) -> tuple[Entry, ...]:
    """The entries whose files the step brings."""
    added = (each.entry for each in change.changes if isinstance(each, EntryAdded))
    return tuple(entry for entry in added if change.step.is_new(layout.entry_path(change.id, entry.name)))


def lost_unread(change: IncidentStep, kind: type[Place]) -> Iterator[str]:
    """Files of a kind that are gone from an incident whose facts could not be read before.

    Nobody can tell what they said; a broken `incident.yaml` at the base must not leave its folder without protection.
    """
    if change.before is not None or is_deleted(change):
        return
    for file in change.step.below(layout.folder(change.id)):
        if change.step.is_gone(file.path) and isinstance(layout.place(file.path), kind):
            yield file.path


def new_home(change: IncidentStep) -> IncidentId | None:
    """The new incident that holds the facts or an entry of one that is gone, byte for byte."""
    for file in change.step.below(layout.folder(change.id)):
        if file.before and file.after is None and isinstance(layout.place(file.path), FactsFile | EntryFile):
            path = change.step.reappears(file.before)
            home = layout.incident_of(path) if path else None
            if home and change.step.is_new(layout.facts_path(home)):
                return home
    return None
