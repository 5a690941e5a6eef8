"""What the files of incidents say, found out anew; of many incidents by several processes."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records.layout import shown
from farm_gitops.rules import RULES
from farm_gitops.store.processors import copies
from farm_gitops.store.snapshot import FileSnapshot, Keeping
from farm_gitops.validate.judge import Question, within
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.views.world import Broken

READABLE: Final = tuple(rule for rule in RULES if rule.group in {"text", "shape"})
"""The rules that a file must keep to be shown at all: each asks about one file, or about the names of all."""

_MANY: Final = 1_000  # incidents; what fewer take is less than what another process would save
_PORTION: Final = 100  # incidents


class Understood(NamedTuple):
    """What the files of an incident say (None: nothing that can be read), and what is wrong with them."""

    record: IncidentRecord | None
    broken: tuple[Broken, ...]


class Anew(NamedTuple):
    """An incident that was looked at, what it was made of (see `key_of`), and an `Understood` as `pickle` writes it."""

    incident: IncidentId
    key: str
    understood: bytes


def key_of(snapshot: FileSnapshot, incident: IncidentId) -> str:
    """What tells an incident and its files, as they are now, from all others."""
    return f"{incident} {snapshot.contents(incident)}"


def understood_anew(snapshot: Keeping, incidents: Sequence[IncidentId]) -> Iterator[Anew]:
    """Read and judge the files of incidents, in their order."""
    files, processes = snapshot.read_once(), copies(len(incidents), _MANY)
    portions = [incidents[start : start + _PORTION] for start in range(0, len(incidents), _PORTION)]
    if processes < 2:
        return (anew for portion in portions for anew in _read(files, portion))
    from farm_gitops.store.together import Tell, Work, together  # noqa: PLC0415 - few builds need to load it

    def read(portion: Sequence[IncidentId], _: Tell) -> list[Anew]:
        return list(_read(files, portion))

    return chain.from_iterable(together(Work(read, processes), portions, lambda _: None))


def _read(files: Keeping, portion: Sequence[IncidentId]) -> Iterator[Anew]:
    files.expect(portion)
    for incident in portion:
        findings = within(files, incident, Question(rules=READABLE))
        key = key_of(files, incident)  # of what was read just now, whatever somebody writes meanwhile
        yield Anew(incident, key, pickle.dumps(Understood(files.take(incident), tuple(broken(findings)))))


def broken(findings: Iterable[PlacedFinding]) -> Iterator[Broken]:
    """The errors among findings, as pages tell them."""
    errors = (finding for finding in findings if finding.level == "error")
    return (Broken(shown(each.path), each.rule, each.message, each.line) for each in errors)
