"""Who wrote a source's commits, as people of farm.yaml: known by their address alone, for a name proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from farm_gitops.documents.yaml_writer import YamlValue
from farm_gitops.importers.cleaning import is_blank, one_line, shortened
from farm_gitops.importers.source_incident import Recorded, SourceAuthor
from farm_gitops.importers.times import read_quietly
from farm_gitops.model.organization import Configuration
from farm_gitops.records import layout
from farm_gitops.store.foreign_git import Commit

_NOT_IN_A_COMMIT: Final = re.compile("[<>]")


def source_author(name: str, email: str) -> SourceAuthor | None:
    """An author as a commit can state them; None where nothing is left of the address."""
    address = _NOT_IN_A_COMMIT.sub("", one_line(email)).replace(" ", "")[:200]
    shown = shortened(_NOT_IN_A_COMMIT.sub("", one_line(name)).strip(), 150)
    if not address:
        return None
    return SourceAuthor(address.partition("@")[0] if is_blank(shown) else shown, address)


def recorded(commit: Commit | None) -> Recorded | None:
    """When and by whom a version was committed; None where nobody knows when."""
    at = read_quietly(commit.committed) if commit else None
    if commit is None or at is None:
        return None
    return Recorded(at, source_author(*commit.author), commit.id, read_quietly(commit.authored))


class Authors:
    """The people behind commits: those of farm.yaml, and new ones, whose addresses under one name are one person's."""

    def __init__(self, configuration: Configuration, authors: Iterable[SourceAuthor]) -> None:
        self._configuration: Final = configuration
        self._taken: Final = {*configuration.people}
        self._new: Final[dict[str, tuple[str, list[str]]]] = {}
        self._key_of: Final[dict[str, str]] = {}
        self.known: Final[set[str]] = set()
        for author in dict.fromkeys(authors):
            self._meet(author)

    def new(self, *, active: bool) -> Mapping[str, Mapping[str, YamlValue]]:
        """What farm.yaml says of those whom it does not know, by their new keys."""
        absent: Mapping[str, YamlValue] = {} if active else {"active": False}
        return {key: {"name": name, "emails": [*emails], **absent} for key, (name, emails) in self._new.items()}

    def _meet(self, author: SourceAuthor) -> None:
        person = self._configuration.person_of(author.email)
        if person is not None:
            self.known.add(person)
            return
        key = self._key_of.get(author.name)
        if key is None:
            key = layout.untaken(layout.slug(author.name, fallback="somebody"), self._taken)
            self._taken.add(key)
            self._key_of[author.name] = key
        emails = self._new.setdefault(key, (author.name, []))[1]
        if author.email.casefold() not in map(str.casefold, self._all_emails()):
            emails.append(author.email)

    def _all_emails(self) -> list[str]:
        return [email for _, emails in self._new.values() for email in emails]
