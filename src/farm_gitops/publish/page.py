"""One file of the site, before it is written: where it will lie, and how its bytes are made when its turn comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Page(NamedTuple):
    """A file of the site; `path` is relative to its root, `make` is called once and may take time."""

    path: str
    make: Callable[[], bytes]
