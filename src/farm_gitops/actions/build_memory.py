"""What each incident's files say, kept for the next build: the same files always say the same."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.output import Progress
from farm_gitops.records import layout
from farm_gitops.records.folder import undated
from farm_gitops.records.layout import shown
from farm_gitops.rules import RULES
from farm_gitops.store.cache import Cache
from farm_gitops.store.memory import NOTHING_KEPT
from farm_gitops.store.snapshot import Keeping
from farm_gitops.validate.judge import Question, judge, within
from farm_gitops.validate.placed import PlacedFinding
from farm_gitops.views.world import Broken

READABLE: Final = tuple(rule for rule in RULES if rule.group in {"text", "shape"})
"""The rules that a file must keep to be shown at all: each asks about one file, or about the names of all."""

_KIND: Final = "record"
_AROUND: Final = "around"
_AT_ONCE: Final = 1000  # incidents, so that an interruption costs the work of few


class Understood(NamedTuple):
    """What the files of an incident say (None: nothing that can be read), and what is wrong with them."""

    record: IncidentRecord | None
    broken: tuple[Broken, ...]


def understand(snapshot: Keeping, cache: Cache, progress: Progress) -> tuple[Broken, ...]:
    """Have the snapshot keep every record, most as another build understood them; what cannot be read, by path."""
    broken = [*_around(snapshot, cache)]
    keys = {incident: _key(snapshot, incident) for incident in snapshot.ids()}
    progress("judging", 0, len(keys))
    for number, some in enumerate(_portions(keys), 1):
        broken += (each for understood in _understand(snapshot, some, cache) for each in understood.broken)
        progress("judging", min(number * _AT_ONCE, len(keys)), len(keys))
    return tuple(sorted(broken))


def _around(snapshot: Keeping, cache: Cache) -> tuple[Broken, ...]:
    """What is wrong with farm.yaml, the catalog and the names of all files, which are known by what they say."""
    documents = (snapshot.configuration_document, *snapshot.catalog_documents)
    told = [f"{document.path}\0{document.text}" for document in documents]
    told += [f"{file.path}\0{file.mode}" for file in snapshot.files]
    key = hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    known = cache.get_many(_AROUND, [key]).get(key)
    if known is not None:
        found: tuple[Broken, ...] = pickle.loads(known)  # noqa: S301 - see `_known`
        return found
    findings = judge(snapshot, Question(rules=READABLE, leaves_incidents_out=True)).findings
    around = tuple(_broken(findings))
    cache.put_many(_AROUND, {key: pickle.dumps(around)})
    return around


def understand_again(snapshot: Keeping, touched: Iterable[IncidentId], before: Iterable[Broken]) -> tuple[Broken, ...]:
    """Have the snapshot keep the records of some incidents whose files changed since; what cannot be read now.

    Nothing in them may be out of place, nor anything else have been `before`: that the whole tree of files says.
    """
    folders = tuple(f"{layout.folder(incident)}/" for incident in touched)
    kept = [each for each in before if not each.path.startswith(folders)]
    fresh = _understand(snapshot, {each: _key(snapshot, each) for each in touched if snapshot.has(each)}, NOTHING_KEPT)
    return tuple(sorted([*kept, *(each for understood in fresh for each in understood.broken)]))


def _understand(snapshot: Keeping, keys: Mapping[IncidentId, str], cache: Cache) -> list[Understood]:
    known = _known(cache.get_many(_KIND, keys.values()))
    fresh = {key: _anew(snapshot, incident) for incident, key in keys.items() if key not in known}
    for incident, key in keys.items():
        if key in known:
            snapshot.keep(incident, known[key].record)
    # A file that somebody wrote meanwhile must not be remembered as what it was before.
    stayed = {incident: key for incident, key in keys.items() if key in known or key == _key(snapshot, incident)}
    snapshot.made_of.update(stayed)
    cache.put_many(_KIND, {key: pickle.dumps(fresh[key]) for key in stayed.values() if key in fresh})
    return [*known.values(), *fresh.values()]


def _key(snapshot: Keeping, incident: IncidentId) -> str:
    return f"{incident} {snapshot.contents(incident)}"


def _anew(snapshot: Keeping, incident: IncidentId) -> Understood:
    findings = within(snapshot, incident, Question(rules=READABLE))
    record = snapshot.record(incident)
    return Understood(undated(record) if record else None, tuple(_broken(findings)))


def _broken(findings: Iterable[PlacedFinding]) -> Iterator[Broken]:
    errors = (finding for finding in findings if finding.level == "error")
    return (Broken(shown(each.path), each.rule, each.message, each.line) for each in errors)


def _known(values: Mapping[str, bytes]) -> dict[str, Understood]:
    # The cache answers with what this very program put there for this user, and with nothing else.
    return {key: pickle.loads(value) for key, value in values.items()}  # noqa: S301


def _portions(keys: Mapping[IncidentId, str]) -> Iterator[Mapping[IncidentId, str]]:
    items = list(keys.items())
    return (dict(items[start : start + _AT_ONCE]) for start in range(0, len(items), _AT_ONCE))
