"""One step of history: what lands on the published branch at once, the commits that make it up and who made them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from farm_gitops.model.changes import Change, changes
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import person_of
from farm_gitops.model.snapshot import IncidentRecord, Snapshot


class Signed(NamedTuple):
    """A name and an e-mail address as a commit states them; anybody can type them."""

    name: str
    email: str


class Commit(NamedTuple):
    """A commit of a step, and the paths that it touches (for a merge: what only the merge itself holds)."""

    id: str
    author: Signed
    co_authors: tuple[Signed, ...]
    is_merge: bool
    paths: frozenset[str]


class ChangedFile(NamedTuple):
    """A file that differs between the two sides, by the ids of its content; None where it is not there."""

    path: str
    before: str | None
    after: str | None


class Actor(NamedTuple):
    """Who made a change: what the commit states, and the people of the base that it names.

    `person` is the author, `helpers` are co-authors, who count for entries and never for approval or policy.
    """

    stated: Signed
    person: str | None
    helpers: frozenset[str]

    @property
    def shown(self) -> str:
        """The person's key, else what the commit states."""
        return self.person or f"{self.stated.name} <{self.stated.email}>"


@dataclass(frozen=True)
class Step:
    """Everything before and after, what differs, and the commits between, newest first.

    `before` is None for the founding step, which is judged by its own policy.
    """

    before: Snapshot | None
    after: Snapshot
    changed: tuple[ChangedFile, ...]
    commits: tuple[Commit, ...]

    @cached_property
    def policy(self) -> Configuration:
        """Who may do what: as the base says, never as the change under review does."""
        return (self.before or self.after).configuration

    def actor(self, path: str) -> Actor | None:
        """Who changed a path: the author of the newest commit that touches it and is no merge; None where none does."""
        return self._actors.get(path)

    def meddler(self, path: str) -> str | None:
        """Somebody else whose merge commit changed a path after its actor did, so that the actor did not see it all."""
        actor = self.actor(path)
        for commit in self.commits:
            if path in commit.paths:
                author = self._person(commit.author)
                return author if commit.is_merge and actor and author != self._person(actor.stated) else None
        return None

    @cached_property
    def all_authors(self) -> frozenset[str]:
        """Everybody who wrote or helped to write a commit of the step: a person's key, else an e-mail address.

        A merge commit counts where it holds something of its own; whoever presses "update branch" wrote nothing.
        """
        written = (commit for commit in self.commits if commit.paths or not commit.is_merge)
        return frozenset(self._person(who) for commit in written for who in (commit.author, *commit.co_authors))

    def is_new(self, path: str) -> bool:
        """Whether a file was not there before."""
        file = self._by_path.get(path)
        return file is not None and file.before is None

    def is_gone(self, path: str) -> bool:
        """Whether a file that was there is no more."""
        file = self._by_path.get(path)
        return file is not None and file.before is not None and file.after is None

    def differs(self, path: str) -> bool:
        """Whether a file is new, gone or has other content, and be it only a comment."""
        file = self._by_path.get(path)
        return file is not None and file.before != file.after

    def below(self, folder: str) -> Iterator[ChangedFile]:
        """What changed inside a folder, sorted by path."""
        prefix = f"{folder}/"
        paths = self._paths
        inside = (paths[place] for place in range(bisect_left(paths, prefix), len(paths)))
        return (self._by_path[path] for path in takewhile(lambda path: path.startswith(prefix), inside))

    def reappears(self, content: str) -> str | None:
        """The first new file that has a content (by its id), or None."""
        return self._new_homes.get(content)

    @cached_property
    def _by_path(self) -> Mapping[str, ChangedFile]:
        return {file.path: file for file in self.changed}

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._by_path)

    @cached_property
    def _new_homes(self) -> Mapping[str, str]:
        backwards = (self._by_path[path] for path in reversed(self._paths))
        return {file.after: file.path for file in backwards if file.before is None and file.after is not None}

    @cached_property
    def _actors(self) -> Mapping[str, Actor]:
        """By path; each commit's author is looked up once, since a step can hold very many files."""
        actors: dict[str, Actor] = {}
        for commit in self.commits:
            if not commit.is_merge:
                actor = self._actor(commit)
                actors.update({path: actor for path in commit.paths if path not in actors})
        return actors

    def _actor(self, commit: Commit) -> Actor:
        people = self.policy.people
        helpers = (person_of(people, helper.email) for helper in commit.co_authors)
        return Actor(commit.author, person_of(people, commit.author.email), frozenset(filter(None, helpers)))

    def _person(self, signed: Signed) -> str:
        return person_of(self.policy.people, signed.email) or signed.email.casefold()


@dataclass(frozen=True)
class IncidentStep:
    """What a step does to one incident; None where the incident is not there (or cannot be read)."""

    id: IncidentId
    before: IncidentRecord | None
    after: IncidentRecord | None
    step: Step

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Everything that differs, in the order in which it would be told."""
        return changes(self.before, self.after)
