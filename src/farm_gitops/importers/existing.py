"""What a repository already holds of a source, so that importing again adds only what is new."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from farm_gitops.documents import tree
from farm_gitops.errors import UsageError
from farm_gitops.model.catalog import Catalog
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST, Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.timeline import Entry
from farm_gitops.records.amend import amend_incident
from farm_gitops.records.document import Document
from farm_gitops.records.folder import Folder
from farm_gitops.store.snapshot import FileSnapshot

ORIGIN_KEY: Final = "x-imported-from"
"""The key under which a record says where it came from: `statuspage:<page>/<incident>`, `…/<update>` in an entry.

Records of other sources that came in an export begin with `export:<source>`.
"""

_ORIGIN_LINE: Final = re.compile(rf"^{ORIGIN_KEY}: *[\"']?([^\s\"']+)[\"']?[ \r]*$", re.MULTILINE)


class KnownEntry(NamedTuple):
    """An entry that an earlier import brought; time, author and message are missing where it is broken here."""

    origin: str
    at: Moment | None
    author: str | None
    message: str
    name: str


class Imported(NamedTuple):
    """An incident that an earlier import brought, and the entries of it that have an origin.

    `entry_names` are those of all its entries, without `.md`; `obstacle` says why nothing may be added, or is empty.
    """

    origin: str
    id: IncidentId
    text: str
    status: Status
    entries: tuple[KnownEntry, ...]
    entry_names: frozenset[str]
    obstacle: str

    def moved(self, status: Status) -> str:
        """Its facts with another status; raises EditError where they cannot be edited."""
        return self.text if status is self.status else amend_incident(self.text, {"status": status.value})

    @property
    def told(self) -> Mapping[str, KnownEntry]:
        """The entries by the ids of their updates at the source."""
        return {entry.origin.removeprefix(f"{self.origin}/"): entry for entry in self.entries}


@dataclass(frozen=True)
class Existing:
    """What is there before an import into one organization; `imported` is by origin."""

    organization: str
    configuration: Configuration
    configuration_text: str
    catalog: Catalog
    names: frozenset[str]
    imported: Mapping[str, Imported]


def existing(snapshot: FileSnapshot, organization: str) -> Existing:
    """Look through an organization's incidents; UsageError where farm.yaml does not know the organization."""
    configuration = snapshot.configuration
    if organization not in configuration.organizations:
        known = ", ".join(configuration.organizations)
        raise UsageError(f"farm.yaml knows no organization `{organization}`", f"--organization ORG, one of: {known}")
    ids = [incident for incident in snapshot.ids() if incident.organization == organization]
    return Existing(
        organization,
        configuration,
        snapshot.configuration_document.text,
        snapshot.catalog,
        frozenset(incident.name for incident in ids),
        {origin: found for incident in ids for origin, found in _imported(snapshot.folder(incident))},
    )


def imported_here(snapshot: FileSnapshot) -> Iterator[Imported]:
    """Every incident, of all organizations, that an earlier import brought."""
    for incident in snapshot.ids():
        yield from (found for _, found in _imported(snapshot.folder(incident)))


def _imported(folder: Folder) -> Iterator[tuple[str, Imported]]:
    origin = _origin(folder.facts) if folder.facts else None
    if folder.facts is None or origin is None:
        return
    facts = folder.facts.value
    yield (
        origin,
        Imported(
            origin,
            folder.incident,
            folder.facts.text,
            facts.status if facts else FIRST,
            tuple(filter(None, map(_known, folder.entries))),
            frozenset(entry.path.rpartition("/")[2].removesuffix(".md") for entry in folder.entries),
            _obstacle(folder),
        ),
    )


def _known(document: Document[Entry]) -> KnownEntry | None:
    origin, entry, name = _origin(document), document.value, document.path.rpartition("/")[2]
    if origin is None or entry is None:
        return KnownEntry(origin, None, None, "", name) if origin else None
    return KnownEntry(origin, entry.happened, entry.facts.author, entry.message, name)


def _origin(document: Document[object]) -> str | None:
    found = tree.child(document.root, ORIGIN_KEY)
    origin = tree.plain(found[1]) if found else None
    if isinstance(origin, str):
        return origin
    # What is broken elsewhere is still known by the line that says where it came from, so that it does not come twice.
    line = _ORIGIN_LINE.search(document.text) if document.root is None else None
    return line[1] if line else None


def _obstacle(folder: Folder) -> str:
    if folder.facts is None or folder.facts.value is None:
        return "its incident.yaml has errors here; mend it, then import again"
    if folder.facts.value.redacted:
        return "it is redacted here"
    if any(entry.value is None for entry in folder.entries):
        return "an entry of it has errors here; mend it, then import again"
    return ""
