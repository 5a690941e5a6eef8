"""People as pages show them: by the name in farm.yaml, else by what a commit claims, marked so; never by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import Attribution, Origin, Surety, attributed
from farm_gitops.model.ssh import key_data, key_of_signature
from farm_gitops.views.level import SURETIES, Level


class Shown(NamedTuple):
    """A person by name; `is_known` is false for a name that neither farm.yaml nor the catalog lists.

    For whoever did something, `surety` says how surely that is known, and `remark` what a reader must be told of it.
    """

    name: str
    is_known: bool
    key: str | None = None
    surety: Level | None = None
    remark: str = ""


class People:
    """Who is who: asked once for each e-mail address, since the same few people write everything."""

    def __init__(self, configuration: Configuration, users: Mapping[str, str]) -> None:
        self._configuration = configuration
        self._users = users
        self._by_email: dict[str, str | None] = {}

    def attribution(self, organization: str, author: str | None, origin: Origin | None) -> Attribution | None:
        """Whose work something in an organization is, and how surely; None where nobody says who it was."""
        known = self._configuration.organizations.get(organization)
        return attributed(author, origin, self._person, known.admins if known else ())

    def shown(self, organization: str, author: str | None, origin: Origin | None) -> Shown | None:
        """The person to show for it; None where nobody says who it was."""
        found = self.attribution(organization, author, origin)
        if found is None:
            return None
        who = self.named(found.person) if found.person else Shown(without_address(found.stated), False)
        return who._replace(surety=SURETIES[found.surety], remark=self._remark(found))

    def named(self, key: str) -> Shown:
        """The person behind a key of farm.yaml or a user of the catalog; a key that neither knows is a stranger's."""
        if key in self._configuration.people:
            return Shown(self._configuration.person_name(key), True, key)
        return Shown(self._users.get(key, key), key in self._users, key)

    def signing(self, name: str, signature: str | None) -> Shown:
        """The person behind a key, for an act that is signed or not: whose key the signature names, farm.yaml says."""
        shown = self.named(name)
        person, key = self._configuration.people.get(name), key_of_signature(signature) if signature else None
        is_theirs = person is not None and key is not None and key in map(key_data, person.signing_keys)
        return shown._replace(surety=SURETIES[Surety.SIGNED]) if is_theirs else shown

    def _person(self, email: str) -> str | None:
        if email not in self._by_email:
            self._by_email[email] = self._configuration.person_of(email)
        return self._by_email[email]

    def _remark(self, found: Attribution) -> str:
        if found.vouched_by:
            return f"committed by {self.named(found.vouched_by).name}"
        if found.surety is Surety.FILE and found.stated:
            return f"committed by {without_address(found.stated)}, who is no admin"
        return ""


def without_address(text: str) -> str:
    """What somebody typed into a commit, without the host of any e-mail address."""
    return " ".join(word.partition("@")[0] if "@" in word[1:] else word for word in text.split()) or "unknown"
