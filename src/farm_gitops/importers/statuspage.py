"""Records of status pages become incidents and timeline entries of one organization; no file is read or written here.

Importing again adds only what is new: every record keeps its origin under `x-imported-from`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from farm_gitops.documents.yaml_editor import EditError
from farm_gitops.errors import UsageError
from farm_gitops.importers.cleaning import one_line, shortened
from farm_gitops.importers.components import ComponentKeys
from farm_gitops.importers.configuration import Newcomers, with_newcomers
from farm_gitops.importers.existing import ORIGIN_KEY, Existing, Imported
from farm_gitops.importers.export_lines import read_lines
from farm_gitops.importers.json_values import WrongShape
from farm_gitops.importers.life import Life, Standing, Step
from farm_gitops.importers.recognition import Register, known_updates
from farm_gitops.importers.repair import Ledger, Oddity, Repair
from farm_gitops.importers.result import Import, Skipped
from farm_gitops.importers.source_incident import STATUSPAGE, SourceIncident, Unusable
from farm_gitops.importers.statuspage_document import read_document
from farm_gitops.importers.statuspage_story import Reading, beginning_of, life_of, note_stale_status, updates_of
from farm_gitops.importers.statuspage_words import description_of, link_of, severity_of, title_of
from farm_gitops.importers.tellers import Teller, Tellers
from farm_gitops.importers.times import read_moment
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST
from farm_gitops.records import layout
from farm_gitops.records.amend import amend_incident, entry_text, incident_text

_EXPECTED: Final = (
    "give the JSON of https://YOUR-STATUS-PAGE/api/v2/incidents.json or …/api/v2/summary.json, "
    "an object with `page` and `incidents`, or JSON Lines with `title` and `updates` in each"
)


def import_statuspage(data: bytes, there: Existing) -> Import:
    """Read a document (`/api/v2/incidents.json`, `…/summary.json`) or an export beside what is there already.

    Raises UsageError where `data` is neither, Refused where farm.yaml cannot take what is missing. A single
    incident that cannot be understood is refused in the account, and the others are imported.
    """
    found = _read(data)
    run = _Run(there, [incident for incident in found if isinstance(incident, SourceIncident)])
    for incident in found:
        run.take(incident)
    return run.result()


def _read(data: bytes) -> tuple[SourceIncident | Unusable, ...]:
    """What the bytes hold, of whichever shape they are."""
    try:
        return read_document(data)
    except WrongShape as wrong:
        lines = read_lines(data)
        if not lines:
            raise UsageError(str(wrong), _EXPECTED) from wrong
        return lines


class _Run:
    """One import while it goes on: what was written so far and the account of it."""

    def __init__(self, there: Existing, incidents: Iterable[SourceIncident]) -> None:
        self._there: Final = there
        self._register: Final = Register(there.imported)
        self._tellers: Final = Tellers(there.configuration, self._register, incidents)
        self._components: Final = ComponentKeys(there.catalog)
        self._names: Final = set(there.names)
        self._seen: Final[set[str]] = set()
        self._files: Final[dict[str, str]] = {}
        self._added: Final[list[IncidentId]] = []
        self._updated: Final[list[IncidentId]] = []
        self._unchanged = 0
        self._repairs: Final[list[Repair]] = []
        self._skipped: Final[list[Skipped]] = []
        self._refused: Final[list[Skipped]] = []

    def take(self, incident: SourceIncident | Unusable) -> None:
        """Import one incident, or say why not."""
        ledger = Ledger(one_line(incident.id)[:200], shortened(one_line(incident.name), 80))
        if isinstance(incident, Unusable):
            self._refused.append(Skipped(ledger.source, ledger.title, incident.why))
        elif incident.is_maintenance:
            self._skipped.append(Skipped(ledger.source, ledger.title, "a planned maintenance is no incident"))
        elif incident.key in self._seen:
            self._skipped.append(Skipped(ledger.source, ledger.title, "it is listed twice"))
        else:
            self._seen.add(incident.key)
            self._take_once(incident, ledger)

    def _take_once(self, incident: SourceIncident, ledger: Ledger) -> None:
        known = self._register.find(incident)
        why = self._add_to(known, incident, ledger) if known else self._begin(incident, ledger)
        if why:
            account = self._skipped if known else self._refused
            account.append(Skipped(ledger.source, ledger.title, why))

    def result(self) -> Import:
        """Everything together; farm.yaml changes only with something that needs it."""
        files = dict(self._files)
        if files:
            newcomers = Newcomers(self._there.organization, self._tellers.heard, self._components.new)
            text = with_newcomers(self._there.configuration_text, self._there.configuration, newcomers)
            if text != self._there.configuration_text:
                files[layout.CONFIGURATION] = text
        return Import(
            files,
            tuple(self._added),
            tuple(self._updated),
            self._unchanged,
            tuple(self._repairs),
            tuple(self._skipped),
            tuple(self._refused),
        )

    def _begin(self, incident: SourceIncident, ledger: Ledger) -> str:
        """Write a new incident; returns why it cannot be, or nothing."""
        for oddity, found, made in incident.odd:
            ledger.note(oddity, found, made)
        title = title_of(incident.name, ledger)
        link = link_of(incident.link, ledger)
        created = read_moment(incident.created_at, "created_at", ledger)
        reading = Reading(created, link, frozenset(), ledger)
        told = updates_of(incident, reading)
        beginning = beginning_of(incident, told, reading)
        if beginning is None:
            return "it has no time that can be read"
        life = life_of(incident, told, Standing(FIRST), ledger)
        note_stale_status(incident, life.end, ledger)
        here = self._new_id(layout.incident_name(beginning.created, title.text))
        teller = self._tellers.of(incident.page)
        origin = f"{teller.origin}/{incident.id}"
        facts = {
            "title": title.text,
            "severity": severity_of(incident.impact, ledger).value,
            "status": life.end.value,
            "description": description_of(title, told[0].message if told else "", teller.name),
            "affected_components": self._components.keys(_components_of(incident, ledger), ledger),
            "started_at": beginning.started.text if beginning.started else None,
            "created_at": beginning.created.text,
            "reported_by": teller.person,
            "links": [{"title": _link_title(incident), "url": link}] if link else None,
            ORIGIN_KEY: origin,
        }
        self._files[layout.facts_path(here)] = incident_text(facts)
        self._write_entries(here, life.steps, (origin, teller), frozenset())
        self._added.append(here)
        self._repairs.extend(ledger.repairs)
        return ""

    def _add_to(self, known: Imported, incident: SourceIncident, ledger: Ledger) -> str:
        """Write what is new of an incident that is there; returns why it cannot be, or nothing."""
        unheard = Ledger(ledger.source, ledger.title)
        created = read_moment(incident.created_at, "created_at", unheard)
        link = link_of(incident.link, unheard)
        told = updates_of(incident, Reading(created, link, known_updates(incident, known), ledger))
        since = max((entry.at for entry in known.entries if entry.at), default=None)
        life = life_of(incident, told, Standing(known.status, since), ledger)
        if not life.steps and life.end is known.status:
            # What is odd about it was reported when it was imported.
            self._unchanged += 1
            return ""
        if known.obstacle:
            return known.obstacle
        try:
            self._move(known, life)
        except EditError as error:
            return f"its incident.yaml could not be edited: {error}"
        teller = self._tellers.of(incident.page)
        self._write_entries(known.id, life.steps, (known.origin, teller), known.entry_names)
        self._updated.append(known.id)
        self._repairs.extend(ledger.repairs)
        return ""

    def _move(self, known: Imported, life: Life) -> None:
        if life.end is not known.status:
            self._files[layout.facts_path(known.id)] = amend_incident(known.text, {"status": life.end.value})

    def _new_id(self, wanted: str) -> IncidentId:
        name = layout.untaken(wanted, self._names)
        self._names.add(name)
        return IncidentId(self._there.organization, name)

    def _write_entries(
        self, here: IncidentId, steps: Iterable[Step], whose: tuple[str, Teller], taken: frozenset[str]
    ) -> None:
        (origin, teller), names = whose, set(taken)
        for told, status in steps:
            name = layout.untaken(f"{told.at.compact}-{teller.person}", names)
            names.add(name)
            front = {
                "at": told.at.text if told.at.text != told.at.utc else None,
                "author": teller.person,
                "status": status.value if status else None,
                ORIGIN_KEY: f"{origin}/{told.id}",
            }
            self._files[layout.entry_path(here, f"{name}.md")] = entry_text(front, told.message)


def _link_title(incident: SourceIncident) -> str:
    return "Statuspage" if incident.page.origin.startswith(f"{STATUSPAGE}:") else "Status page"


def _components_of(incident: SourceIncident, ledger: Ledger) -> tuple[str, ...]:
    """The incident's own and those of its updates, where it is no wonder that they come again."""
    if len(set(incident.components)) < len(incident.components):
        ledger.note(Oddity.REPEATED_COMPONENT, "a component listed twice", "kept once")
    return (*incident.components, *(name for update in incident.updates for name in update.components))
