"""Events of history: each step of a branch told by itself, and what is not committed yet as one more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.errors import FarmError
from farm_gitops.git.log import Commit
from farm_gitops.git.revisions import first_parent_line, is_on_first_parent_chain, require_whole
from farm_gitops.model.events import Event, Teller, Tellers, as_it_stands, events
from farm_gitops.model.incident import Incident, IncidentId
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.step import Step
from farm_gitops.records import layout
from farm_gitops.store.landed import landed_files
from farm_gitops.store.project import Project
from farm_gitops.store.steps import touched_incidents, working

Done = Callable[[int, int], None]
"""(steps told, of how many)."""


def _nobody_asks(done: int, total: int) -> None:
    pass


class Told(NamedTuple):
    """Events, oldest first, and the state that they lead to: its configuration, and the facts of their incidents."""

    events: tuple[Event, ...]
    configuration: Configuration
    incidents: Mapping[IncidentId, Incident]


class Ends(NamedTuple):
    """What incidents say where a walk begins and in the commit `last`, as far as somebody knows: it is not read again.

    Records of files alone, without what git knows (see `undated`).
    """

    before: Mapping[IncidentId, IncidentRecord]
    after: Mapping[IncidentId, IncidentRecord]
    last: str | None


NOT_KNOWN: Final = Ends({}, {}, None)


def landed_events(project: Project, since: str, until: str = "HEAD", done: Done = _nobody_asks) -> Told:
    """What happened after the commit `since` up to `until`, as far as it may be told in the light of `until`.

    Raises FarmError where git cannot say, or where `since` is not on the first-parent line of `until`.
    """
    first, last = _required_line(project, since, until)
    walk = _Walk()
    told = tuple(_landed(walk, project, (first, last), done))
    with project.revision(last, history=False) as end:
        return Told(walk.fit_to_tell(told), end.configuration, walk.facts())


def events_to_worktree(
    project: Project, since: str, now: Moment, done: Done = _nobody_asks, ends: Ends = NOT_KNOWN
) -> Told:
    """The same up to the working tree; what is not committed yet, git's user does at the moment `now`.

    `ends` tells incidents as they are in the commit `since`, and in what was the last one when somebody looked.
    """
    first, last = _required_line(project, since, "HEAD")
    walk = _Walk(ends if ends.last == last else ends._replace(after={}))
    committed = tuple(_landed(walk, project, (first, last), done))
    with working(project, last) as files:
        pending = tuple(walk.tell(files.step, somebody(now)))
        return Told(walk.fit_to_tell((*committed, *pending)), files.after.configuration, walk.facts())


def net_events_to_worktree(project: Project, since: str, now: Moment) -> Told:
    """What lies between a commit that HEAD contains and the working tree, as one step, whichever way it came."""
    walk = _Walk()
    with working(project, since) as files:
        told = tuple(walk.tell(files.step, somebody(now)))
        return Told(walk.fit_to_tell(told), files.after.configuration, walk.facts())


def _required_line(project: Project, since: str, until: str) -> tuple[str, str]:
    """The full ids of both, of which the first must be on the first-parent line of the second."""
    repository = project.require_repository()
    require_whole(repository)
    if since and not since.strip("0"):
        raise FarmError(
            "--since is the commit of zeros by which git says that a branch is new, so nothing is before it",
            "on the first push of a branch, tell what it adds to another: --since origin/main",
        )
    first, last = project.resolve(since), project.resolve(until)
    if not is_on_first_parent_chain(repository, first, last):
        raise FarmError(
            f"{since} is not on the first-parent line of {until}: history was rewritten, or merged the other way",
            f"give one of the commits that  git log --first-parent --oneline {until}  lists",
        )
    return first, last


def _landed(walk: _Walk, project: Project, ends: tuple[str, str], done: Done) -> Iterator[Event]:
    total = len(first_parent_line(project.require_repository(), *ends))
    with landed_files(project, *ends) as steps:
        for number, step in enumerate(steps, 1):
            done(number, total)
            landing = _author(step.landed.authored, step.files.step.policy)
            yield from walk.tell(step.files.step, landing, is_last=number == total)


class _Walk:
    """The incidents that a walk along history has met, as they were when they could last be read."""

    def __init__(self, ends: Ends = NOT_KNOWN) -> None:
        self._ends: Final = ends
        self._last: Final[dict[IncidentId, IncidentRecord | None]] = {}

    def tell(self, step: Step, landing: Teller, *, is_last: bool = False) -> Iterator[Event]:
        """What a step does to each incident that it touches; `landing` tells what no commit of it has an author for.

        Between a file that breaks and its repair nothing happened but what the two readable states say. The step that
        is the last to land leaves what is known of that end.
        """
        known = self._ends.after if is_last else {}
        for incident in touched_incidents(step):
            before, is_known = self._before(step, incident)
            after = known.get(incident) or step.after.record(incident)
            if after is not None or step.is_gone(layout.facts_path(incident)):
                self._last[incident] = after
            if is_known:
                yield from events(before, after, _tellers(step, incident, landing))

    def fit_to_tell(self, told: tuple[Event, ...]) -> tuple[Event, ...]:
        """Events in the light of the newest state."""
        return tuple(filter(None, (as_it_stands(event, self._last.get(event.incident)) for event in told)))

    def facts(self) -> Mapping[IncidentId, Incident]:
        """The newest facts of every incident that was met and is still there."""
        return {incident: record.facts for incident, record in self._last.items() if record}

    def _before(self, step: Step, incident: IncidentId) -> tuple[IncidentRecord | None, bool]:
        """The state before, and whether it is known: facts that were there and could not be read are not."""
        if incident in self._last:
            return self._last[incident], True
        if incident in self._ends.before:
            return self._ends.before[incident], True
        before = step.before.record(incident) if step.before else None
        return before, before is not None or step.is_new(layout.facts_path(incident))


def _tellers(step: Step, incident: IncidentId, landing: Teller) -> Tellers:
    def of(path: str) -> Teller:
        actor = step.actor(path)
        if actor is None:
            return landing
        at = Moment.parse(actor.authored) if actor.authored else landing.at
        return Teller(actor.person, actor.stated.name, at)

    def of_entry(name: str) -> Teller:
        return of(layout.entry_path(incident, name))

    return Tellers(of(layout.facts_path(incident)), of(layout.post_mortem_path(incident)), of_entry)


def somebody(now: Moment) -> Teller:
    """For what nobody put their name to yet."""
    return Teller(None, "somebody", now)


def _author(commit: Commit, policy: Configuration) -> Teller:
    """Who landed a step, for what only a merge holds."""
    author = commit.author
    return Teller(policy.person_of(author.email), author.name, Moment.parse(commit.authored))
