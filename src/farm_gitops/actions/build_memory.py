"""What each incident's files say, kept for whoever asks next: the same files always say the same."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

from farm_gitops.actions.understanding import READABLE, Anew, Understood, broken, key_of, understood_anew
from farm_gitops.model.incident import IncidentId
from farm_gitops.publish.output import Progress
from farm_gitops.records import layout
from farm_gitops.store.cache import Cache, cache_of
from farm_gitops.store.project import Project
from farm_gitops.store.snapshot import Keeping
from farm_gitops.validate.judge import Question, judge
from farm_gitops.views.world import Broken

_KIND: Final = "record"
_AROUND: Final = "around"
_AT_ONCE: Final = 200  # incidents, so that an interruption costs the work of few
_SAMPLE: Final = 100  # incidents, from everywhere among them; where none is known, few others are

Thing = TypeVar("Thing")


def remembered(project: Project, progress: Progress) -> Keeping:
    """The working tree with every record understood, most as somebody understood them before.

    FarmError without a farm.yaml, and Refused where that has errors.
    """
    with cache_of(project) as cache, project.worktree(memory=cache) as files:
        snapshot = files.keeping()
        understand(snapshot, cache, progress)
        return snapshot


def understand(snapshot: Keeping, cache: Cache, progress: Progress) -> tuple[Broken, ...]:
    """Have the snapshot keep every record, most as another build understood them; what cannot be read, by path."""
    around = _around(snapshot, cache)
    return tuple(sorted([*around, *_understood(snapshot, cache, snapshot.ids(), progress)]))


def understand_again(
    snapshot: Keeping, cache: Cache, touched: Iterable[IncidentId], before: Iterable[Broken], progress: Progress
) -> tuple[Broken, ...]:
    """Have the snapshot keep the records of some incidents whose files changed since; what cannot be read now.

    Nothing in them may be out of place, nor anything else have been `before`: that the whole tree of files says.
    """
    folders = tuple(f"{layout.folder(incident)}/" for incident in touched)
    kept = [each for each in before if not each.path.startswith(folders)]
    there = [each for each in touched if snapshot.has(each)]
    return tuple(sorted([*kept, *_understood(snapshot, cache, there, progress)]))


def _understood(
    snapshot: Keeping, cache: Cache, incidents: Sequence[IncidentId], progress: Progress
) -> Iterator[Broken]:
    """Have the snapshot keep their records; what is wrong with them."""
    progress("history", 0, 0)
    snapshot.read_past()  # before others begin with files, so that each thing has all processors
    progress("judging", 0, len(incidents))
    is_worth_asking = _is_some_known(snapshot, cache, incidents)
    fresh: list[IncidentId] = []
    for some in _portions(incidents):
        known = _known(snapshot, cache, some) if is_worth_asking else {}
        fresh += (each for each in some if each not in known)
        for anew in known.values():
            yield from _take(snapshot, anew).broken
        progress("judging", 0, len(incidents))
    done = len(incidents) - len(fresh)
    for new in _portions(understood_anew(snapshot, fresh)):
        for anew in new:
            yield from _take(snapshot, anew).broken
        cache.put_many(_KIND, {anew.key: anew.understood for anew in new})
        done += len(new)
        progress("judging", done, len(incidents))


def _around(snapshot: Keeping, cache: Cache) -> tuple[Broken, ...]:
    """What is wrong with farm.yaml, the catalog and the names of all files, which are known by what they say."""
    documents = (snapshot.configuration_document, *snapshot.catalog_documents)
    told = [f"{document.path}\0{document.text}" for document in documents]
    told += [f"{file.path}\0{file.mode}" for file in snapshot.files]
    key = hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    known = cache.get_many(_AROUND, [key]).get(key)
    if known is not None:
        found: tuple[Broken, ...] = pickle.loads(known)  # noqa: S301 - see `_take`
        return found
    around = tuple(broken(judge(snapshot, Question(rules=READABLE, leaves_incidents_out=True)).findings))
    cache.put_many(_AROUND, {key: pickle.dumps(around)})
    return around


def _is_some_known(snapshot: Keeping, cache: Cache, incidents: Sequence[IncidentId]) -> bool:
    """Whether any of a sample is: to ask for all of them, each file of a working tree has to be read once more."""
    return bool(_known(snapshot, cache, incidents[:: max(1, len(incidents) // _SAMPLE)]))


def _known(snapshot: Keeping, cache: Cache, incidents: Sequence[IncidentId]) -> Mapping[IncidentId, Anew]:
    """Those of some incidents that another build understood."""
    keys = {incident: key_of(snapshot, incident) for incident in incidents}
    known = cache.get_many(_KIND, keys.values())
    return {incident: Anew(incident, key, known[key]) for incident, key in keys.items() if key in known}


def _take(snapshot: Keeping, anew: Anew) -> Understood:
    # The cache answers with what this very program put there for this user, and with nothing else.
    understood: Understood = pickle.loads(anew.understood)  # noqa: S301
    snapshot.keep(anew.incident, understood.record)
    snapshot.made_of[anew.incident] = anew.key
    return understood


def _portions(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    waiting = iter(things)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
