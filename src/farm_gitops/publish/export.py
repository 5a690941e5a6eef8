"""An export as bytes: one JSON value on each line, in a fixed order, so that the same records give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from farm_gitops.views.export import Json


def lines(values: Iterable[Json]) -> Iterator[bytes]:
    """Each value on a line of UTF-8; keys stay in their order."""
    for value in values:
        yield json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
