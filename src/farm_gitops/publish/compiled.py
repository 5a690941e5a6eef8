"""Templates compiled once: whoever builds again and again spends most of a small build on compiling."""

from __future__ import annotations

import marshal
import pickle
from functools import cached_property
from types import CodeType
from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from farm_gitops.store.memory import Cache

_KIND: Final = "template"
_MOST: Final = 500  # templates; whoever edits one all day leaves many behind

_known: Final[dict[tuple[str, str, str], CodeType]] = {}
"""By kind of environment, name and digest of the text: what this process has compiled, or has loaded."""

_Told = dict[tuple[str, str], bytes]


class Compiled(BytecodeCache):
    """The code that one `kind` of environment makes of templates, as this process or another build made it."""

    def __init__(self, kind: str, cache: Cache) -> None:
        self._kind: Final = kind
        self._cache: Final = cache
        self._used: Final[dict[tuple[str, str], CodeType]] = {}

    @cached_property
    def _told(self) -> _Told:
        kept = self._cache.get_many(_KIND, [self._kind]).get(self._kind)
        # The cache answers with what this very program put there for this user, and with nothing else.
        told: _Told = pickle.loads(kept) if kept else {}  # noqa: S301
        return told

    def look(self) -> None:
        """Ask the cache now: what copies of this process have in common with it must not be asked by them."""
        _ = self._told

    def load_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        key = bucket.key, bucket.checksum
        code = _known.get((self._kind, *key))
        if code is None and key in self._told:
            code = marshal.loads(self._told[key])  # noqa: S302 - as above
        if code is not None:
            self._take(key, code)
        bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        if bucket.code is not None:
            self._take((bucket.key, bucket.checksum), bucket.code)

    def keep(self) -> None:
        """Have the cache remember what was used, unless it knows all of it."""
        if not self._used.keys() <= self._told.keys():
            used = {key: marshal.dumps(code) for key, code in self._used.items()}
            names = {name for name, _ in used}
            others = {key: told for key, told in self._told.items() if key[0] not in names}
            self._cache.put_many(_KIND, {self._kind: pickle.dumps(others | used)})

    def _take(self, key: tuple[str, str], code: CodeType) -> None:
        if len(_known) >= _MOST:
            _known.clear()
        _known[self._kind, *key] = self._used[key] = code
