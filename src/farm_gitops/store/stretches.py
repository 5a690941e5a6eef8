"""What stretches of history tell of incidents: packed, for few are asked about, and there may be a hundred thousand."""

from __future__ import annotations

import pickle
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple, Self

from farm_gitops.model.history import Standing
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.provenance import Origin

_DIGEST: Final = 16  # bytes
_QUICK: Final = 1  # zlib's level: a quarter of the size, and no other is worth its time
_OPEN: Final = 24  # stretches that are held unpacked: of one organization an incident lies near the next one's
_RECENT: Final = 64  # incidents; whoever asks about one asks about each of its files


class Changed(NamedTuple):
    """What one step did to an incident: where it stands since (None: as before, or not readable), the new entries."""

    origin: Origin
    after: Standing | None
    entries: tuple[str, ...]


class Landed(NamedTuple):
    """What a stretch of history did to one incident: the newest commits that brought paths, and the changes."""

    origins: dict[str, Origin]
    changed: list[Changed]


class Stretch(NamedTuple):
    """A stretch of history, packed: by which commits each incident landed, oldest first, and what they did to it.

    The latter by organization, since incidents are asked about one organization after the other.
    """

    commits: bytes
    landed: Mapping[str, bytes]

    @classmethod
    def of(cls, commits: Mapping[IncidentId, tuple[str, ...]], landed: Mapping[IncidentId, Landed]) -> Self:
        """Pack a stretch."""
        by_organization: dict[str, dict[IncidentId, bytes]] = defaultdict(dict)
        for incident, each in landed.items():
            by_organization[incident.organization][incident] = pickle.dumps(each)
        return cls(_packed(commits), {name: _packed(some) for name, some in by_organization.items()})


class _Traces(NamedTuple):
    """Where to find what history tells of an incident: in which stretches; `digest` is of the commits that tell it."""

    digest: bytes
    stretches: tuple[int, ...]


_NOWHERE: Final = _Traces(b"", ())


class Told:
    """What all stretches of a history tell, one after the other.

    They are let go of where somebody can tell them `again`.
    """

    def __init__(
        self,
        stretches: Sequence[Stretch],
        traces: Mapping[IncidentId, _Traces],
        again: Callable[[], Iterable[Stretch]] | None = None,
    ) -> None:
        self._stretches: Final = list(stretches)
        self._again: Final = again
        self._traces: Final = traces
        self._opened: Final = lru_cache(maxsize=_OPEN)(self._open)
        self.of: Final = lru_cache(maxsize=_RECENT)(self._of)

    def by(self, incident: IncidentId) -> str:
        """What tells the commits that speak of an incident from any others."""
        return self._traces.get(incident, _NOWHERE).digest.hex()

    def then(self, stretch: Stretch) -> Told:
        """This, and the stretch that follows."""
        whole = self._all()
        return Told([*whole, stretch], _traced(dict(self._traces), stretch, len(whole)))

    def rest(self) -> None:
        """Hold only what tells the commits from any others, until somebody asks for more."""
        if self._again:
            self._stretches.clear()
            self._opened.cache_clear()
            self.of.cache_clear()

    def _all(self) -> Sequence[Stretch]:
        if self._again and not self._stretches:
            self._stretches.extend(self._again())
        return self._stretches

    def _of(self, incident: IncidentId) -> Landed:
        """What landed of an incident."""
        whole = Landed({}, [])
        for number in self._traces.get(incident, _NOWHERE).stretches:
            landed: Landed = pickle.loads(self._opened(number, incident.organization)[incident])  # noqa: S301 - as packed
            whole.origins.update(landed.origins)
            whole.changed.extend(landed.changed)
        return whole

    def _open(self, number: int, organization: str) -> Mapping[IncidentId, bytes]:
        found: Mapping[IncidentId, bytes] = _unpacked(self._all()[number].landed[organization])
        return found


def _traced(traces: dict[IncidentId, _Traces], stretch: Stretch, number: int) -> dict[IncidentId, _Traces]:
    """The traces of incidents, and what a stretch adds to them."""
    commits: Mapping[IncidentId, tuple[str, ...]] = _unpacked(stretch.commits)
    for incident, ids in commits.items():
        digest, stretches = traces.get(incident, _NOWHERE)
        for each in ids:  # one by one, so that it does not matter how history was cut
            digest = blake2b(digest + each.encode(), digest_size=_DIGEST).digest()
        traces[incident] = _Traces(digest, (*stretches, number))
    return traces


def told_by_all(tell: Callable[[], Iterable[Stretch]]) -> Told:
    """All of them together, one after the other; whoever tells them may be asked to tell them again."""
    traces: dict[IncidentId, _Traces] = {}
    found: list[Stretch] = []
    for number, stretch in enumerate(tell()):
        found.append(stretch)
        _traced(traces, stretch, number)
    return Told(found, traces, tell)


def _packed(value: object) -> bytes:
    return zlib.compress(pickle.dumps(value), _QUICK)


def _unpacked(data: bytes) -> Any:
    """What was packed; the cache answers with what this very program put there for this user, and nothing else."""
    return pickle.loads(zlib.decompress(data))  # noqa: S301
