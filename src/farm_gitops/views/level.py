"""Severities, statuses and degrees of surety as pages show them: key, word and explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from farm_gitops.model import lifecycle, provenance, severity
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.provenance import Surety
from farm_gitops.model.severity import Severity


class Level(NamedTuple):
    """One value of a scale: `key` names its symbol and CSS class, `label` is one word, `text` explains it."""

    key: str
    label: str
    text: str


SEVERITIES: Final[Mapping[Severity, Level]] = {
    key: Level(key.value, meaning.label, meaning.text) for key, meaning in severity.MEANING.items()
}
STATUSES: Final[Mapping[Status, Level]] = {
    key: Level(key.value, key.value, text) for key, text in lifecycle.MEANING.items()
}
SURETIES: Final[Mapping[Surety, Level]] = {
    key: Level(key.value, meaning.label, meaning.text) for key, meaning in provenance.SURETIES.items()
}
