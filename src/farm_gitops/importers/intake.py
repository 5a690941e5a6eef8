"""Foreign incidents become incidents and timeline entries of one organization; no file is read or written here.

Importing again adds only what is new: every record keeps its origin under `x-imported-from`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from farm_gitops.documents.yaml_editor import EditError
from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.account import Account, ledger_of
from farm_gitops.importers.arrivals import Texts, in_time, with_authors
from farm_gitops.importers.chapters import Growth, Written, chapters
from farm_gitops.importers.components import ComponentKeys
from farm_gitops.importers.configuration import Described, Newcomers, shown_as, with_newcomers
from farm_gitops.importers.existing import ORIGIN_KEY, Existing, Imported
from farm_gitops.importers.foreign_story import (
    Reading,
    beginning_of,
    components_of,
    life_of,
    link_title,
    note_stale_status,
    updates_of,
)
from farm_gitops.importers.foreign_words import description_of, link_of, severity_of, title_of
from farm_gitops.importers.life import Standing, Step, Told
from farm_gitops.importers.recognition import Register, known_updates
from farm_gitops.importers.repair import Ledger
from farm_gitops.importers.result import Chapter, Import, Past
from farm_gitops.importers.source_incident import (
    Recorded,
    SourceAuthor,
    SourceIncident,
    SourceVersion,
    Unusable,
)
from farm_gitops.importers.tellers import Teller, Tellers
from farm_gitops.importers.times import read_moment
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST
from farm_gitops.records import layout
from farm_gitops.records.amend import entry_text, incident_text

Found = SourceIncident | Unusable


def take_in(found: Iterable[Found], there: Existing, *, history: bool, components: Described) -> Import:
    """Import what a source holds, beside what is there already; with `history` also how it came to be.

    `components` are new ones that the source itself describes, by display name. Raises Refused where farm.yaml cannot
    take what is missing. An incident that cannot be understood is refused in the account, and the others are imported.
    """
    all_of_it = [*found]
    run = _Intake(there, [incident for incident in all_of_it if isinstance(incident, SourceIncident)], history)
    run.declare(components)
    for incident in all_of_it:
        run.take(incident)
    return run.result()


class _Intake:
    """One import while it goes on: what was written so far and the account of it."""

    def __init__(self, there: Existing, incidents: Iterable[SourceIncident], history: bool) -> None:
        self._there: Final = there
        self._history: Final = history
        self._register: Final = Register(there.imported)
        self._tellers: Final = Tellers(there.configuration, self._register, incidents)
        self._components: Final = ComponentKeys(there.catalog)
        self._names: Final = set(there.names)
        self._seen: Final[set[str]] = set()
        self._files: Final[dict[str, str]] = {}
        self._account: Final = Account()

    def declare(self, components: Described) -> None:
        """Take over the components that the source itself describes."""
        for name, said in components.items():
            self._components.declare(name, said)

    def take(self, incident: Found) -> None:
        """Import one incident, or say why not."""
        ledger = ledger_of(incident.id, incident.name)
        if isinstance(incident, Unusable):
            self._account.refuse(ledger, incident.why)
        elif incident.skip:
            self._account.skip(ledger, incident.skip)
        elif incident.key in self._seen:
            self._account.skip(ledger, "it is listed twice")
        else:
            self._seen.add(incident.key)
            self._take_once(incident, ledger)

    def _take_once(self, incident: SourceIncident, ledger: Ledger) -> None:
        known = self._register.find(incident)
        if known:
            if why := self._add_to(known, incident, ledger):
                self._account.skip(ledger, why)
        elif why := self._begin(incident, ledger):
            self._account.refuse(ledger, why)

    def result(self) -> Import:
        """Everything together; farm.yaml changes only with something that needs it."""
        files, chapters, past = dict(self._files), in_time(self._account.chapters), None
        if files:
            texts = with_authors(self._configuration(), chapters)
            past = Past(texts.meanwhile, chapters) if self._history else None
            if texts.final != self._there.configuration_text:
                files[layout.CONFIGURATION] = texts.final
        return self._account.closed(files, past)

    def _configuration(self) -> Texts:
        """farm.yaml with the people who stand for pages, and new components."""
        people = shown_as(self._tellers.heard)
        newcomers = Newcomers({self._there.organization: [*people]}, people, self._components.new)
        text = with_newcomers(self._there.configuration_text, self._there.configuration, newcomers)
        return Texts(text, text)

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
        began = incident.versions[0].recorded if incident.versions else Recorded(beginning.created)
        facts: dict[str, YamlValue] = {
            "title": title.text,
            "severity": severity_of(incident.impact, ledger).value,
            "description": description_of(title, _said(incident, told), teller.name),
            "affected_components": self._components.keys(components_of(incident, ledger), ledger),
            **beginning.keys,
            "reported_by": None if self._known_author(began) else self._tellers.hear(teller),
            "links": [{"title": link_title(incident), "url": link}] if link else None,
            ORIGIN_KEY: origin,
        }
        self._know_components(incident)
        growth = Growth(
            here,
            FIRST,
            life.end,
            [*self._entries(here, life.steps, (origin, teller))],
            lambda status, version: incident_text({**facts, **self._then(version), "status": status.value}),
            f"{here}: opened ({facts['severity']}) {title.text}",
            incident.versions,
            began,
        )
        self._files[layout.facts_path(here)] = growth.facts(life.end, None)
        self._write(growth)
        self._write_post_mortem(here, incident)
        self._account.add(here, ledger)
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
            self._account.unchanged += 1
            return ""
        if known.obstacle:
            return known.obstacle
        whose = (known.origin, self._tellers.of(incident.page))
        entries = [*self._entries(known.id, life.steps, whose, known)]
        growth = Growth(known.id, known.status, life.end, entries, lambda status, _: known.moved(status))
        try:
            facts = growth.facts(life.end, None)
        except EditError as error:
            return f"its incident.yaml could not be edited: {error}"
        if facts != known.text:
            self._files[layout.facts_path(known.id)] = facts
        self._write(growth)
        self._account.update(known.id, ledger)
        return ""

    def _write(self, growth: Growth) -> None:
        self._files.update({entry.path: entry.text for entry in growth.entries})
        if self._history:
            self._account.chapters.extend(chapters(growth))

    def _know_components(self, incident: SourceIncident) -> None:
        """Those of all versions, also without history, so that their keys do not depend on it."""
        for version in incident.versions:
            self._components.keys(version.components, Ledger("", ""))

    def _write_post_mortem(self, here: IncidentId, incident: SourceIncident) -> None:
        """The newest version; in history one commit for each."""
        path = layout.post_mortem_path(here)
        for version, before in zip(incident.post_mortems, (None, *incident.post_mortems), strict=False):
            if before is None or before.text != version.text:
                self._files[path] = version.text
                said = f"{here}: post-mortem {'amended' if before else 'begun'}"
                if self._history:
                    self._account.chapters.append(Chapter(here, version.recorded, said, {path: version.text}))

    def _then(self, version: SourceVersion | None) -> Mapping[str, YamlValue]:
        """What the facts said in a version of the source; nothing but what they say now without one."""
        if version is None:
            return {}
        unheard = Ledger("", "")
        return {
            "title": title_of(version.name, unheard).text,
            "severity": severity_of(version.impact, unheard).value,
            "affected_components": self._components.keys(version.components, unheard),
        }

    def _new_id(self, wanted: str) -> IncidentId:
        name = layout.untaken(wanted, self._names)
        self._names.add(name)
        return IncidentId(self._there.organization, name)

    def _entries(
        self, here: IncidentId, steps: Iterable[Step], whose: tuple[str, Teller], known: Imported | None = None
    ) -> Iterator[Written]:
        (origin, teller), names = whose, set(known.entry_names if known else ())
        named = {told: entry.name for told, entry in known.told.items()} if known else {}
        for step in steps:
            told, status = step
            author = self._known_author(told.recorded)
            writer = layout.slug(author.name, fallback="somebody") if author else self._tellers.hear(teller)
            name = layout.untaken(f"{told.at.compact}-{writer}", names)
            names.add(name)
            named[told.id] = f"{name}.md"
            front = {
                "at": told.at.text if told.at.text != told.at.utc else None,
                "author": None if author else teller.person,
                "status": status.value if status else None,
                "corrects": named.get(told.corrects),
                ORIGIN_KEY: f"{origin}/{told.id}",
            }
            yield Written(step, layout.entry_path(here, f"{name}.md"), entry_text(front, told.message))

    def _known_author(self, recorded: Recorded | None) -> SourceAuthor | None:
        """Whose commit will bring it; nobody's where there is no history to land it in."""
        return recorded.author if recorded and self._history else None


def _said(incident: SourceIncident, told: Sequence[Told]) -> str:
    return incident.description or (told[0].message if told else "")
