"""The search index that the dashboard's script filters: a column for each thing, values by position in a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from farm_gitops.model.moment import Moment
from farm_gitops.records import layout
from farm_gitops.views.facet import Facet
from farm_gitops.views.row import Row

# U+2028 and U+2029 end a line in scripts of before 2019, and `<` could end a script element where a page embeds it.
_IN_SCRIPTS: Final = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def index(rows: Sequence[Row], facets: Sequence[Facet]) -> dict[str, object]:
    """The index as plain data, in the order of `rows`.

    `started` holds the seconds between a row and the one before it (0 for an unknown time, which `undated` lists);
    `lasted` seconds, or -1. A name is 0 where it is the day of `started` and the slug of a title in ASCII, as most are.
    `columns` holds for each filter a number a row, or a list of them where a row may have several or none.
    """
    return {
        "version": 1,
        "titles": [row.title for row in rows],
        "names": [0 if row.id.name == _usual_name(row) else row.id.name for row in rows],
        "started": _differences([_epoch(row.moment) for row in rows]),
        "undated": [place for place, row in enumerate(rows) if row.moment is None],
        "lasted": [-1 if row.seconds is None else row.seconds for row in rows],
        "latest": {str(place): row.latest for place, row in enumerate(rows) if row.latest},
        "facets": [
            {"key": facet.key, "values": [choice.key for choice in facet.choices], "labels": _labels(facet)}
            for facet in facets
        ],
        "columns": [_column(facet) for facet in facets],
    }


def index_json(data: dict[str, object]) -> str:
    """The index for machines."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def index_script(text: str) -> str:
    """The same as a script that hands the data to the page, since pages opened from disk may not fetch anything."""
    for character, escaped in _IN_SCRIPTS.items():
        text = text.replace(character, escaped)
    return f"farmIndex({text});\n"


def _usual_name(row: Row) -> str | None:
    if not row.title.isascii():
        return None  # a browser's Unicode may be newer than ours and make another slug of it
    day = row.moment.instant.date().isoformat() if row.moment else ""
    return layout.slug(f"{day} {row.title}")


def _epoch(moment: Moment | None) -> int:
    return int(moment.instant.timestamp()) if moment else 0


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _labels(facet: Facet) -> list[str] | int:
    """The labels, or 0 where they are the values themselves."""
    labels = [choice.label for choice in facet.choices]
    return 0 if labels == [choice.key for choice in facet.choices] else labels


def _column(facet: Facet) -> list[int] | list[list[int]]:
    if all(len(places) == 1 for places in facet.column):
        return [places[0] for places in facet.column]
    return [list(places) for places in facet.column]
