"""What just happened, told from the records of a moment ago and of now, once each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import partial
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.identity import Identity, identity
from farm_gitops.model.events import Event, Teller, Tellers, events
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord, Snapshot
from farm_gitops.records.folder import undated
from farm_gitops.store.events import NOT_KNOWN, Ends, events_to_worktree, net_events_to_worktree, somebody
from farm_gitops.store.project import Project


class Records(Mapping[IncidentId, IncidentRecord | None]):
    """Those of a snapshot, each taken up when somebody asks for it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot: Final = snapshot

    def __getitem__(self, incident: IncidentId) -> IncidentRecord | None:
        if not self._snapshot.has(incident):
            raise KeyError(incident)
        return self._snapshot.record(incident)

    def __iter__(self) -> Iterator[IncidentId]:
        return iter(self._snapshot.ids())

    def __len__(self) -> int:
        return len(self._snapshot.ids())


class Seen(NamedTuple):
    """The incidents at a moment (None: there, and cannot be read); `head` is the commit that is checked out.

    Where `contents` has the same twice, the files of an incident say the same. Of those that are `pending` the head
    holds something else; of those that are `broken` a file cannot be read, and the record is what it said before.
    """

    head: str | None
    configuration: Configuration
    records: Mapping[IncidentId, IncidentRecord | None]
    contents: Mapping[IncidentId, str]
    pending: frozenset[IncidentId]
    broken: frozenset[IncidentId]

    def landed(self, incidents: Set[IncidentId]) -> Mapping[IncidentId, IncidentRecord]:
        """What those of some incidents say that are as the head holds them, without what git knows."""
        found = {each: self.records.get(each) for each in incidents - self.pending}
        return {incident: undated(record) for incident, record in found.items() if record}


class Story:
    """Remembers what each incident said last, and what was told; one that is away for a while is not declared anew."""

    def __init__(self, project: Project) -> None:
        self._project: Final = project
        self._last: Final[dict[IncidentId, IncidentRecord | None]] = {}
        self._contents: Final[dict[IncidentId, str]] = {}
        self._seen: Seen | None = None
        self._told: Final[set[str]] = set()
        self._who: Identity | None = None

    def meet(self) -> None:
        """Ask git who the user is, before it is quick to be."""
        try:
            self._who = identity(self._project.repository)
        except FarmError:
            self._who = None  # a configuration that cannot be read names nobody; whoever commits will be told

    def begin(self, seen: Seen, now: Moment) -> None:
        """Take the incidents as they are for known: what is not committed yet will not be told when it is."""
        self._last.clear()
        self._contents.clear()
        self._last.update(seen.records)
        self._contents.update(seen.contents)
        self._seen = seen
        if seen.head is not None and self._project.uncommitted():
            self._told.update(event.id for event in self._from_git(seen.head, now) or ())

    def tell(self, before: str | None, seen: Seen, now: Moment) -> tuple[Event, ...]:
        """What happened since the commit `before` was checked out and what was seen last; nothing is told twice."""
        differing = frozenset(each for each in seen.records if self._contents.get(each, "") != seen.contents.get(each))
        # Of one that could not be read in the beginning nobody knows what it said.
        known = {each for each in differing if each not in self._last or self._last[each] is not None}
        has_moved = before not in {None, seen.head} and bool(known)
        landed = self._from_git(before, now, self._ends(before, seen, known)) if has_moved else None
        found = list(self._differences(seen, known, now)) if landed is None else landed
        self._remember(seen, differing)
        fresh = tuple(event for event in found if event.incident in known and event.id not in self._told)
        self._told.update(event.id for event in fresh)
        return fresh

    def _ends(self, since: str | None, seen: Seen, incidents: set[IncidentId]) -> Ends:
        """What the commits of before and of now say, as far as that was seen; of what broke, what it said before."""
        before = self._seen.landed(incidents) if self._seen and self._seen.head == since else {}
        return Ends(before, seen.landed(incidents - seen.broken), seen.head)

    def _remember(self, seen: Seen, differing: frozenset[IncidentId]) -> None:
        self._seen = seen
        for incident in differing:
            self._contents[incident] = seen.contents.get(incident, "")
            record = seen.records[incident]
            if record is not None:
                self._last[incident] = record

    def _differences(self, seen: Seen, incidents: set[IncidentId], now: Moment) -> Iterator[Event]:
        """What git's user just did to the files."""
        if not incidents:
            return
        teller = self._user(seen.configuration, now)
        tellers = Tellers(teller, teller, lambda _: teller)
        for incident in sorted(incidents):
            yield from events(self._last.get(incident), seen.records[incident], tellers)

    def _from_git(self, since: str | None, now: Moment, ends: Ends = NOT_KNOWN) -> list[Event] | None:
        """What commits brought since another, step by step if possible; None where git cannot say."""
        if since is None:
            return None
        for told in (partial(events_to_worktree, ends=ends), net_events_to_worktree):
            try:
                return [*told(self._project, since, now).events]
            except FarmError:
                continue  # not on the first-parent line, or a history cut off: then as one step, or by the files alone
        return None

    def _user(self, configuration: Configuration, now: Moment) -> Teller:
        who = self._who
        return Teller(configuration.person_of(who.email), who.name, now) if who else somebody(now)
