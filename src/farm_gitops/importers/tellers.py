"""In whose name the updates of each foreign page are told here, and how its origins begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from farm_gitops.importers.configuration import page_author
from farm_gitops.importers.recognition import Register
from farm_gitops.importers.source_incident import Page, SourceIncident
from farm_gitops.model.organization import Configuration


class Teller(NamedTuple):
    """The person (key and name) who stands for a page, and what every origin of its incidents begins with."""

    origin: str
    person: str
    name: str


class Tellers:
    """Finds or names the person for each page, the same one whenever the page comes again under another name."""

    def __init__(self, configuration: Configuration, register: Register, incidents: Iterable[SourceIncident]) -> None:
        self._configuration: Final = configuration
        self._register: Final = register
        self._of: Final[dict[Page, Teller]] = {}
        self._heard: Final[dict[str, str]] = {}
        self._incidents: Final[defaultdict[Page, list[SourceIncident]]] = defaultdict(list)
        for incident in incidents:
            self._incidents[incident.page].append(incident)

    @property
    def heard(self) -> Mapping[str, str]:
        """The names of all who told something, by their keys."""
        return self._heard

    def hear(self, teller: Teller) -> str:
        """The person in whose name something is told, who will have to be in farm.yaml."""
        self._heard[teller.person] = teller.name
        return teller.person

    def of(self, page: Page) -> Teller:
        """Who tells for a page; Refused where that person is no longer active."""
        if page not in self._of:
            self._of[page] = self._new(page)
        return self._of[page]

    def _new(self, page: Page) -> Teller:
        origin, author = self._register.page_here(page, self._incidents[page])
        name = self._name_of(author) or page.name
        taken = {teller.person for teller in self._of.values()}
        same = next((teller.person for teller in self._of.values() if teller.name == name), None)
        return Teller(origin, same or page_author(self._configuration, name, taken), name)

    def _name_of(self, author: str | None) -> str | None:
        person = self._configuration.people.get(author) if author else None
        return (person.name or author) if person else None
