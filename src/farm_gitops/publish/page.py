"""A file of the site before it is written: where it lies, and how its bytes are made when somebody wants them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from farm_gitops.model.snapshot import IncidentRecord


class Page(NamedTuple):
    """One file of the output; `path` is relative to its root.

    `inputs` is a digest of everything that the bytes depend on; without it a page is made in every build.
    """

    path: str
    make: Callable[[], bytes]
    inputs: str | None = None


InputsOf = Callable[[IncidentRecord], str | None]
"""What the pages of an incident depend on, as a digest; None where that is not known."""


def nothing_known(record: IncidentRecord) -> str | None:  # noqa: ARG001 - an InputsOf
    """For who makes every page."""
    return None
