"""Which foreign incidents and updates are here already, under the same origin or because another export told them.

The API of a Statuspage and exports of the same page name its incidents alike, but page and updates differently:
an export knows no ids of updates, and its times end at the minute.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from farm_gitops.importers.existing import Imported, KnownEntry
from farm_gitops.importers.export_lines import TIME_ID
from farm_gitops.importers.foreign_words import message_of
from farm_gitops.importers.repair import Ledger
from farm_gitops.importers.source_incident import STATUSPAGE, Page, SourceIncident, SourceUpdate, identifier
from farm_gitops.importers.times import first_moment

RESOLVED_AT: Final = "resolved_at"
"""The id of the entry that stands for a `resolved_at` which no update tells."""

REWORDED: Final = "@"
"""Stands between the id of an update and the commit that gave it other words."""

Named = tuple[tuple[str, SourceUpdate], ...]

_COMPARED: Final = 60
"""How many letters of two messages must be the same; further on one may have been cut, or have a note."""


class Register:
    """Finds what earlier imports brought."""

    def __init__(self, imported: Mapping[str, Imported]) -> None:
        self._imported: Final = imported
        self._by_id: Final[defaultdict[str, list[Imported]]] = defaultdict(list)
        for origin, known in imported.items():
            if origin.startswith(f"{STATUSPAGE}:"):
                self._by_id[origin.rpartition("/")[2]].append(known)

    def find(self, incident: SourceIncident) -> Imported | None:
        """The incident here that is this one: by its origin, else by a Statuspage id that only one incident has."""
        names = (incident.id, *incident.aliases)
        known = next(filter(None, (self._imported.get(f"{incident.page.origin}/{name}") for name in names)), None)
        if known is not None or not incident.has_statuspage_id:
            return known
        same = self._by_id[incident.id]
        return same[0] if len(same) == 1 else None

    def page_here(self, page: Page, incidents: Iterable[SourceIncident]) -> tuple[str, str | None]:
        """How a page is known here: the beginning of its origins, and who tells its updates, if anybody does yet."""
        known = [*filter(None, map(self.find, incidents))]
        origins = Counter(there.origin.rpartition("/")[0] for there in known if there.origin.startswith(STATUSPAGE))
        authors = Counter(entry.author for there in known for entry in there.entries if entry.author)
        return max(origins, key=origins.__getitem__, default=page.origin), max(
            authors, key=authors.__getitem__, default=None
        )


def named_updates(incident: SourceIncident) -> Named:
    """The updates with the id by which each is known, which is its number where it has none."""
    return tuple((identifier(update.id) or f"number-{n}", update) for n, update in enumerate(incident.updates, 1))


def known_updates(incident: SourceIncident, known: Imported) -> frozenset[str]:
    """The ids of updates that are here: what is here under these ids, and what is here under another one."""
    here = dict(known.told)
    updates = named_updates(incident)
    here |= {
        name: here[root] for name, root in _rewordings(updates) if _is_newest_wording(here.get(root), root, updates)
    }
    strangers = [(name, update) for name, update in updates if name not in here]
    names = {name for name, _ in updates}
    unmet = {name: entry for name, entry in here.items() if name not in {*names, RESOLVED_AT}}
    return frozenset(here) | _met_by_time(strangers, unmet) if unmet else frozenset(here)


def _rewordings(updates: Named) -> Iterator[tuple[str, str]]:
    """The updates that only replace the words of another one, each with the id of the first wording."""
    for name, update in updates:
        if update.corrects:
            yield name, name.partition(REWORDED)[0]


def _is_newest_wording(entry: KnownEntry | None, root: str, updates: Named) -> bool:
    """Whether an entry here has the last words of an update already, as a source without history has only these."""
    if entry is None:
        return False
    newest = [update for name, update in updates if name.partition(REWORDED)[0] == root][-1]
    return _all_letters(newest.body) == _all_letters(entry.message)


def _met_by_time(strangers: list[tuple[str, SourceUpdate]], unmet: dict[str, KnownEntry]) -> frozenset[str]:
    """Those updates that an entry of the same minute tells: with the same text, else in their order."""
    left, met = dict(unmet), set()
    for exact in (True, False):
        for name, update in strangers:
            if name in met:
                continue
            alike = [there for there, entry in left.items() if _may_be(name, update, there, entry)]
            told = [there for there in alike if _same_text(update, left[there])] if exact else alike
            if told:
                met.add(name)
                del left[told[0]]
    return frozenset(met)


def _may_be(name: str, update: SourceUpdate, there: str, entry: KnownEntry) -> bool:
    # Two ids that a Statuspage gave are two updates, however much alike.
    if not name.startswith(TIME_ID) and not there.startswith(TIME_ID):
        return False
    at = first_moment(update.times, "", Ledger("", ""))
    return at is not None and entry.at is not None and at.utc[:16] == entry.at.utc[:16]


def _same_text(update: SourceUpdate, entry: KnownEntry) -> bool:
    return _letters(message_of(update.body, update.status, "", Ledger("", ""))) == _letters(entry.message)


def _letters(text: str) -> str:
    return _all_letters(text)[:_COMPARED]


def _all_letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
