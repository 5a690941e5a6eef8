"""What git knows of each incident: which commit brought a file, by whom and when, and the steps in which it landed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final, NamedTuple

from farm_gitops.git.diff import FileChange
from farm_gitops.git.identity import Identity
from farm_gitops.git.log import Commit
from farm_gitops.git.objects import Blobs
from farm_gitops.git.revisions import Authored, LandedStep, first_parent_line, first_parent_steps, landed_in
from farm_gitops.git.runner import Repository
from farm_gitops.model.history import HistoryStep, Standing
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.provenance import Origin, acting
from farm_gitops.records import layout
from farm_gitops.records.decode import decode_incident
from farm_gitops.records.folder import WhoAdded
from farm_gitops.records.layout import EntryFile
from farm_gitops.store.history_memory import Known, known_history, newer_history
from farm_gitops.store.memory import NOTHING_KEPT, Cache
from farm_gitops.store.stretches import Changed, Landed, Stretch, Told, told_by_all

WhatLanded = Callable[[IncidentId], tuple[HistoryStep, ...] | None]
"""The steps in which an incident landed, oldest first; None where nobody knows."""


class Past(NamedTuple):
    """What a snapshot is told of history.

    `told_by` names the commits by which it is told of an incident: as long as they are the same, so is what they tell.
    `grown` tells it up to a commit that grew from the one it was told up to, `elsewhere` up to any other. After a
    `rest` only `told_by` is held in memory; whoever asks for more has it read again.
    """

    who_added: WhoAdded
    what_landed: WhatLanded
    told_by: Callable[[IncidentId], str]
    grown: Callable[[str], Past]
    elsewhere: Callable[[str, Cache], Past]
    rest: Callable[[], None]


def no_origins(path: str) -> Origin | None:  # noqa: ARG001 - a WhoAdded that knows nothing
    """For a folder without history: nobody knows who added what."""
    return None


def nothing_known(incident: IncidentId) -> tuple[HistoryStep, ...] | None:  # noqa: ARG001 - a WhatLanded
    """For a folder without history: nobody knows what landed when."""
    return None


def _no_past(commit: str = "", memory: Cache = NOTHING_KEPT) -> Past:  # noqa: ARG001 - as one that has grown
    return Past(no_origins, nothing_known, lambda _: "nobody", _no_past, _no_past, _nothing_held)


def _nothing_held() -> None:
    """For a past that has nothing to let go of."""


NO_PAST: Final = _no_past()


def past(repository: Repository, commit: str, memory: Cache = NOTHING_KEPT) -> Past:
    """The past of everything, as of a commit; git is asked once, when the first incident is.

    What an earlier commit was asked for is not read again.
    """
    return _Reader(repository).up_to(commit, memory)


def past_of_few(repository: Repository, commit: str) -> Past:
    """The same for somebody who asks for very few incidents: git is asked for each of them, and for nothing else."""

    @cache
    def one(incident: IncidentId) -> Told:
        return told_by_all(lambda: [_read(repository, landed_in(repository, commit, layout.folder(incident)))])

    def elsewhere(other: str, _: Cache = NOTHING_KEPT) -> Past:
        return past_of_few(repository, other)

    return _past(one, elsewhere, elsewhere, one.cache_clear)


class _Reader:
    """Reads the history of one repository, each stretch once, whichever commits it is asked for."""

    def __init__(self, repository: Repository) -> None:
        self._repository: Final = repository
        self._held: Final[dict[str, Stretch]] = {}

    def up_to(self, commit: str, memory: Cache) -> Past:
        """The past as of a commit."""

        @cache
        def everything() -> Told:
            return told_by_all(lambda: known_history(self._repository, commit, Known(memory, self._held), _read))

        def rest() -> None:
            everything().rest()
            self._held.clear()

        return self._past(commit, everything, rest)

    def _grown(self, before: str, told: Callable[[], Told], commit: str) -> Past:
        """The past up to a later commit, of which only the new steps are read."""
        earlier = [told]

        @cache
        def everything() -> Told:
            found = earlier[0]().then(_read(self._repository, newer_history(self._repository, before, commit)))
            earlier.clear()  # else each commit would hold on to all that was told before it
            return found

        return self._past(commit, everything, _nothing_held)

    def _past(self, commit: str, told: Callable[[], Told], rest: Callable[[], None]) -> Past:
        return _past(lambda _: told(), partial(self._grown, commit, told), self.up_to, rest)


def _past(
    told: Callable[[IncidentId], Told],
    grown: Callable[[str], Past],
    elsewhere: Callable[[str, Cache], Past],
    rest: Callable[[], None],
) -> Past:
    def who_added(path: str) -> Origin | None:
        incident = layout.incident_of(path)
        return told(incident).of(incident).origins.get(path) if incident else None

    def what_landed(incident: IncidentId) -> tuple[HistoryStep, ...]:
        return tuple(_steps(told(incident).of(incident).changed))

    return Past(who_added, what_landed, lambda incident: told(incident).by(incident), grown, elsewhere, rest)


def landed_apart(repository: Repository, one: str, other: str) -> frozenset[IncidentId] | None:
    """The incidents in which a step landed that only one of two lines of first parents has; both are full ids.

    What git knows of all others is the same at both. None where the lines have nothing in common.
    """
    lines = [first_parent_line(repository, None, end) for end in (one, other)]
    shared = [here for here, there in zip(*lines, strict=False) if here == there]
    return landed_since(repository, shared[-1], one) | landed_since(repository, shared[-1], other) if shared else None


def landed_since(repository: Repository, start: str, end: str) -> frozenset[IncidentId]:
    """The incidents in which something landed after the commit `start` up to `end`, which grew from it."""
    steps = first_parent_steps(repository, start, end)
    return frozenset(incident for step in steps for incident in _by_incident(step.files))


class _Seen(NamedTuple):
    """What one step did to an incident, before its facts are read: by which commit, whose, which content, entries."""

    commit: str
    actor: Origin
    facts: str | None
    entries: tuple[str, ...]


def _read(repository: Repository, history: Iterable[tuple[LandedStep, tuple[Authored, ...]]]) -> Stretch:
    origins: dict[IncidentId, dict[str, Origin]] = defaultdict(dict)
    found: dict[IncidentId, list[_Seen]] = defaultdict(list)
    for landed, brought in history:
        credit = _Credit(landed, brought)
        for incident, files in _by_incident(landed.files).items():
            origins[incident].update((change.path, credit.bringer(change.path)) for change in _additions(files))
            actor = credit.actor(layout.facts_path(incident))
            found[incident].append(_Seen(landed.after, actor, _facts(files), _entries(files)))
    standings = _standings(repository, (each.facts for seen in found.values() for each in seen if each.facts))
    commits = {incident: tuple(each.commit for each in seen) for incident, seen in found.items()}
    landed_of = {
        incident: Landed(
            origins[incident], [Changed(each.actor, standings.get(each.facts or ""), each.entries) for each in seen]
        )
        for incident, seen in found.items()
    }
    return Stretch.of(commits, landed_of)


def _by_incident(files: Iterable[FileChange]) -> Mapping[IncidentId, list[FileChange]]:
    found: dict[IncidentId, list[FileChange]] = defaultdict(list)
    for change in files:
        incident = layout.incident_of(change.path)
        if incident is not None:
            found[incident].append(change)
    return found


def _facts(files: Sequence[FileChange]) -> str | None:
    """The content that the facts have now; None where they stayed, or can be read no more."""
    changes = (change.after for change in files if change.path.endswith(f"/{layout.FACTS}"))
    return next((file.oid for file in changes if file and file.mode in layout.READABLE_MODES), None)


def _entries(files: Sequence[FileChange]) -> tuple[str, ...]:
    """The names of the entries that came."""
    places = (layout.place(change.path) for change in _additions(files))
    return tuple(place.name for place in places if isinstance(place, EntryFile))


class _Credit:
    """Whose work the files of a step are: of a merge the commits that it brought, recorded when the merge landed."""

    def __init__(self, landed: LandedStep, brought: tuple[Authored, ...]) -> None:
        self._recorded = Moment.parse(landed.authored.committed)
        self._landing = _origin(landed.authored, landed.co_authors, self._recorded)
        self._origins: dict[str, Origin] = {}
        self._touching = acting(brought)
        self._bringing = acting(each._replace(files=tuple(_additions(each.files))) for each in brought)

    def actor(self, path: str) -> Origin:
        """Who changed a path last; what only a merge itself holds is credited to the merge."""
        return self._of(self._touching.get(path))

    def bringer(self, path: str) -> Origin:
        """Who added a path, whoever changed it before it landed."""
        return self._of(self._bringing.get(path))

    def _of(self, found: Authored | None) -> Origin:
        if found is None:
            return self._landing
        oid = found.commit.id
        if oid not in self._origins:
            self._origins[oid] = _origin(found.commit, found.co_authors, self._recorded)
        return self._origins[oid]


def _origin(commit: Commit, co_authors: Iterable[Identity], recorded: Moment) -> Origin:
    author, when = commit.author, Moment.parse(commit.authored)
    helpers = tuple(helper.email for helper in co_authors)
    return Origin(commit.id, author.name, author.email, when, recorded, commit.subject, helpers)


def _additions(files: Iterable[FileChange]) -> Iterator[FileChange]:
    return (change for change in files if change.before is None)


def _standings(repository: Repository, oids: Iterable[str]) -> Mapping[str, Standing]:
    """What versions of `incident.yaml` say, by their content; those that cannot be read are left out."""
    wanted = list(dict.fromkeys(oids))
    with Blobs(repository) as blobs:
        documents = (decode_incident(layout.FACTS, data) for data in blobs.read_many(wanted))
        pairs = zip(wanted, documents, strict=True)
        return {oid: Standing.of(document.value) for oid, document in pairs if document.value}


def _steps(changes: Iterable[Changed]) -> Iterator[HistoryStep]:
    """The steps of an incident; one whose facts cannot be read leaves it where it stood."""
    before: Standing | None = None
    waiting: tuple[str, ...] = ()
    for change in changes:
        after = change.after or before
        waiting += change.entries
        if after is not None:
            yield HistoryStep(before, after, change.origin, waiting)
            before, waiting = after, ()
