"""A world whose index is in many small parts, and the answers of one who looks at every row."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple

from site_world import FARM

from farm_gitops.views.index import index_json, index_parts, index_script
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

_TITLES = (
    "Zürich café offline",
    "Checkout is slow",
    "Search times out",
    "=1+1 in a title",
    'Says "no", often',
    "Mail late",
)
ATTACKS = ('=HYPERLINK("//evil")', "+1+1", "-1+1", "@SUM(A1)", "\uff1d1+1", " =1+1")
COUNT, MOST = 180, 20


class Big(NamedTuple):
    """A site whose index is in parts of at most MOST rows, and what it was made from."""

    site: Path
    world: World


def incidents(root: Path, count: int) -> Path:
    """Incidents that differ in everything one can ask for; some have no date, some are false alarms."""
    chance = Random(20261124)
    (root / "farm.yaml").parent.mkdir(parents=True)
    (root / "farm.yaml").write_text(FARM)
    for number in range(count):
        day = date(2023 + number * 4 // count, chance.randint(1, 11), chance.randint(1, 23))
        facts = {
            "title": json.dumps(f"{ATTACKS[number]}" if number < len(ATTACKS) else chance.choice(_TITLES)),
            "severity": f"P{chance.randint(1, 4)}",
            "status": "open" if number % 40 == 0 else "resolved",
            "description": "Nothing more is known.",
            "affected_components": json.dumps(chance.sample(["search", "checkout", "payments-db"], number % 3)),
            "affected_environments": json.dumps(chance.sample(["production", "staging"], number % 2)),
        }
        facts |= {"commander": chance.choice(["alice", "bob"])} if number % 4 else {}
        facts |= {"created_at": f"{day}T{number % 24:02}:00:00Z"} if number % 30 else {}
        facts |= {"resolution": "false-alarm"} if number % 9 == 5 else {}
        _write(root / f"incidents/{chance.choice(['acme', 'globex'])}/{day}-incident-{number}", facts, day)
    return root


def _write(folder: Path, facts: dict[str, str], day: date) -> None:
    (folder / "timeline").mkdir(parents=True)
    (folder / "incident.yaml").write_text("".join(f"{key}: {value}\n" for key, value in facts.items()))
    if facts["status"] == "resolved" and facts["severity"] != "P4":  # of some nobody knows how long they lasted
        done = f"---\nat: {day}T23:{facts['severity'][1]}0:00Z\nstatus: resolved\nauthor: bob\n---\nDone.\n"
        (folder / "timeline/done.md").write_text(done)


def cut(site: Path, world: World, *, beside: bool) -> None:
    """Write the index of a built site anew: in small parts, to be filtered in a worker or not."""
    for part in index_parts(world.rows, world.facets, most=MOST, beside_above=0 if beside else COUNT):
        file = site / f"data/{part.name}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(index_script(index_json(part.data)))


class Asked(NamedTuple):
    """What somebody asks for: values by filter, and the rest as it stands in the address."""

    chosen: dict[str, frozenset[str]]
    q: str = ""
    after: str = ""
    until: str = ""
    sort: str = ""


def naive(world: World, asked: Asked) -> list[Row]:
    """The answer, by looking at every row."""
    rows = [row for row in world.rows if _matches(world, row, asked, frozenset())]
    orders = {
        "": lambda _: "",
        "severity": lambda row: row.severity.key,
        "oldest": lambda row: row.moment.instant.timestamp() if row.moment else float("inf"),
    }
    return sorted(rows, key=orders[asked.sort])


def _matches(world: World, row: Row, asked: Asked, ignored: frozenset[str]) -> bool:
    day = row.moment.instant.date().isoformat() if row.moment else None
    dated = not (asked.after or asked.until) or (day is not None and asked.after <= day <= (asked.until or "9"))
    text = _plain(" ".join([row.title, str(row.id), *(each.label for each in row.components)]))
    said = all(word in text for word in _plain(asked.q).split())
    wanted = {key: values for key, values in asked.chosen.items() if values and key not in ignored}
    return dated and said and all(_values(world, row, key) & values for key, values in wanted.items())


def _values(world: World, row: Row, key: str) -> set[str]:
    place = world.rows.index(row)
    facet = next(facet for facet in world.facets if facet.key == key)
    return {facet.choices[at].key for at in facet.column[place]}


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).lower()


def naive_counts(world: World, asked: Asked) -> list[list[int]]:
    """Beside each value: how many rows have it, or would be there too if it were chosen."""
    return [
        [
            sum(choice.key in _values(world, row, facet.key) for row in rows)
            for choice in facet.choices
            for rows in [[row for row in world.rows if _matches(world, row, asked, frozenset({facet.key}))]]
        ]
        for facet in world.facets
    ]
