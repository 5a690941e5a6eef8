"""People as pages show them: by the name in farm.yaml, else by what a commit claims, marked so; never by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import Origin, person_of


class Shown(NamedTuple):
    """A person by name; `is_known` is false for a name that only a commit claims."""

    name: str
    is_known: bool
    key: str | None = None


class People:
    """Who is who: asked once for each e-mail address, since the same few people write everything."""

    def __init__(self, configuration: Configuration, users: Mapping[str, str]) -> None:
        self._configuration = configuration
        self._users = users
        self._by_email: dict[str, str | None] = {}

    def key(self, author: str | None, origin: Origin | None) -> str | None:
        """The key of whoever a record names, else of whoever the commit does; None for a stranger."""
        if author is not None or origin is None:
            return author
        if origin.email not in self._by_email:
            self._by_email[origin.email] = person_of(self._configuration.people, origin.email)
        return self._by_email[origin.email]

    def shown(self, author: str | None, origin: Origin | None) -> Shown | None:
        """The person to show; None where nobody says who it was."""
        key = self.key(author, origin)
        if key is not None:
            return self.named(key)
        return Shown(_without_address(origin.name), False) if origin else None

    def named(self, key: str) -> Shown:
        """The person behind a key of farm.yaml or a user of the catalog; a key that neither knows is a stranger's."""
        if key in self._configuration.people:
            return Shown(self._configuration.person_name(key), True, key)
        return Shown(self._users.get(key, key), key in self._users, key)


def _without_address(name: str) -> str:
    """A commit's author name, without the host where somebody typed an e-mail address for a name."""
    return " ".join(word.partition("@")[0] if "@" in word else word for word in name.split()) or "unknown"
