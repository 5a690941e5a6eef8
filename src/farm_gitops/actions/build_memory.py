"""What each incident comes to, kept for whoever asks next: the same files and the same past always come to the same."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Final, NamedTuple, TypeVar

from farm_gitops.actions.shelf import Shelf
from farm_gitops.actions.understanding import READABLE, Understood, broken, understood_anew
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
from farm_gitops.views.world import Broken

_KIND: Final = "record"
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
        known = _known(sources, some) if is_worth_asking else {}
        fresh += (each for each in some if each not in known)
        yield from _taken(sources, known.values(), is_remembered=True)
        progress("judging", 0, len(incidents))
    done = len(incidents) - len(fresh)
    for pickled in _portions(understood_anew(sources.snapshot, fresh)):
        new: list[Understood] = [pickle.loads(each) for each in pickled]  # noqa: S301 - from a copy of this process
        kept = {sources.key(each.incident, each.made_of): one for each, one in zip(new, pickled, strict=True)}
        sources.cache.put_many(_KIND, kept)
        is_remembered = bool(sources.cache.get_many(_KIND, list(kept)[:1]))
        yield from _taken(sources, new, is_remembered=is_remembered)
        done += len(new)
        progress("judging", done, len(incidents))


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


def _known(sources: Sources, incidents: Sequence[IncidentId]) -> Mapping[IncidentId, Understood]:
    """Those of some incidents that another build understood."""
    keys = {incident: sources.key(incident, sources.snapshot.contents(incident)) for incident in incidents}
    shelved = sources.shelf.find_many(keys) if sources.shelf else {}
    asked = {incident: key for incident, key in keys.items() if incident not in shelved}
    kept = sources.cache.get_many(_KIND, asked.values())
    # The cache answers with what this very program put there for this user, and with nothing else.
    return {**shelved, **{each: pickle.loads(kept[key]) for each, key in asked.items() if key in kept}}  # noqa: S301


def _taken(sources: Sources, understood: Iterable[Understood], *, is_remembered: bool) -> Iterator[Understood]:
    """The same, which the snapshot knows then."""
    for found in understood:
        sources.snapshot.put_away(found.incident, found.brief, found.record, is_elsewhere=is_remembered)
        sources.snapshot.made_of[found.incident] = found.made_of
        if sources.shelf:
            sources.shelf.put(sources.key(found.incident, found.made_of), found)
        yield found


def _record(sources: Sources, incident: IncidentId) -> IncidentRecord | None:
    """The record of an incident that is known in brief; FarmError where its files changed since and nobody kept it."""
    made_of = sources.snapshot.made_of[incident]
    key = sources.key(incident, made_of)
    kept = sources.cache.get_many(_KIND, [key]).get(key)
    [pickled] = [kept] if kept else understood_anew(sources.snapshot, [incident])
    found: Understood = pickle.loads(pickled)  # noqa: S301 - see above
    if found.made_of != made_of:
        raise FarmError(f"{layout.folder(incident)} was changed while the site was built", "build again")
    record: IncidentRecord | None = pickle.loads(found.record)  # noqa: S301 - see above
    return record


def _portions(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    waiting = iter(things)
    while some := list(islice(waiting, _AT_ONCE)):
        yield some
