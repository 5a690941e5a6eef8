"""Our own export, read back: the same records here, under the same ids where these are free. See docs/export.md.

Importing again adds only what is new; what differs here and there stays as it is here, and is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.errors import Refused, UsageError
from farm_gitops.importers.account import Account, ledger_of
from farm_gitops.importers.arrivals import in_time, with_authors
from farm_gitops.importers.existing import ORIGIN_KEY, Imported, imported_here
from farm_gitops.importers.own_growth import additions, of_growth
from farm_gitops.importers.own_history import own_chapters
from farm_gitops.importers.own_names import Names, used_names
from farm_gitops.importers.own_record import Restored, restored
from farm_gitops.importers.own_references import with_references
from farm_gitops.importers.own_stream import Keys, OwnIncident, OwnStream, read_stream
from farm_gitops.importers.repair import Ledger, Oddity, Repair
from farm_gitops.importers.result import Import, Past
from farm_gitops.importers.source_incident import Recorded, SourceAuthor, Unusable
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.store.snapshot import FileSnapshot

_ORIGIN: Final = "farm-gitops"


def import_own(data: bytes, there: FileSnapshot, organization: str | None, *, history: bool = False) -> Import:
    """Read an export into the organizations that it names, or all of it into `organization`.

    Raises UsageError where it is no export or an organization is unknown here, Refused where farm.yaml cannot take
    what is missing.
    """
    stream = _sound(read_stream(data))
    _require_organizations(stream, there, organization)
    run = _Run(there, stream, organization, history)
    for incident in stream.incidents:
        run.take(incident)
    return run.result()


def _require_organizations(stream: OwnStream, there: FileSnapshot, organization: str | None) -> None:
    named = {each.id.organization for each in stream.incidents if isinstance(each, OwnIncident)}
    known = there.configuration.organizations
    for name in [organization] if organization else sorted(named):
        if name not in known:
            cure = f"add it to farm.yaml, or bring all into one: --organization ORG, one of: {', '.join(known)}"
            raise UsageError(f"farm.yaml knows no organization `{name}`", cure)


class _Place(NamedTuple):
    """Where an incident of the stream lies here; `is_here` where it does already."""

    id: IncidentId
    is_here: bool


class _Run:
    """One import while it goes on."""

    def __init__(self, there: FileSnapshot, stream: OwnStream, organization: str | None, history: bool) -> None:
        self._there: Final = there
        self._history: Final = history
        self._names: Final = Names(there.configuration, there.catalog, stream.names)
        self._places: Final = _places(there, stream, organization)
        self._refer: Final = {known: known for known in there.ids()} | {
            source: place.id for source, place in self._places.items()
        }
        self._texts: Final[dict[str, str]] = {}
        self._attachments: Final[dict[str, bytes]] = {}
        self._account: Final = Account()
        self._seen: Final[set[IncidentId]] = set()

    def take(self, incident: OwnIncident | Unusable) -> None:
        """Import one incident, or say why not."""
        if isinstance(incident, Unusable):
            self._account.refuse(ledger_of(incident.id, incident.name), incident.why)
            return
        ledger = ledger_of(str(incident.id), str(incident.facts.get("title")))
        if incident.id in self._seen:
            self._account.skip(ledger, "it is listed twice")
            return
        self._seen.add(incident.id)
        place = self._places[incident.id]
        found = restored(incident, place.id, self._facts(incident, place, ledger), names_authors=not self._history)
        if isinstance(found, str):
            self._account.refuse(ledger, found)
        elif place.is_here:
            self._grow(found, ledger)
        else:
            self._begin(found, ledger)

    def result(self) -> Import:
        """Everything together."""
        document = self._there.configuration_document.text
        self._refuse_the_dead()
        others = ledger_of("components", "that no incident names")
        self._names.along(others)
        self._account.repairs.extend(others.repairs)
        comes = self._texts or self._attachments or self._names.is_needed
        names = self._names.texts(document) if comes else None
        ordered = in_time(self._account.chapters)
        past, files = None, dict(self._texts)
        if names is not None:
            texts = with_authors(names, ordered)
            past = Past(texts.meanwhile, ordered) if self._history else None
            text = texts.final if self._history else texts.meanwhile
            if text != document:
                files[layout.CONFIGURATION] = text
        self._account.repairs.extend(self._of_names())
        return self._account.closed(files, past, self._attachments)

    def _facts(self, incident: OwnIncident, place: _Place, ledger: Ledger) -> Keys:
        facts = with_references(incident, self._refer, ledger)
        components = facts.get("affected_components")
        if isinstance(components, list):
            facts["affected_components"] = [self._names.component(str(name), ledger) for name in components]
        environments = facts.get("affected_environments")
        for name in environments if isinstance(environments, list) else ():
            self._names.environment(str(name))
        if place.id.name != incident.id.name:
            facts[ORIGIN_KEY] = f"{_ORIGIN}:{incident.id}"
            if not place.is_here:
                ledger.note(
                    Oddity.RENAMED_INCIDENT, f"{incident.id}, under which another incident lies here", str(place.id)
                )
        return facts

    def _begin(self, found: Restored, ledger: Ledger) -> None:
        self._meet(found.record, ledger)
        for name, data in found.source.attachments.items():
            if data is None:
                ledger.note(Oddity.MISSING_ATTACHMENT, f"attachment {name}, without its content", "left out")
        if not self._history:
            _note_acts_of_others(found.record, ledger)
        self._keep(found.files)
        self._account.add(found.incident, ledger)
        if self._history:
            self._account.chapters.extend(own_chapters(found, self._sign))

    def _grow(self, found: Restored, ledger: Ledger) -> None:
        here = self._there.record(found.incident)
        if here is None:
            why = "its files have errors here; mend them, then import again"
            self._account.skip(ledger, why)
            return
        text = _facts_text(self._there, found.incident)
        added = additions(text, here, found)
        if added.differs:
            self._account.skip(ledger, added.differs)
        if not added.files:
            self._account.unchanged += 1
            return
        self._meet(found.record, ledger)
        self._keep(added.files)
        if self._history:
            self._account.chapters.extend(of_growth(text, here, found, own_chapters(found, self._sign)))
        self._account.update(found.incident, ledger)

    def _keep(self, files: Mapping[str, layout.Content]) -> None:
        for path, content in files.items():
            if isinstance(content, str):
                self._texts[path] = content
            else:
                self._attachments[path] = content

    def _meet(self, record: IncidentRecord, ledger: Ledger) -> None:
        posters, others = used_names(record)
        for key in sorted(posters | others):
            self._names.person(key, record.id.organization, ledger, posts=key in posters)

    def _sign(self, person: str, recorded: Recorded) -> Recorded:
        """Under the identity that the person has here, or will have; else as the stream has it."""
        known = self._names.identity(person) if person else None
        return recorded._replace(author=SourceAuthor(*known)) if known else recorded

    def _refuse_the_dead(self) -> None:
        """Without history, nothing new may name what farm.yaml says is gone."""
        if self._names.revived and not self._history:
            raise Refused(
                f"the export names what is gone here: {', '.join(self._names.revived)}",
                "import it with its history, while which it is there again: --history",
            )

    def _of_names(self) -> Iterator[Repair]:
        """What is gone where the stream comes from, and has to be there while it lands."""
        if self._history or not (self._texts or self._attachments):
            return
        for kind, name in self._names.gone():
            made = "there again, since incidents name it; once this has landed, say in farm.yaml that it is gone"
            yield Repair(Oddity.GONE_NAME, f"{kind}.{name}", "", f"{name} is gone", made)


def _sound(stream: OwnStream) -> OwnStream:
    """The stream with a reason in the place of each incident whose files would be wrong, before any refers to it."""
    return stream._replace(incidents=tuple(map(_sound_or_reason, stream.incidents)))


def _sound_or_reason(incident: OwnIncident | Unusable) -> OwnIncident | Unusable:
    if isinstance(incident, Unusable):
        return incident
    found = restored(incident, incident.id, incident.facts, names_authors=False)
    title = incident.facts.get("title")
    return Unusable(str(incident.id), str(title or ""), found) if isinstance(found, str) else incident


def _places(there: FileSnapshot, stream: OwnStream, organization: str | None) -> dict[IncidentId, _Place]:
    """Where each incident of the stream lies, or will: under its own id, unless another incident has it."""
    origins: dict[str, Imported] = {}
    taken = set(there.ids())
    places: dict[IncidentId, _Place] = {}
    for each in stream.incidents:
        if not isinstance(each, OwnIncident) or each.id in places:
            continue
        wanted = IncidentId(organization or each.id.organization, each.id.name)
        if wanted not in taken:
            taken.add(wanted)
            places[each.id] = _Place(wanted, is_here=False)
        elif wanted not in {place.id for place in places.values()} and _is_same(there.record(wanted), each):
            places[each.id] = _Place(wanted, is_here=True)
        else:
            origins = origins or {found.origin: found for found in imported_here(there)}
            known = origins.get(f"{_ORIGIN}:{each.id}")
            name = layout.untaken(
                wanted.name, {other.name for other in taken if other.organization == wanted.organization}
            )
            places[each.id] = _Place(known.id, True) if known else _Place(wanted._replace(name=name), False)
            taken.add(places[each.id].id)
    return places


def _is_same(here: IncidentRecord | None, there: OwnIncident) -> bool:
    """Whether two of one id are one: reported at the same moment, or, where a file does not say, of the same title."""
    if here is None:
        return True  # a broken one keeps its place
    stated = there.facts.get("created_at")
    if here.facts.created_at and stated:
        return here.facts.created_at.text == stated
    return here.facts.title == there.facts.get("title")


def _note_acts_of_others(record: IncidentRecord, ledger: Ledger) -> None:
    """What an audit accepts only from the one who did it, which is what --history commits."""
    acts = [entry.facts.redacted for entry in record.entries] + [record.facts.redacted]
    people = {redaction.by for redaction in acts if redaction}
    if record.post_mortem and record.post_mortem.approved_by:
        people.add(record.post_mortem.approved_by)
    for person in sorted(people):
        made = "kept; an audit accepts it from them alone, so import with --history, unless that is you"
        ledger.note(Oddity.ANOTHERS_ACT, f"an approval or redaction by {person}", made)


def _facts_text(there: FileSnapshot, incident: IncidentId) -> str:
    facts = there.folder(incident).facts
    return facts.text if facts else ""
