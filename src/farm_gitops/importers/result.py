"""What an import gives: texts to be written, and an account of all that was added, repaired, skipped and refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from farm_gitops.importers.repair import Repair
from farm_gitops.model.incident import IncidentId


class Skipped(NamedTuple):
    """A foreign record that was left out, by its id and title at the source, and why."""

    source: str
    title: str
    why: str


@dataclass(frozen=True)
class Import:
    """The files to write (path to whole text; nothing where all is known already) and the account.

    `skipped` are maintenances and what was imported before under circumstances that forbid an addition; `refused`
    are records that could not be understood, while the others were.
    """

    files: Mapping[str, str]
    added: tuple[IncidentId, ...]
    updated: tuple[IncidentId, ...]
    unchanged: int
    repairs: tuple[Repair, ...]
    skipped: tuple[Skipped, ...]
    refused: tuple[Skipped, ...]
