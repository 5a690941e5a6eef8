"""What the files of incidents say, found out anew; of many incidents by several processes."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.records.layout import shown
from farm_gitops.rules import RULES
from farm_gitops.store.keeping import Keeping
from farm_gitops.store.processors import copies
from farm_gitops.validate.judge import Question, within
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.views.brief import Brief, brief
from farm_gitops.views.world import Broken

READABLE: Final = tuple(rule for rule in RULES if rule.group in {"text", "shape"})
"""The rules that a file must keep to be shown at all: each asks about one file, or about the names of all."""

_MANY: Final = 1_000  # incidents; what fewer take is less than what another process would save
_PORTION: Final = 100  # incidents


class Understood(NamedTuple):
    """What an incident comes to: in brief (None: nothing that can be read), and what is wrong with its files.

    `made_of` tells these files, as they were read, from all others. Those that are `misplaced` are told apart: what is
    wrong with the name of a file may be a matter of what lies beside it.
    """

    incident: IncidentId
    made_of: str
    brief: Brief | None
    broken: tuple[Broken, ...]
    misplaced: tuple[Broken, ...]


class Packed(NamedTuple):
    """An incident as it was understood: the `Understood`, and its record (None: it has none), as `pickle` writes them.

    Most who have one need but one of the two.
    """

    incident: IncidentId
    made_of: str
    understood: bytes
    record: bytes


def understood_anew(snapshot: Keeping, incidents: Sequence[IncidentId]) -> Iterator[Packed]:
    """Read and judge the files of incidents, in their order."""
    files, processes = snapshot.read_once(), copies(len(incidents), _MANY)
    portions = [incidents[start : start + _PORTION] for start in range(0, len(incidents), _PORTION)]
    if processes < 2:
        return (found for portion in portions for found in _read(files, portion))
    from farm_gitops.store.together import Tell, Work, together  # noqa: PLC0415 - few builds need to load it

    def read(portion: Sequence[IncidentId], _: Tell) -> list[Packed]:
        return list(_read(files, portion))

    return chain.from_iterable(together(Work(read, processes), portions, lambda _: None))


def _read(files: Keeping, portion: Sequence[IncidentId]) -> Iterator[Packed]:
    files.expect(portion)
    question = Question(rules=READABLE)
    for incident in portion:
        wrong = within(files, incident, question)
        made_of = files.contents(incident)  # of what was read just now, whatever somebody writes meanwhile
        record = files.take(incident)
        pickled = pickle.dumps(record)  # before anything is worked out of it, which it would hold as well
        told = tuple(broken(wrong.files)), tuple(broken(wrong.names))
        understood = Understood(incident, made_of, brief(record) if record else None, *told)
        yield Packed(incident, made_of, pickle.dumps(understood), pickled)


def broken(findings: Iterable[PlacedFinding]) -> Iterator[Broken]:
    """The errors among findings, as pages tell them."""
    errors = (finding for finding in findings if finding.level == "error")
    return (Broken(shown(each.path), each.rule, each.message, each.line) for each in errors)
