"""The page of a component, an environment or an organization: how well it has been, and its newest incidents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal, NamedTuple

from farm_gitops.views import address
from farm_gitops.views.dashboard import Group, State, grouped, state
from farm_gitops.views.forms import NewFile, report_forms
from farm_gitops.views.health import Health, component_health, shared_health
from farm_gitops.views.level import SEVERITIES, Level
from farm_gitops.views.row import Named, Row
from farm_gitops.views.world import World, age

ROWS: Final = 50
_NEIGHBOURS: Final = 6

Kind = Literal["component", "environment", "organization"]


class Subject(NamedTuple):
    """What a page is about; `is_retired` is what no new incident may name."""

    kind: Kind
    named: Named
    description: str = ""
    owner: str = ""
    is_retired: bool = False


class Neighbour(NamedTuple):
    """What the same incidents affected as well, and in how many of them."""

    named: Named
    times: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page about one thing; `groups` hold the newest of `total` incidents, `filtered` is the dashboard's own view.

    `last` is the incident that was reported last, less false alarms and duplicates. `blast` are the components and
    environments that its incidents hit most. `feed` is empty unless one can subscribe to it; `reports` hold a form for
    an organization where a forge is known of.
    """

    subject: Subject
    state: State
    last: Row | None
    severities: tuple[tuple[Level, int], ...]
    health: Health
    blast: tuple[Neighbour, ...]
    groups: tuple[Group, ...]
    total: int
    shown: int
    filtered: str
    feed: str
    reports: tuple[NewFile, ...]


def listings(world: World) -> Iterator[Listing]:
    """The pages of every component, environment and organization, also of those that were spared so far."""
    by_component = _by(world.rows, lambda row: row.components)
    for named in world.components:
        rows = by_component.get(named, ())
        yield _listing(world, _component(world, named), rows, component_health(world, named))
    by_environment = _by(world.rows, lambda row: row.environments)
    for named in world.environments:
        rows = by_environment.get(named, ())
        yield _listing(world, _environment(world, named), rows, shared_health(world, rows))
    by_organization = _by(world.rows, lambda row: (row.organization,))
    for named in world.organizations:
        rows = by_organization.get(named, ())
        yield _listing(world, Subject("organization", named), rows, shared_health(world, rows))


def _by(rows: Sequence[Row], of: Callable[[Row], tuple[Named, ...]]) -> dict[Named, list[Row]]:
    groups: dict[Named, list[Row]] = defaultdict(list)
    for row in rows:
        for named in of(row):
            groups[named].append(row)
    return groups


def _component(world: World, named: Named) -> Subject:
    entity = world.snapshot.catalog.find(named.key)
    if entity is None:
        return Subject("component", named)
    return Subject("component", named, entity.description or "", entity.owner or "", entity.retired)


def _environment(world: World, named: Named) -> Subject:
    known = world.snapshot.configuration.environments.get(named.key)
    return Subject("environment", named, is_retired=known is not None and known.retired)


def _listing(world: World, subject: Subject, rows: Sequence[Row], health: Health) -> Listing:
    kind, named = subject.kind, subject.named
    real = [row for row in rows if not row.resolution]  # what the measures count: no false alarm, no duplicate
    counts = Counter(row.severity.key for row in real)
    return Listing(
        subject=subject,
        state=state(rows),
        last=_last(real),
        severities=tuple((level, counts[level.key]) for level in SEVERITIES.values()),
        health=health,
        blast=_blast(real, named),
        groups=grouped(rows[:ROWS]),
        total=len(rows),
        shown=min(len(rows), ROWS),
        filtered=address.filtered(**{kind: named.key}),
        feed=address.atom(f"components/{address.slug(named.href)}") if kind == "component" else "",
        reports=report_forms(world, [named]) if kind == "organization" else (),
    )


def _last(rows: Sequence[Row]) -> Row | None:
    """The one that was reported last; those that are not active come newest first."""
    ended = next((row for row in rows if row.moment and not row.is_active), None)
    reported = [row for row in rows if row.moment and row.is_active] + ([ended] if ended else [])
    return min(reported, key=age, default=None)


def _blast(rows: Sequence[Row], named: Named) -> tuple[Neighbour, ...]:
    hit = Counter(chain.from_iterable([row.components + row.environments for row in rows]))
    del hit[named]
    most = sorted(hit.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Neighbour(*pair) for pair in most[:_NEIGHBOURS])
