"""Who says so, and when: what git knows of a file, and which person of `farm.yaml` an e-mail address belongs to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, Protocol, TypeVar

from farm_gitops.model.moment import Moment


class Origin(NamedTuple):
    """The commit that brought a file or a change: a name and an e-mail that somebody typed, and two clocks.

    `authored` is when its author says it was made, `committed` is when it landed on the published branch. `subject` is
    the first line of its message, `helpers` are the e-mail addresses of its co-authors.
    """

    commit: str
    name: str
    email: str
    authored: Moment
    committed: Moment
    subject: str = ""
    helpers: tuple[str, ...] = ()


class Surety(StrEnum):
    """How surely it is known who did something, from what could not be invented to what anybody could."""

    SIGNED = "signed"
    COMMIT = "commit"
    VOUCHED = "vouched"
    FILE = "file"
    UNKNOWN = "unknown"


class Meaning(NamedTuple):
    """What a degree of surety means: in a word or two, and in a sentence."""

    label: str
    text: str


SURETIES: Final[Mapping[Surety, Meaning]] = {
    Surety.SIGNED: Meaning("signed", "Signed with a key that farm.yaml gives to this person."),
    Surety.COMMIT: Meaning(
        "by commit", "The commit carries an e-mail address of this person, which anybody can type into a commit."
    ),
    Surety.VOUCHED: Meaning("vouched for", "An admin of the organization committed it in this person's name."),
    Surety.FILE: Meaning(
        "by file", "Only the file names this person; no commit of theirs, or of an admin, is known to say the same."
    ),
    Surety.UNKNOWN: Meaning(
        "stranger", "Only a commit names this person, with an e-mail address that farm.yaml gives to nobody."
    ),
}


class Attribution(NamedTuple):
    """Who did something, and how surely: a person's key (None for a stranger), and the name that the commit states.

    `vouched_by` is the admin who committed it in that person's name.
    """

    person: str | None
    stated: str
    surety: Surety
    vouched_by: str | None = None


def attributed(
    author: str | None, origin: Origin | None, who: Callable[[str], str | None], admins: Collection[str]
) -> Attribution | None:
    """Whose work something is: of the `author` that the file names, else of the commit's; None where neither is known.

    `who` finds the person of an e-mail address, `admins` are those of the incident's organization.
    """
    if origin is None:
        return Attribution(author, "", Surety.FILE) if author else None
    committer = who(origin.email)
    if author is None:
        return Attribution(committer, origin.name, Surety.COMMIT if committer else Surety.UNKNOWN)
    if author == committer or author in map(who, origin.helpers):
        return Attribution(author, origin.name, Surety.COMMIT)
    if committer in admins:
        return Attribution(author, origin.name, Surety.VOUCHED, committer)
    return Attribution(author, origin.name, Surety.FILE)


class Touching(Protocol):
    """A commit and what it touches; what a merge took over unchanged is told by the commits that it merged."""

    @property
    def is_merge(self) -> bool:
        """Whether it has several parents."""

    @property
    def paths(self) -> Iterable[str]:
        """The paths that it touches."""


Commit = TypeVar("Commit", bound=Touching)


def acting(commits: Iterable[Commit]) -> dict[str, Commit]:
    """By path the commit whose author is the actor: of those that touch it the newest that is no merge.

    `commits` are those of one step, newest first.
    """
    found: dict[str, Commit] = {}
    for commit in commits:
        if not commit.is_merge:
            found.update({path: commit for path in commit.paths if path not in found})
    return found
