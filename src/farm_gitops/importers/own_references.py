"""References between the incidents of an export: they follow where these lie here, and none is lost."""

from __future__ import annotations

from collections.abc import Mapping

from farm_gitops.documents.yaml_writer import YamlValue, is_list
from farm_gitops.importers.own_stream import Keys, OwnIncident
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.model.incident import REFERENCES, IncidentId

Places = Mapping[IncidentId, IncidentId | None]
"""Where each incident lies here, by its id in the stream; None for one that is neither here nor there."""


def with_references(source: OwnIncident, places: Places, ledger: Ledger) -> Keys:
    """The facts with every reference as it is right here; one that leads nowhere becomes a key of the user's own."""
    facts = dict(source.facts)
    for key in sorted(REFERENCES & facts.keys()):
        value = facts[key]
        found, lost = _placed(source, [*value] if is_list(value) else [value], places)
        if lost:
            facts[f"x-{key}"] = lost if is_list(value) else lost[0]
            ledger.note(Oddity.DANGLING_REFERENCE, f"`{key}` names {lost[0]}, which is not here", f"kept as `x-{key}`")
        if is_list(value):
            facts[key] = found
        elif found:
            facts[key] = found[0]
        else:
            del facts[key]
    return facts


def _placed(
    source: OwnIncident, references: list[YamlValue], places: Places
) -> tuple[list[YamlValue], list[YamlValue]]:
    """Those that lead somewhere, each unchanged unless its incident lies elsewhere here, and those that do not."""
    found: list[YamlValue] = []
    lost: list[YamlValue] = []
    mine = places.get(source.id) or source.id
    for reference in references:
        there = source.id.refer(str(reference))
        here = places.get(there)
        if here is None:
            lost.append(reference)
        else:
            found.append(reference if mine.refer(str(reference)) == here else str(here))
    return found, lost
