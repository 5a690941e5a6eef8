"""What programs read of each incident, as JSON in UTF-8: made once, for its own file and for every list of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from farm_gitops.model.incident import IncidentId
from farm_gitops.publish.page import Known
from farm_gitops.views.api_lists import Document

_AT_HAND: Final = 500  # texts, of some 3 KB each
_AT_ONCE: Final = 20  # texts that are made before the cache is told of them: each time costs as much as a few of them


class Texts:
    """The texts of one `kind`; `describe` says as plain data what there is to say of an incident.

    Where it is known what they depend on, those that another build made are taken over.
    """

    def __init__(self, kind: str, describe: Callable[[IncidentId], object], known: Known) -> None:
        self._kind: Final = kind
        self._describe: Final = describe
        self._inputs, self._memory = known
        self._at_hand: Final[dict[IncidentId, bytes]] = {}
        self._fresh: Final[dict[IncidentId, bytes]] = {}

    def one(self, incident: IncidentId) -> bytes:
        """Of one incident; who asks for a single one knows that something about it changed."""
        text = self._at_hand.get(incident) or self._made(incident)
        if len(self._fresh) >= _AT_ONCE:
            self._keep()
        return text

    def page(self, document: Document) -> bytes:
        """A page of a list, in Farm's envelope."""
        here = {each: text for each in document.incidents if (text := self._at_hand.get(each))}
        here |= self._kept(each for each in document.incidents if each not in here)
        texts = [here.get(each) or self._made(each) for each in document.incidents]
        self._keep()
        numbers = document.total, document.skip, len(texts)
        return b'{"data":[%b],"total":%d,"skip":%d,"take":%d}' % (b",".join(texts), *numbers)

    def _made(self, incident: IncidentId) -> bytes:
        text = encoded(self._describe(incident))
        self._have_at_hand({incident: text})
        self._fresh[incident] = text
        return text

    def _kept(self, incidents: Iterable[IncidentId]) -> Mapping[IncidentId, bytes]:
        """Those of some texts that the cache knows."""
        keys = {each: key for each in incidents if (key := self._inputs.of(each))}
        known = self._memory.get_many(self._kind, keys.values())
        found = {each: known[key] for each, key in keys.items() if key in known}
        self._have_at_hand(found)
        return found

    def _keep(self) -> None:
        """Have the cache know what was made."""
        keys = {key: text for each, text in self._fresh.items() if (key := self._inputs.of(each))}
        self._memory.put_many(self._kind, keys)
        self._fresh.clear()

    def _have_at_hand(self, texts: Mapping[IncidentId, bytes]) -> None:
        if len(self._at_hand) + len(texts) > _AT_HAND:
            self._at_hand.clear()
        self._at_hand.update(texts)


def encoded(value: object) -> bytes:
    """A value as JSON in UTF-8, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
