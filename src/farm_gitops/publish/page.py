"""A file of the site before it is written: where it lies, and how its bytes are made when somebody wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol

from farm_gitops.model.incident import IncidentId
from farm_gitops.store.memory import NOTHING_KEPT, Cache


class Page(NamedTuple):
    """One file of the output; `path` is relative to its root.

    `inputs` is a digest of everything that the bytes depend on; without it a page is made in every build.
    """

    path: str
    make: Callable[[], bytes]
    inputs: str | None = None


class Bundle(NamedTuple):
    """Pages of the same inputs, made or left alone together; its `name` is that of no other in the site.

    Which they are is said anew each time that somebody asks for them. Whoever makes one that `spans` incidents looks at
    any of them.
    """

    name: str
    inputs: str | None
    pages: Callable[[], Iterable[Page]]
    spans: bool


def alone(page: Page) -> Bundle:
    """A page that is a bundle by itself; most are lists."""
    return Bundle(page.path, page.inputs, lambda: (page,), spans=True)


class InputsOf(Protocol):
    """What pages depend on, as digests; None where that is not known."""

    @property
    def common(self) -> str:
        """What all of them depend on."""

    def of(self, incident: IncidentId) -> str | None:
        """The pages of an incident."""

    def of_list(self, incidents: Iterable[IncidentId], told: object) -> str | None:
        """A list of some incidents, and what else it tells (with a `repr` that says all of it)."""

    def of_all(self) -> str | None:
        """A page that may speak of everything."""


class NothingKnown:
    """For who makes every page."""

    common: Final = ""

    def of_all(self) -> str | None:
        """See `InputsOf`."""
        return None

    def of(self, incident: IncidentId) -> str | None:  # noqa: ARG002 - an InputsOf
        """See `InputsOf`."""
        return None

    def of_list(self, incidents: Iterable[IncidentId], told: object) -> str | None:  # noqa: ARG002
        """See `InputsOf`."""
        return None


class Known(NamedTuple):
    """What whoever made pages before knows of them: what they depend on, and parts that take long to make."""

    inputs: InputsOf = NothingKnown()
    memory: Cache = NOTHING_KEPT
