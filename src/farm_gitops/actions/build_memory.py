"""What each incident comes to, kept for whoever asks next: the same files and the same past always come to the same."""

from __future__ import annotations

import hashlib
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from farm_gitops.actions.shelf import Shelf
from farm_gitops.actions.understanding import READABLE, Packed, Understood, broken, understood_anew
from farm_gitops.errors import FarmError
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.publish.output import Progress
from farm_gitops.records import layout
from farm_gitops.store.cache import Cache, cache_of
from farm_gitops.store.history import Past
from farm_gitops.store.keeping import Keeping
from farm_gitops.store.project import Project, snapshot_of
from farm_gitops.store.source import Worktree
from farm_gitops.validate.judge import Question, judge
from farm_gitops.views.brief import Pool
from farm_gitops.views.world import Broken

_RECORD: Final = "record"
_UNDERSTOOD: Final = "understood"
_AROUND: Final = "around"
_AT_ONCE: Final = 200  # incidents, so that an interruption costs the work of few
_SAMPLE: Final = 100  # incidents, from everywhere among them; where none is known, few others are

Thing = TypeVar("Thing")


class Sources(NamedTuple):
    """Where to learn what incidents come to: their files, what git knows of them, and what others found out before.

    Whoever needs them in brief first has a `shelf`, on which many are found at once.
    """

    snapshot: Keeping
    past: Past
    cache: Cache
    shelf: Shelf | None = None

    def key(self, incident: IncidentId, made_of: str) -> str:
        """What tells an incident and all that it is understood from, as that is now, from all others."""
        return f"{incident} {made_of} {self.past.told_by(incident)}"


class _Known(NamedTuple):
    """An incident as it was understood; its record is empty where that is found elsewhere."""

    understood: Understood
    record: bytes


@contextmanager
def remembered(project: Project, progress: Progress) -> Iterator[Keeping]:
    """The working tree with every incident in brief, most as somebody understood them before.

    FarmError without a farm.yaml, and Refused where that has errors.
    """
    with cache_of(project) as cache:
        past = project.past(project.head, cache)
        snapshot = Keeping.of(snapshot_of(Worktree(project.root), past), holds=False)
        understand(Sources(snapshot, past, cache, Shelf(cache)), progress)
        yield snapshot


def understand(sources: Sources, progress: Progress) -> tuple[Broken, ...]:
    """Have the snapshot know every incident, most as another build understood them; what cannot be read, by path."""
    snapshot, shelf = sources.snapshot, sources.shelf
    snapshot.look_up = partial(_record, sources._replace(shelf=None))
    wrong = list(_around(snapshot, sources.cache))
    for found in _understood(sources, snapshot.ids(), progress):
        wrong += found.broken if snapshot.has_strays else (*found.broken, *found.misplaced)
    if shelf:
        shelf.keep(snapshot.ids())
    return tuple(sorted(wrong))


def understand_again(
    sources: Sources, touched: Iterable[IncidentId], before: Iterable[Broken], progress: Progress
) -> tuple[Broken, ...]:
    """Have the snapshot know some incidents whose files changed since; what cannot be read now.

    Nothing in them may be out of place, nor anything else have been `before`: that the whole tree of files says.
    """
    folders = tuple(f"{layout.folder(incident)}/" for incident in touched)
    wrong = [each for each in before if not each.path.startswith(folders)]
    there = [each for each in touched if sources.snapshot.has(each)]
    for found in _understood(sources, there, progress):
        wrong += found.broken
    return tuple(sorted(wrong))


def _understood(sources: Sources, incidents: Sequence[IncidentId], progress: Progress) -> Iterator[Understood]:
    """What they come to, which the snapshot knows then."""
    progress("history", 0, 0)
    sources.snapshot.read_past()  # before others begin with files, so that each thing has all processors
    progress("judging", 0, len(incidents))
    is_worth_asking = _is_some_known(sources, incidents)
    fresh: list[IncidentId] = []
    for some in _portions(incidents):
        known = _known(sources, some) if is_worth_asking else ()
        found = {each.understood.incident for each in known}
        fresh += (each for each in some if each not in found)
        yield from _taken(sources, known)
        progress("judging", 0, len(incidents))
    done = len(incidents) - len(fresh)
    yield from _taken(sources, _anew(sources, fresh, lambda more: progress("judging", done + more, len(incidents))))


