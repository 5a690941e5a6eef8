"""Counts how often functions of ours are called in this process, by what they stand for."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Final

from farm_gitops.git import runner
from farm_gitops.records import decode, descriptor

STARTING: Final[Mapping[CodeType, str]] = {runner._start.__code__: "git processes"}
DECODING: Final[Mapping[CodeType, str]] = {
    decode.decode_configuration.__wrapped__.__code__: "documents decoded",
    decode.decode_incident.__code__: "documents decoded",
    decode.decode_entry.__code__: "documents decoded",
    decode.decode_post_mortem.__code__: "documents decoded",
    descriptor.decode_descriptors.__code__: "documents decoded",
}


@contextmanager
def counted(watched: Mapping[CodeType, str]) -> Iterator[Counter[str]]:
    """How often each kind of work is done inside the block."""
    decode.decode_configuration.cache_clear()  # what was decoded before is decoded again, as in a process of its own
    counts: Counter[str] = Counter()

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in watched:
            counts[watched[frame.f_code]] += 1

    sys.setprofile(watch)
    try:
        yield counts
    finally:
        sys.setprofile(None)
