"""What an import gives: texts to be written, and an account of all that was added, repaired, skipped and refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from farm_gitops.importers.repair import Repair
from farm_gitops.importers.source_incident import Recorded
from farm_gitops.model.incident import IncidentId
from farm_gitops.records.layout import Content


class Skipped(NamedTuple):
    """A foreign record that was left out, by its id and title at the source, and why."""

    source: str
    title: str
    why: str


class Chapter(NamedTuple):
    """What one incident's source wrote down at once, as a commit tells it: the files as they were from then on.

    `recorded` is None for what nobody knows the time of; without an author whoever imports stands for it.
    """

    incident: IncidentId
    recorded: Recorded | None
    message: str
    files: Mapping[str, Content]


@dataclass(frozen=True)
class Past:
    """The history of an import: its chapters in the order of time, and farm.yaml as it must be while they land."""

    configuration: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Import:
    """The files to write (path to whole text; nothing where all is known already) and the account.

    `skipped` are maintenances and what was imported before under circumstances that forbid an addition; `refused`
    are records that could not be understood, while the others were. `past` is there where history was asked for.
    """

    files: Mapping[str, str]
    added: tuple[IncidentId, ...]
    updated: tuple[IncidentId, ...]
    unchanged: int
    repairs: tuple[Repair, ...]
    skipped: tuple[Skipped, ...]
    refused: tuple[Skipped, ...]
    past: Past | None = None
    attachments: Mapping[str, bytes] = field(default_factory=dict)
