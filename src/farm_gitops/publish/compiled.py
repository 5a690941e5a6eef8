"""Templates compiled once a process: whoever builds again and again spends most of a small build on compiling."""

from __future__ import annotations

from types import CodeType
from typing import Final

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_MOST: Final = 500  # templates; whoever edits one all day leaves many behind
_known: Final[dict[tuple[str, str, str], CodeType]] = {}


class CompiledHere(BytecodeCache):
    """The code that one `kind` of environment makes of a template, by its name and text."""

    def __init__(self, kind: str) -> None:
        self._kind: Final = kind

    def load_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        bucket.code = _known.get((self._kind, bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        if len(_known) >= _MOST:
            _known.clear()
        if bucket.code is not None:
            _known[self._kind, bucket.key, bucket.checksum] = bucket.code
