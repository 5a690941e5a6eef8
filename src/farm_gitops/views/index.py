"""The search index that the dashboard's script filters: a column for each thing, values by position in a list.

As many incidents as one file may hold lie in one. Where there are more, the first part holds what is active and what
is newest, and the others lie beside it by the year of the report, each with dictionaries of its own: so no file grows
without bound, and the parts of years that are over stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.views.facet import Facet
from farm_gitops.views.row import Row

ROWS_A_PART: Final = 10_000
BESIDE_ABOVE: Final = 20_000
"""With more incidents the page's script has them filtered by a worker beside it."""

FIRST: Final = "incidents"

# U+2028 and U+2029 end a line in scripts of before 2019, and `<` could end a script element where a page embeds it.
_IN_SCRIPTS: Final = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class IndexPart(NamedTuple):
    """A part as plain data, and its name: `incidents` for the first one, `incidents/2025/1` for others."""

    name: str
    data: dict[str, object]


def index_parts(
    rows: Sequence[Row], facets: Sequence[Facet], *, most: int = ROWS_A_PART, beside_above: int = BESIDE_ABOVE
) -> Iterator[IndexPart]:
    """The parts in the order of `rows` (those of the world), at most so many rows in each; `facets` are of all rows.

    `started` holds the seconds between a row and the one before it (0 for an unknown time, which `undated` lists);
    `lasted` seconds, or -1; `began` says of an active one by its row when it began, where that is not when it was
    reported. A name is 0 where it is the day of `started` and the slug of a title in ASCII, as most are.
    `facets` are the filters, and `columns` hold for each a number a row (the place of its value), or a list of them
    where a row may have several or none. The first part says of the whole: its `total`, the names of the other `parts`,
    whether to filter in a worker (`beside`), and in `facets` every value with its label and its number of incidents.
    """
    spans = list(_spans(rows, most))
    first = slice(0, spans[0][1].stop if spans else 0)
    whole = {
        "version": 1,
        "total": len(rows),
        "parts": [name for name, _ in spans[1:]],
        "beside": len(rows) > beside_above,
        **_columns(rows, first),
        "facets": [_described(facet) for facet in facets],
        "columns": [_column(facet.column[first]) for facet in facets],
    }
    yield IndexPart(FIRST, whole)
    for name, span in spans[1:]:
        yield IndexPart(name, {"version": 1, **_columns(rows, span), **_own_facets(facets, span)})


def index_json(data: dict[str, object]) -> str:
    """A part for machines."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def index_script(text: str) -> str:
    """The same as a script that hands the data to the page, since pages opened from disk may not fetch anything."""
    for character, escaped in _IN_SCRIPTS.items():
        text = text.replace(character, escaped)
    return f"farmIndex({text});\n"


def _spans(rows: Sequence[Row], most: int) -> Iterator[tuple[str, slice]]:
    """The rows of each part, and its name; a year is cut from its oldest end, so that full parts of it stay full."""
    if len(rows) <= most:
        yield FIRST, slice(0, len(rows))
        return
    newest = next((_year(row) for row in rows if not row.is_active), "undated")
    start = 0
    for year, group in groupby(rows, key=lambda row: newest if row.is_active else _year(row)):
        stop = start + sum(1 for _ in group)
        for number in range(-(-(stop - start) // most), 0, -1):
            end = stop - (number - 1) * most
            yield f"{FIRST}/{year}/{number}", slice(start, end)
            start = end


def _year(row: Row) -> str:
    return f"{row.moment.instant.year:04}" if row.moment else "undated"


def _columns(rows: Sequence[Row], span: slice) -> dict[str, object]:
    shown = rows[span]
    return {
        "titles": [row.title for row in shown],
        "names": [0 if row.id.name == _usual_name(row) else row.id.name for row in shown],
        "started": _differences([_epoch(row.moment) for row in shown]),
        "undated": [place for place, row in enumerate(shown) if row.moment is None],
        "began": {str(place): began for place, row in enumerate(shown) if (began := _began_apart(row)) is not None},
        "lasted": [-1 if row.seconds is None else row.seconds for row in shown],
        "latest": {str(place): row.latest for place, row in enumerate(shown) if row.latest},
    }


def _began_apart(row: Row) -> int | None:
    """When an incident that is still running began, if that is not when it was reported."""
    if not row.is_active or row.began is None or row.began == row.created:
        return None
    return _epoch(Moment.parse(row.began.datetime))


def _usual_name(row: Row) -> str | None:
    if not row.title.isascii():
        return None  # a browser's Unicode may be newer than ours and make another slug of it
    day = row.moment.instant.date().isoformat() if row.moment else ""
    return layout.slug(f"{day} {row.title}")


def _epoch(moment: Moment | None) -> int:
    return int(moment.instant.timestamp()) if moment else 0


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _described(facet: Facet) -> dict[str, object]:
    """A filter of the whole index; its labels are 0 where they are the values themselves."""
    keys, labels = [choice.key for choice in facet.choices], [choice.label for choice in facet.choices]
    counts = [choice.count for choice in facet.choices]
    return {"key": facet.key, "values": keys, "labels": 0 if labels == keys else labels, "counts": counts}


def _own_facets(facets: Sequence[Facet], span: slice) -> dict[str, object]:
    """The filters by what these rows have, in an order that no other part has a say in."""
    described, columns = [], []
    for facet in facets:
        column = facet.column[span]
        used = sorted({place for places in column for place in places}, key=lambda place: facet.choices[place].key)
        here = {place: position for position, place in enumerate(used)}
        described.append({"key": facet.key, "values": [facet.choices[place].key for place in used]})
        columns.append(_column([tuple(here[place] for place in places) for places in column]))
    return {"facets": described, "columns": columns}


def _column(column: Sequence[tuple[int, ...]]) -> list[int] | list[list[int]]:
    if all(len(places) == 1 for places in column):
        return [places[0] for places in column]
    return [list(places) for places in column]
