"""One step of history: what lands on the published branch at once, the commits that make it up and who made them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import takewhile
from typing import Final, NamedTuple, Protocol

from farm_gitops.model.changes import Change, changes
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.organization import Configuration
from farm_gitops.model.provenance import Origin, acting
from farm_gitops.model.snapshot import IncidentRecord, Snapshot


class Signed(NamedTuple):
    """A name and an e-mail address as a commit states them; anybody can type them."""

    name: str
    email: str


class Commit(NamedTuple):
    """A commit of a step, and the paths that it touches (for a merge: what it left otherwise than git merges it).

    `paths` gives for each the id of the content that the commit left there; None where it took the file away.
    `authored` is RFC 3339 as the commit claims it, and None for what is not committed yet. `parents` are ids.
    """

    id: str
    author: Signed
    co_authors: tuple[Signed, ...]
    is_merge: bool
    paths: Mapping[str, str | None]
    authored: str | None = None
    parents: tuple[str, ...] = ()


class ChangedFile(NamedTuple):
    """A file that differs between the two sides, by the ids of its content; None where it is not there."""

    path: str
    before: str | None
    after: str | None


class Actor(NamedTuple):
    """Who made a change: what the commit states, and the people of the base that it names.

    `person` is the author, `helpers` are co-authors, who count for entries and never for approval or policy. `authored`
    is when, as the commit claims it (RFC 3339); None for what is not committed yet.
    """

    stated: Signed
    person: str | None
    helpers: frozenset[str]
    authored: str | None = None

    @property
    def shown(self) -> str:
        """The person's key, else what the commit states."""
        return self.person or f"{self.stated.name} <{self.stated.email}>"


class Evidence(Protocol):
    """What a step can be asked that its records do not say."""

    def contents(self, path: str) -> tuple[bytes | None, bytes | None]:
        """The bytes of an ordinary file before and after; None where there is none."""

    def origin(self, path: str) -> Origin | None:
        """The commit that brought a file which was there before; None where nobody knows."""

    def is_signed(self, digest: str, signature: str, key: str) -> bool:
        """Whether a public key (`TYPE BASE64 …`) made this signature of a digest, for farm-gitops and nothing else."""


class _NoEvidence:
    """For steps of records alone: there are no bytes, and nothing was signed."""

    def contents(self, path: str) -> tuple[bytes | None, bytes | None]:  # noqa: ARG002 - an Evidence
        """See `Evidence`."""
        return None, None

    def origin(self, path: str) -> Origin | None:  # noqa: ARG002 - an Evidence
        """See `Evidence`."""
        return None

    def is_signed(self, digest: str, signature: str, key: str) -> bool:  # noqa: ARG002 - an Evidence
        """See `Evidence`."""
        return False


NO_EVIDENCE: Final = _NoEvidence()


@dataclass(frozen=True)
class Step:
    """Everything before and after, what differs, and the commits between, newest first.

    `before` is None for the founding step, which is judged by its own policy.
    """

    before: Snapshot | None
    after: Snapshot
    changed: tuple[ChangedFile, ...]
    commits: tuple[Commit, ...]
    evidence: Evidence = NO_EVIDENCE

    @cached_property
    def policy(self) -> Configuration:
        """Who may do what: as the base says, never as the change under review does."""
        return (self.before or self.after).configuration

    def actor(self, path: str) -> Actor | None:
        """Who changed a path: the author of the newest commit that touches it and is no merge; None where none does.

        Where two branches of the step touched it, that may be one whose work a merge left out: see `meddler`.
        """
        return self._actors.get(path)

    def meddler(self, path: str) -> str | None:
        """Somebody else who had a hand in what lands at a path, so that its actor does not vouch for all of it.

        Either somebody changed it beside what the actor built on, in a merge (be it by taking one side whole) or in a
        commit whose work a merge then took up; or it lands otherwise than its newest commit left it, and others
        touched it. What only the base changed meanwhile is no hand of the step.
        """
        actor = self.actor(path)
        if actor is None:
            return None
        newest, *older = [commit for commit in self.commits if path in commit.paths]
        hands = [newest, *self._beside(path)]
        if newest.paths[path] != self._landing(path):
            hands += older
            if self._landing(path) in {commit.paths[path] for commit in older}:
                # A merge took up again what its author had left behind, and tells nothing of it.
                hands += [commit for commit in self.commits if commit.is_merge]
        own = self._person(actor.stated)
        return next((author for author in map(self._author, hands) if author != own), None)

    def _beside(self, path: str) -> Iterator[Commit]:
        """The commits that touch a path, without the one that the actor made and those that it builds on."""
        acted = next((commit for commit in self.commits if path in commit.paths and not commit.is_merge), None)
        known = {acted.id} if acted else set()
        for commit in self.commits:  # children come before their parents
            if commit.id in known:
                known.update(commit.parents)
            elif path in commit.paths:
                yield commit

    def lands_as_committed(self, path: str) -> bool:
        """Whether a path lands as its newest commit left it; else the base or a merge has a part in it."""
        newest = next((commit for commit in self.commits if path in commit.paths), None)
        return newest is not None and newest.paths[path] == self._landing(path)

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
        known = cache(self._actor)
        return {
            path: known(commit.author, commit.co_authors, commit.authored)
            for path, commit in acting(self.commits).items()
        }

    def _actor(self, author: Signed, co_authors: tuple[Signed, ...], authored: str | None) -> Actor:
        helpers = (self.policy.person_of(helper.email) for helper in co_authors)
        return Actor(author, self.policy.person_of(author.email), frozenset(filter(None, helpers)), authored)

    def _landing(self, path: str) -> str | None:
        """The id of what a path holds in the end."""
        file = self._by_path.get(path)
        return file.after if file else None

    def _author(self, commit: Commit) -> str:
        return self._person(commit.author)

    def _person(self, signed: Signed) -> str:
        return self.policy.person_of(signed.email) or signed.email.casefold()


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
