"""All incidents in brief as they were understood last, in a few values that are read at once."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple
from zlib import crc32

from farm_gitops.actions.understanding import Understood
from farm_gitops.model.incident import IncidentId
from farm_gitops.store.cache import Cache

_KIND: Final = "shelf"
_BOARDS: Final = 64  # one change writes one of them anew, and each is a question to the cache


class _Known(NamedTuple):
    """An incident as it was understood, and the key of all that it was understood from."""

    key: str
    understood: Understood


_Board = dict[IncidentId, _Known]


class Shelf:
    """What is there is told only to who has the same key; what is elsewhere in the cache is not looked for."""

    def __init__(self, cache: Cache) -> None:
        self._cache: Final = cache
        self._boards: Final[dict[str, _Board]] = {}
        self._changed: Final[set[str]] = set()

    def find_many(self, keys: Mapping[IncidentId, str]) -> dict[IncidentId, Understood]:
        """Incidents as they were understood from what their keys tell."""
        found = ((key, self._board(incident).get(incident)) for incident, key in keys.items())
        return {known.understood.incident: known.understood for key, known in found if known and known.key == key}

    def put(self, key: str, found: Understood) -> None:
        """Have an incident as it is understood now, unless it is there."""
        board, incident = self._board(found.incident), found.incident
        known = board.get(incident)
        if known is None or known.key != key:
            board[incident] = _Known(key, found)
            self._changed.add(_name(incident))

    def keep(self, incidents: Collection[IncidentId]) -> None:
        """Have the cache remember what changed, and forget what is of none of the incidents that there are."""
        there = frozenset(incidents)
        for name, board in self._boards.items():
            gone = board.keys() - there
            if gone or name in self._changed:
                left = {incident: known for incident, known in board.items() if incident not in gone}
                self._cache.put_many(_KIND, {name: pickle.dumps(left)})

    def _board(self, incident: IncidentId) -> _Board:
        name = _name(incident)
        if name not in self._boards:
            kept = self._cache.get_many(_KIND, [name]).get(name)
            # The cache answers with what this very program put there for this user, and with nothing else.
            self._boards[name] = pickle.loads(kept) if kept else {}  # noqa: S301
        return self._boards[name]


def _name(incident: IncidentId) -> str:
    return str(crc32(str(incident).encode("utf-8", "surrogateescape")) % _BOARDS)
