"""The page of a component, an environment or an organization: its newest incidents and the way to all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from farm_gitops.views import address
from farm_gitops.views.dashboard import Group, State, grouped, state
from farm_gitops.views.level import SEVERITIES, Level
from farm_gitops.views.row import Named, Row
from farm_gitops.views.world import World

ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """A page about one thing; `groups` hold the newest of `total` incidents, `filtered` is the dashboard's own view.

    `feed` is empty unless one can subscribe to it.
    """

    kind: str
    named: Named
    description: str
    owner: str
    state: State
    severities: tuple[tuple[Level, int], ...]
    groups: tuple[Group, ...]
    total: int
    shown: int
    filtered: str
    feed: str


def listings(world: World) -> Iterator[Listing]:
    """The pages of everything that an incident names."""
    catalog = world.snapshot.catalog
    for named, rows in _by(world.rows, lambda row: row.components):
        entity = catalog.find(named.key)
        description, owner = (entity.description, entity.owner) if entity else (None, None)
        yield _listing("component", named, rows, description or "", owner or "")
    for named, rows in _by(world.rows, lambda row: row.environments):
        yield _listing("environment", named, rows)
    for named, rows in _by(world.rows, lambda row: (row.organization,)):
        yield _listing("organization", named, rows)


def _by(rows: Sequence[Row], of: Callable[[Row], tuple[Named, ...]]) -> list[tuple[Named, list[Row]]]:
    groups: dict[Named, list[Row]] = defaultdict(list)
    for row in rows:
        for named in of(row):
            groups[named].append(row)
    return sorted(groups.items())


def _listing(kind: str, named: Named, rows: Sequence[Row], description: str = "", owner: str = "") -> Listing:
    counts = Counter(row.severity.key for row in rows)
    return Listing(
        kind=kind,
        named=named,
        description=description,
        owner=owner,
        state=state(rows),
        severities=tuple((level, counts[level.key]) for level in SEVERITIES.values()),
        groups=grouped(rows[:ROWS]),
        total=len(rows),
        shown=min(len(rows), ROWS),
        filtered=address.filtered(**{kind: named.key}),
        feed=address.atom(f"components/{address.slug(named.href)}") if kind == "component" else "",
    )
