"""Status pages for the tests of importers: documents made of a few words, and a repository in memory to import into."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from farm_gitops.importers.existing import Existing, existing
from farm_gitops.importers.result import Import
from farm_gitops.importers.statuspage import import_statuspage
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.store.history import no_origins
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.validate.judge import Question, Report, judge

CONFIGURATION = """\
# Who we are
maintainers: [alice]
organizations:
  acme: {name: Acme, admins: [alice], members: []}  # the only one
people:
  alice: {name: Alice Ng, emails: [alice@acme.example]}
"""
SAID = "Something is known."
Files = Mapping[str, str]


class House:
    """A repository that takes in what is imported."""

    def __init__(self, configuration: str = CONFIGURATION) -> None:
        self.files: dict[str, str] = {"farm.yaml": configuration}

    @property
    def snapshot(self) -> FileSnapshot:
        """Its files as they are now."""
        return FileSnapshot(InMemory({path: text.encode() for path, text in self.files.items()}), no_origins)

    def take_in(self, document: Any, organization: str = "acme") -> Import:
        """Import a document (bytes as they are, or a value that becomes JSON) and keep what it gives."""
        data = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.take(partial(import_statuspage, data), organization)

    def take(self, importer: Callable[[Existing], Import], organization: str = "acme") -> Import:
        """Import by an importer that has its source already, and keep what it gives."""
        result = importer(existing(self.snapshot, organization))
        self.files.update(result.files)
        return result

    def record(self, incident: IncidentId) -> IncidentRecord:
        """One incident, which must be readable."""
        found = self.snapshot.record(incident)
        assert found is not None
        return found

    def judged(self) -> Report:
        """What the rules say."""
        return judge(self.snapshot, Question())


def document(*incidents: Any, **page: Any) -> dict[str, Any]:
    """A Statuspage document of GitHub."""
    return {"page": {"id": "gh", "name": "GitHub", **page}, "incidents": list(incidents)}


def incident(*updates: Any, **other: Any) -> dict[str, Any]:
    """An incident at 10:00 whose updates are given oldest first."""
    facts = {
        "id": "i1",
        "name": "Errors in Actions",
        "status": updates[-1]["status"] if updates else "investigating",
        "impact": "minor",
        "created_at": "2026-11-23T10:00:00.000Z",
        "started_at": "2026-11-23T10:00:00.000Z",
        "resolved_at": None,
        "shortlink": "https://stspg.io/abc",
        "incident_updates": [*reversed(updates)],
        "components": [],
    }
    return {**facts, **other}


def lines(*records: Any) -> bytes:
    """JSON Lines of records, each a value that becomes JSON or the bytes of a line."""
    return b"\n".join(item if isinstance(item, bytes) else json.dumps(item).encode() for item in records) + b"\n"


def feed(*updates: tuple[str, int] | tuple[str, int, str], **other: Any) -> dict[str, Any]:
    """A record of a feed's export, as of 10:00, of updates as (status, minute, message)."""
    told = [{"status": word, "at": _minute(at), "message": "".join(said) or SAID} for word, at, *said in updates]
    facts = {
        "id": "9632825",
        "title": "Errors in Actions",
        "url": "https://www.githubstatus.com/incidents/5jfkz8q1mlql",
        "impact": "minor",
        "updates": told,
    }
    return {**facts, **other}


def normalised(*updates: tuple[str | None, int] | tuple[str | None, int, str], **other: Any) -> dict[str, Any]:
    """A normalised record of 10:00, of updates as (status, minute, body)."""
    told = [{"status": word, "at": _minute(at), "body": "".join(said) or SAID} for word, at, *said in updates]
    facts = {
        "source": "gcp",
        "id": "20008",
        "kind": "incident",
        "title": "Errors in Actions",
        "severity_raw": "medium",
        "created_at": _minute(0),
        "updates": told,
    }
    return {**facts, **other}


def _minute(minute: int) -> str:
    return f"2026-11-23T10:{minute:02}:00Z"


def update(status: str, minute: int, body: str = SAID, **other: Any) -> dict[str, Any]:
    """An update some minutes after ten."""
    at = f"2026-11-23T10:{minute:02}:00.000Z"
    return {"id": f"u{minute}", "status": status, "body": body, "created_at": at, "display_at": at, **other}


def only(document: Any, house: House | None = None) -> tuple[IncidentRecord, list[tuple[str, str]]]:
    """The one incident that a document gives, and its repairs as (oddity, what was made of it); no rule is broken."""
    house = house or House()
    result = house.take_in(document)
    (added,) = result.added
    assert [finding for finding in house.judged().findings if finding.level == "error"] == []
    return house.record(added), [(repair.oddity.value, repair.made) for repair in result.repairs]


def oddities(repairs: list[tuple[str, str]]) -> list[str]:
    """The names alone."""
    return [oddity for oddity, _ in repairs]


def told(record: IncidentRecord) -> list[str | None]:
    """The status that each entry tells, in time."""
    return [item.entry.facts.status for item in record.timeline() if item.entry]
