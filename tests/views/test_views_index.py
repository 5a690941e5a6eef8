"""The search index: in one part or in many, it gives back every row, and no file of it grows without bound."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from views_world import entry, record, world

from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.index import IndexPart, index_json, index_parts, index_script
from farm_gitops.views.row import Row
from farm_gitops.views.world import World

_WORDS = ["Checkout", "Search", "Payments", "Login", "times", "out", "loses", "updates", "slow", "in", "Europe"]


def resolved(name: str, day: str, **given: object) -> IncidentRecord:
    """An incident that was reported at noon and resolved an hour later."""
    done = entry("done.md", at=f"{day}T13:00:00Z", status="resolved")
    return record(name, done, created_at=f"{day}T12:00:00Z", status="resolved", **given)


def read(part: IndexPart) -> dict[str, Any]:
    """What the page gets of a part."""
    script = index_script(index_json(part.data))
    assert not any(character in script for character in "<\u2028\u2029")
    found: dict[str, Any] = json.loads(script.removeprefix("farmIndex(").removesuffix(");\n"))
    return found


def values(data: dict[str, Any], key: str) -> list[list[str]]:
    """For every row its values in a filter, by the dictionary of its own part."""
    place = [facet["key"] for facet in data["facets"]].index(key)
    column = [[each] if isinstance(each, int) else each for each in data["columns"][place]]
    return [[data["facets"][place]["values"][at] for at in each] for each in column]


def parts_of(here: World, most: int) -> list[IndexPart]:
    """The parts of a world, at most so many rows in each."""
    return list(index_parts(here.rows, here.facets, most=most))


names = st.sampled_from(["payments-db", "checkout", "Kafka", "a/b", "ünïcode"])
days = st.dates(date(2023, 1, 1), date(2026, 11, 1))
cases = st.builds(
    lambda number, day, **given: resolved(f"i-{number}", day.isoformat(), **given),
    st.integers(0, 99),
    days,
    severity=st.sampled_from(["P1", "P2", "P3", "P4"]),
    affected_components=st.lists(names, max_size=3),
    title=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1).filter(str.strip),
)
active = st.builds(lambda number: record(f"runs-{number}", created_at="2025-05-05T12:00:00Z"), st.integers(0, 9))
undated = st.builds(lambda number: record(f"timeless-{number}", status="resolved"), st.integers(0, 9))


@given(st.lists(cases | active | undated, max_size=25), st.integers(1, 12))
def test_the_parts_together_give_back_every_row_in_order(records: list[IncidentRecord], most: int) -> None:
    here = world(*records)
    read_back: list[tuple[object, ...]] = []
    for data in map(read, parts_of(here, most)):
        times = list(accumulate(data["started"]))
        for row, (title, at, lasted) in enumerate(zip(data["titles"], times, data["lasted"], strict=True)):
            moment = None if row in data["undated"] else datetime.fromtimestamp(at, UTC)
            facets = [values(data, facet.key)[row] for facet in here.facets]
            read_back.append((title, moment, lasted, facets))
    assert read_back == [_told(here, place, row) for place, row in enumerate(here.rows)]


def _told(here: World, place: int, row: Row) -> tuple[object, ...]:
    facets = [[facet.choices[at].key for at in facet.column[place]] for facet in here.facets]
    return row.title, row.moment.instant if row.moment else None, -1 if row.seconds is None else row.seconds, facets


@given(st.lists(cases | active | undated, max_size=25), st.integers(1, 12))
def test_no_part_is_longer_than_asked_for_and_the_first_names_all_others(
    records: list[IncidentRecord], most: int
) -> None:
    first, *others = parts_of(world(*records), most)
    assert (first.name, first.data["parts"]) == ("incidents", [part.name for part in others])
    assert all(len(read(part)["titles"]) <= most for part in (first, *others))
    assert len({part.name for part in (first, *others)}) == 1 + len(others)


@given(st.lists(cases | active | undated, max_size=12))
def test_what_fits_lies_in_one_part(records: list[IncidentRecord]) -> None:
    [only] = parts_of(world(*records), 12)
    assert (only.data["parts"], only.data["total"]) == ([], len(world(*records).rows))


def test_the_first_part_holds_what_is_active_and_what_is_newest() -> None:
    here = world(
        record("old-and-active", created_at="2024-02-01T10:00:00Z"),
        *(resolved(f"new-{number}", f"2026-03-{number:02}") for number in range(1, 4)),
        *(resolved(f"old-{number}", f"2024-03-{number:02}") for number in range(1, 4)),
        record("timeless", status="resolved"),
    )
    sizes = {part.name: len(read(part)["titles"]) for part in parts_of(here, 4)}
    assert sizes == {"incidents": 4, "incidents/2024/1": 3, "incidents/undated/1": 1}


def test_a_year_is_cut_from_its_oldest_end_so_that_what_is_full_stays_as_it_is() -> None:
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    before = [
        resolved(f"i{number}", f"{begin + timedelta(days=number):%Y-%m-%d}", affected_components=["known"])
        for number in range(25)
    ]
    one_more = resolved("i25", "2025-06-01", severity="P1", affected_components=["new-here"])
    texts = [
        {part.name: index_json(part.data) for part in parts_of(world(*records), 10)}
        for records in (before, [*before, one_more])
    ]
    assert list(texts[0]) == ["incidents", "incidents/2025/2", "incidents/2025/1"]
    assert {name for name in texts[0] if texts[0][name] != texts[1][name]} == {"incidents"}


def test_the_first_part_counts_the_values_of_all() -> None:
    here = world(*(resolved(f"i{number}", f"202{number}-01-01", affected_components=["x"]) for number in range(3)))
    facets = {facet["key"]: facet for facet in read(parts_of(here, 1)[0])["facets"]}
    assert (facets["component"]["values"], facets["component"]["counts"]) == (["x"], [3])


def test_a_worker_is_asked_for_above_a_bound() -> None:
    here = world(*(resolved(f"i{number}", "2026-01-01") for number in range(3)))
    bounds = [next(index_parts(here.rows, here.facets, most=2, beside_above=bound)).data["beside"] for bound in (2, 3)]
    assert bounds == [True, False]


def test_a_usual_name_is_left_to_the_script_and_any_other_is_said() -> None:
    usual = resolved("2026-11-05-checkout-is-slow", "2026-11-05")
    other = resolved("2026-11-04-checkout-is-slow-2", "2026-11-04")
    strange = resolved("2026-11-03-cafe", "2026-11-03", title="Café")
    [part] = parts_of(world(usual, other, strange), 10)
    assert part.data["names"] == [0, "2026-11-04-checkout-is-slow-2", "2026-11-03-cafe"]


def some(chance: Random, count: int) -> Sequence[IncidentRecord]:
    """Incidents over four years with titles of ten words each, which is more than people write."""
    begin = datetime(2022, 1, 1, tzinfo=UTC)
    return [
        resolved(
            f"{begin + timedelta(hours=number):%Y-%m-%d}-{number}",
            f"{begin + timedelta(days=number * 1400 / count):%Y-%m-%d}",
            title=" ".join(chance.choices(_WORDS, k=10)),
            severity=f"P{chance.randint(1, 4)}",
            affected_components=chance.sample([f"service-{number}" for number in range(60)], 2),
            commander=chance.choice(("alice", "bob")),
        )
        for number in range(count)
    ]


def test_a_row_takes_no_more_than_its_share_of_220_kilobytes() -> None:
    here = world(*some(Random(5), 1_000))
    [part] = parts_of(here, 1_000)
    share = 220 * 1024 / 10_000
    assert len(gzip.compress(index_json(part.data).encode())) < share * 1_000