def _anew(sources: Sources, incidents: Sequence[IncidentId], tell: Callable[[int], None]) -> Iterator[_Known]:
    """What incidents of which nobody knows come to; `tell` is told of how many that is found out.

    They are taken up at the end: between all that comes and goes meanwhile they would take twice the memory.
    """
    packed, pool = deque[Packed](), Pool()
    for some in _portions(understood_anew(sources.snapshot, incidents)):
        packed += _kept(sources, some)
        tell(len(packed))
    while packed:
        each = packed.popleft()
        found = _unpacked(each.understood)
        yield _Known(found._replace(brief=found.brief and pool.of(found.brief)), each.record)


def _kept(sources: Sources, some: Sequence[Packed]) -> Iterator[Packed]:
    """The same, which the cache knows then; without their records where those are found there."""
    keys = {sources.key(each.incident, each.made_of): each for each in some}
    sources.cache.put_many(_RECORD, {key: each.record for key, each in keys.items()})
    sources.cache.put_many(_UNDERSTOOD, {key: each.understood for key, each in keys.items()})
    is_elsewhere = not sources.snapshot.holds and bool(sources.cache.get_many(_RECORD, list(keys)[:1]))
    return (each._replace(record=b"") if is_elsewhere else each for each in some)


def _around(snapshot: Keeping, cache: Cache) -> tuple[Broken, ...]:
    """What is wrong with farm.yaml and the catalog, and with the names of all files where any is in no incident.

    Else names are judged within each incident: two folders of incidents are one nowhere. All is known by what it says.
    """
    documents = (snapshot.configuration_document, *snapshot.catalog_documents)
    told = [f"{document.path}\0{document.text}" for document in documents]
    told += [f"{file.path}\0{file.mode}" for file in (snapshot.files if snapshot.has_strays else ())]
    key = hashlib.sha256("\n".join(told).encode("utf-8", "surrogateescape")).hexdigest()
    known = cache.get_many(_AROUND, [key]).get(key)
    if known is not None:
        # The cache answers with what this very program put there for this user, and with nothing else.
        found: tuple[Broken, ...] = pickle.loads(known)  # noqa: S301
        return found
    only = () if snapshot.has_strays else tuple(document.path for document in documents)
    around = tuple(broken(judge(snapshot, Question(rules=READABLE, only=only, leaves_incidents_out=True)).findings))
    cache.put_many(_AROUND, {key: pickle.dumps(around)})
    return around


def _is_some_known(sources: Sources, incidents: Sequence[IncidentId]) -> bool:
    """Whether any of a sample is: to ask for all of them, each file of a working tree has to be read once more."""
    return bool(_known(sources, incidents[:: max(1, len(incidents) // _SAMPLE)]))


def _known(sources: Sources, incidents: Sequence[IncidentId]) -> Sequence[_Known]:
    """Those of some incidents that another build understood."""
    keys = {incident: sources.key(incident, sources.snapshot.contents(incident)) for incident in incidents}
    shelved = sources.shelf.find_many(keys) if sources.shelf else {}
    asked = [key for incident, key in keys.items() if incident not in shelved]
    understood = sources.cache.get_many(_UNDERSTOOD, asked)
    if not sources.snapshot.holds:
        return [_Known(each, b"") for each in (*shelved.values(), *map(_unpacked, understood.values()))]
    records = sources.cache.get_many(_RECORD, understood)
    return [_Known(_unpacked(understood[key]), record) for key, record in records.items()]


def _taken(sources: Sources, known: Iterable[_Known]) -> Iterator[Understood]:
    """The same, which the snapshot knows then."""
    for found, record in known:
        sources.snapshot.put_away(found.incident, found.brief, record)
        sources.snapshot.made_of[found.incident] = found.made_of
        if sources.shelf:
            sources.shelf.put(sources.key(found.incident, found.made_of), found)
        yield found


def _record(sources: Sources, incident: IncidentId) -> IncidentRecord | None:
    """The record of an incident that is known in brief; FarmError where its files changed since and nobody kept it."""
    made_of = sources.snapshot.made_of[incident]
    key = sources.key(incident, made_of)
    kept = sources.cache.get_many(_RECORD, [key]).get(key)
    if kept is None:
        [anew] = understood_anew(sources.snapshot, [incident])
        if anew.made_of != made_of:
            raise FarmError(f"{layout.folder(incident)} was changed while the site was built", "build again")
        kept = anew.record
    record: IncidentRecord | None = pickle.loads(kept)  # noqa: S301 - see `_unpacked`
    return record


def _unpacked(understood: bytes) -> Understood:
    # A copy of this process wrote it, or the cache, which answers with what this very program put there for this user.
    found: Understood = pickle.loads(understood)  # noqa: S301
    return found


def _portions(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    waiting = iter(things)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
