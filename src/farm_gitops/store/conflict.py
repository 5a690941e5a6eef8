"""A conflict in the facts of an incident where different keys changed: what each side did, and how to keep both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from farm_gitops.documents.tree import Plain, plain
from farm_gitops.documents.yaml_writer import write_flow
from farm_gitops.errors import FarmError
from farm_gitops.git.merging import Conflict, MergeConflict, recipe
from farm_gitops.git.objects import Blobs, TreeFile
from farm_gitops.git.revisions import Compared, compared
from farm_gitops.git.runner import Repository
from farm_gitops.model.changes import FactChanged, StatusChanged, changes
from farm_gitops.model.incident import Incident
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.decode import decode_incident
from farm_gitops.records.document import Document

Values = dict[str, tuple[Plain, Plain]]
"""By key of `incident.yaml` what it held before and holds now; None where it is not there."""


class _TwoSides(NamedTuple):
    """What the base and the head made of one file, of different keys."""

    path: str
    ours: Values
    theirs: Values


@contextmanager
def compared_or_explained(repository: Repository, base: str, head: str = "HEAD") -> Iterator[Compared]:
    """As `compared`; a conflict in facts alone, where different keys changed, says which and how to keep both."""
    try:
        with compared(repository, base, head) as found:
            yield found
    except MergeConflict as conflict:
        sides = _sides(repository, conflict.conflicts)
        if not sides:
            raise
        raise FarmError(_message(sides, base, head), recipe(base, head, _mend(sides))) from conflict


def _sides(repository: Repository, conflicts: tuple[Conflict, ...]) -> tuple[_TwoSides, ...]:
    """Empty where a file is no `incident.yaml`, cannot be read or has a key that both changed."""
    with Blobs(repository) as blobs:
        found = [_two_sides(blobs, conflict) for conflict in conflicts]
    told = tuple(filter(None, found))
    return told if len(told) == len(found) else ()


def _two_sides(blobs: Blobs, conflict: Conflict) -> _TwoSides | None:
    place = layout.place(conflict.path)
    if not isinstance(place, layout.FactsFile) or not (conflict.ancestor and conflict.ours and conflict.theirs):
        return None
    try:
        ancestor, *others = [_facts(blobs, file) for file in (conflict.ancestor, conflict.ours, conflict.theirs)]
    except FarmError:
        # An ancestor that is itself a merge, of several merge bases, is not there to be read.
        return None
    ours, theirs = (_changed(place, ancestor, side) for side in others)
    return _TwoSides(conflict.path, ours, theirs) if ours and theirs and ours.keys().isdisjoint(theirs) else None


def _facts(blobs: Blobs, file: TreeFile) -> Document[Incident]:
    return decode_incident(file.path, blobs.read(file.oid))


def _changed(place: layout.FactsFile, before: Document[Incident], after: Document[Incident]) -> Values:
    if before.value is None or after.value is None:
        return {}
    records = [IncidentRecord(place.incident, facts) for facts in (before.value, after.value)]
    keys = [
        "status" if isinstance(change, StatusChanged) else change.key
        for change in changes(*records)
        if isinstance(change, StatusChanged | FactChanged)
    ]
    return {key: (_value(before, key), _value(after, key)) for key in keys}


def _value(document: Document[Incident], key: str) -> Plain:
    values = plain(document.root)
    return values.get(key) if isinstance(values, dict) else None


def _message(sides: tuple[_TwoSides, ...], base: str, head: str) -> str:
    files = "; ".join(f"{side.path!r}: {base} {_told(side.ours)}, {head} {_told(side.theirs)}" for side in sides)
    return f"{head} conflicts with {base}, so it cannot be merged or judged, and both can be kept; {files}"


def _told(values: Values) -> str:
    return " and ".join(_did(key, *pair) for key, pair in values.items())


def _did(key: str, before: Plain, after: Plain) -> str:
    if before is None:
        return f"added `{key}: {write_flow(after)}`"
    if after is None:
        return f"removed `{key}: {write_flow(before)}`"
    return f"changed `{key}` from {write_flow(before)} to {write_flow(after)}"


def _mend(sides: tuple[_TwoSides, ...]) -> str:
    """What to write, in place of what git marks."""
    return "; ".join(f"in {side.path} {_kept({**side.ours, **side.theirs})}" for side in sides)


def _kept(values: Values) -> str:
    """The lines that stay; what one side removed is not among them."""
    lines = " and ".join(f"`{key}: {write_flow(after)}`" for key, (_, after) in values.items() if after is not None)
    gone = " and ".join(f"no `{key}`" for key, (_, after) in values.items() if after is None)
    return f"write {' and '.join(filter(None, (lines, gone)))} in place of what git marks"
