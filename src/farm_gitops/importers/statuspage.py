"""Documents and exports of status pages, told apart by their content; `intake` makes incidents of them."""

from __future__ import annotations

from typing import Final

from farm_gitops.errors import UsageError
from farm_gitops.importers.existing import Existing
from farm_gitops.importers.export_lines import read_lines
from farm_gitops.importers.intake import Found, take_in
from farm_gitops.importers.json_values import WrongShape
from farm_gitops.importers.result import Import
from farm_gitops.importers.statuspage_document import read_document

_EXPECTED: Final = (
    "give the JSON of https://YOUR-STATUS-PAGE/api/v2/incidents.json or …/api/v2/summary.json, "
    "an object with `page` and `incidents`, or JSON Lines with `title` and `updates` in each"
)


def import_statuspage(data: bytes, there: Existing, *, history: bool = False) -> Import:
    """Read a document (`/api/v2/incidents.json`, `…/summary.json`) or an export beside what is there already.

    Raises UsageError where `data` is neither; see `take_in`.
    """
    return take_in(_read(data), there, history=history, components={})


def _read(data: bytes) -> tuple[Found, ...]:
    """What the bytes hold, of whichever shape they are."""
    try:
        return read_document(data)
    except WrongShape as wrong:
        lines = read_lines(data)
        if not lines:
            raise UsageError(str(wrong), _EXPECTED) from wrong
        return lines
