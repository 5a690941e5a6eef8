"""An incident whose file broke is shown as it was before it broke, as if nobody had saved that file yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from farm_gitops.actions.build import Gathered
from farm_gitops.model.incident import IncidentId
from farm_gitops.preview.happened import Seen
from farm_gitops.records import layout
from farm_gitops.records.folder import undated
from farm_gitops.records.layout import EntryFile, FactsFile, PostMortemFile
from farm_gitops.views.world import Broken

BrokenFiles = Mapping[IncidentId, frozenset[str]]
"""The files of an incident that could not be read when it was last shown as its files are."""


class Held(NamedTuple):
    """What is shown instead of what was gathered."""

    found: Gathered
    broken: BrokenFiles


def hold(found: Gathered, seen: Seen, before: BrokenFiles) -> Held:
    """Put back the incidents of which more is broken than when they were `seen` last."""
    broken = broken_files(found.broken)
    held = {
        incident
        for incident, paths in broken.items()
        if not paths <= before.get(incident, frozenset()) and seen.records.get(incident) is not None
    }
    for incident in held:
        _put_back(found, seen, incident)
    left_out = tuple(each for each in found.broken if layout.incident_of(each.path) not in held)
    kept = {each: before.get(each, frozenset()) if each in held else paths for each, paths in broken.items()}
    return Held(found._replace(broken=left_out), kept)


def broken_files(broken: Iterable[Broken]) -> BrokenFiles:
    """The records that cannot be read, by their incident; a file that is merely out of place breaks none."""
    paths: dict[IncidentId, set[str]] = defaultdict(set)
    for each in broken:
        place = layout.place(each.path)
        if isinstance(place, FactsFile | EntryFile | PostMortemFile):
            paths[place.incident].add(each.path)
    return {incident: frozenset(found) for incident, found in paths.items()}


def _put_back(found: Gathered, seen: Seen, incident: IncidentId) -> None:
    record = seen.records[incident]
    found.snapshot.keep(incident, undated(record) if record else None)
    # The pages depend on what is shown, and not on what lies there.
    found.snapshot.made_of.pop(incident, None)
    if incident in seen.contents:
        found.snapshot.made_of[incident] = seen.contents[incident]
