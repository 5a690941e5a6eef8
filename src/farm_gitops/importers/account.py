"""The account of an import while it goes on: what was added, put right, left out and refused, record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.repair import Ledger, Repair
from farm_gitops.importers.result import Chapter, Import, Past, Skipped
from farm_gitops.model.incident import IncidentId


@dataclass
class Account:
    """Grows with every record; `chapters` only where history is wanted."""

    added: list[IncidentId] = field(default_factory=list)
    updated: list[IncidentId] = field(default_factory=list)
    unchanged: int = 0
    repairs: list[Repair] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    refused: list[Skipped] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)

    def skip(self, ledger: Ledger, why: str) -> None:
        """A record is left out."""
        self.skipped.append(Skipped(ledger.source, ledger.title, why))

    def refuse(self, ledger: Ledger, why: str) -> None:
        """A record cannot be understood."""
        self.refused.append(Skipped(ledger.source, ledger.title, why))

    def add(self, incident: IncidentId, ledger: Ledger) -> None:
        """A record became an incident."""
        self.added.append(incident)
        self.repairs.extend(ledger.repairs)

    def update(self, incident: IncidentId, ledger: Ledger) -> None:
        """A record made an incident longer."""
        self.updated.append(incident)
        self.repairs.extend(ledger.repairs)

    def closed(
        self, files: Mapping[str, str], past: Past | None, attachments: Mapping[str, bytes] | None = None
    ) -> Import:
        """The account, with the files to write."""
        return Import(
            files,
            tuple(self.added),
            tuple(self.updated),
            self.unchanged,
            tuple(self.repairs),
            tuple(self.skipped),
            tuple(self.refused),
            past,
            attachments or {},
        )


def ledger_of(source: str, title: str) -> Ledger:
    """A ledger for one record, by its id and title at the source, whatever these hold."""
    return Ledger(one_line(source)[:200], shortened(one_line(title), 80))
