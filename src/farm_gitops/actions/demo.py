"""The demo: the records that the package ships, with the history by which its people would have made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from farm_gitops.documents.yaml_editor import remove_key, set_value
from farm_gitops.errors import FarmError, Refused
from farm_gitops.git.identity import Identity, act_as
from farm_gitops.git.replay import Draft, How, Landing, replay
from farm_gitops.git.write import initialize
from farm_gitops.importers.history import Episode, Finished, Kind, author_of, episodes
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.store.history import no_origins
from farm_gitops.store.overlay import InMemory
from farm_gitops.store.shipped import shipped_records
from farm_gitops.store.snapshot import FileSnapshot

_IGNORED: Final = b"/site/\n"
_BEFORE_ALL: Final = timedelta(days=-3)
_REVIEWED: Final = timedelta(minutes=35)
_LANDS: Final[Mapping[Kind, How]] = {
    "draft": "squash",
    "approval": "merge",
    "correction": "rebase",
    "redaction": "merge",
}
"""How each kind of step came to the published branch; the rest was pushed."""


class Demo(NamedTuple):
    """What was made: the folder, how many commits and incidents, and as whom one acts there."""

    folder: Path
    commits: int
    incidents: int
    you: str


class _World(NamedTuple):
    files: Mapping[str, bytes]
    configuration: Configuration
    records: tuple[IncidentRecord, ...]


def make_demo(folder: Path) -> Demo:
    """Make the repository; Refused where the folder holds anything already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not an empty folder", "farm-gitops demo some-new-folder")
    world = _world()
    try:
        repository = initialize(folder)
    except OSError as error:
        raise FarmError(f"cannot make {folder}: {error.strerror}", "farm-gitops demo some-new-folder") from error
    head = replay(repository, tuple(_landings(world)))
    you = _identity(world, world.configuration.maintainers[0])
    act_as(repository, you)
    commits = int(repository.line("rev-list", "--count", head))
    return Demo(folder, commits, len(world.records), you.name)


def _world() -> _World:
    files = shipped_records()
    snapshot = FileSnapshot(InMemory(files), no_origins)
    return _World(files, snapshot.configuration, tuple(snapshot.records()))


def _landings(world: _World) -> Iterator[Landing]:
    told = [list(episodes(Finished(record, world.files))) for record in world.records]
    first = min(chain.from_iterable(told), key=_when)
    yield _founding(world, first.at.later(_BEFORE_ALL))
    for episode in chain.from_iterable(told):
        yield _landing(world, episode)
    yield from _retirement(world, told)


def _when(episode: Episode) -> Moment:
    return episode.at


def _landing(world: _World, episode: Episode) -> Landing:
    draft = Draft(_identity(world, episode.author), episode.at.text, episode.message, episode.files)
    how = _LANDS.get(episode.kind, "push")
    if how == "push":
        return Landing((draft,))
    reviewer = _reviewer(world, episode)
    title = episode.message.rpartition("/")[2]
    return Landing((draft,), how, _identity(world, reviewer), episode.at.later(_REVIEWED).text, title)


def _reviewer(world: _World, episode: Episode) -> str:
    """An admin other than the author, where there is one."""
    admins = world.configuration.organizations[episode.incident.organization].admins
    return next((admin for admin in admins if admin != episode.author), admins[0])


def _identity(world: _World, person: str) -> Identity:
    return Identity(world.configuration.person_name(person), world.configuration.people[person].emails[0])


def _founding(world: _World, at: Moment) -> Landing:
    """The first commit: the configuration as it was before anything was retired and anybody left."""
    records = f"{layout.INCIDENTS}/"
    files = {path: data for path, data in world.files.items() if not path.startswith(records)}
    files |= {layout.CONFIGURATION: _before_retirement(world).encode(), ".gitignore": _IGNORED}
    founder = _identity(world, world.configuration.maintainers[0])
    return Landing((Draft(founder, at.text, "Begin tracking incidents", files),))


def _retirement(world: _World, told: Iterable[list[Episode]]) -> Iterator[Landing]:
    """The configuration as it is, landed once the last record that uses what is gone was finished."""
    retired = _Retired(world.configuration)
    lasting = [moment for told_once in told for moment in _lasting(world, retired, told_once)]
    if lasting:
        files = {layout.CONFIGURATION: world.files[layout.CONFIGURATION]}
        founder = _identity(world, world.configuration.maintainers[0])
        at = max(lasting).later(timedelta(hours=1))
        yield Landing((Draft(founder, at.text, "Say who has left and what is gone", files),))


def _lasting(world: _World, retired: _Retired, told: list[Episode]) -> Iterator[Moment]:
    record = next(record for record in world.records if record.id == told[0].incident)
    if retired.is_used_by(record):
        yield max(map(_when, told))


class _Retired:
    """The names that the configuration says are gone."""

    def __init__(self, configuration: Configuration) -> None:
        self.people: Final = {key for key, person in configuration.people.items() if not person.active}
        self.environments: Final = {key for key, each in configuration.environments.items() if each.retired}
        components = configuration.components.items()
        former = {name for _, each in components for name in each.formerly}
        self.components: Final = {key for key, each in components if each.retired} | former

    def is_used_by(self, record: IncidentRecord) -> bool:
        """Whether an incident names anything of it."""
        people = {record.facts.commander, record.facts.reported_by, *map(author_of, record.entries)}
        return not (
            self.people.isdisjoint(people)
            and self.environments.isdisjoint(record.facts.affected_environments)
            and self.components.isdisjoint(record.facts.affected_components)
        )


def _before_retirement(world: _World) -> str:
    text = world.files[layout.CONFIGURATION].decode()
    retired = _Retired(world.configuration)
    for person in sorted(retired.people):
        text = remove_key(text, ("people", person, "active"))
    for environment in sorted(retired.environments):
        text = remove_key(text, ("environments", environment, "retired"))
    for key, component in world.configuration.components.items():
        if component.retired:
            text = remove_key(text, ("components", key, "retired"))
        for former in component.formerly:
            text = set_value(text, ("components", former), {"name": component.name, "owner": component.owner})
    return text
