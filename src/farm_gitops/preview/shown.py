"""One site as it is shown at a moment: its pages, made when they are asked for, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Final, NamedTuple

from farm_gitops.actions.live import LiveSite
from farm_gitops.preview.contract import FindingJson
from farm_gitops.preview.happened import Seen
from farm_gitops.preview.last_good import BrokenFiles

_making = Lock()  # a site and the one that came from it share what they made, so only one page is made at a time


class Differing(NamedTuple):
    """Pages whose bytes differ from those of the site before, and pages that are gone."""

    changed: frozenset[str]
    removed: frozenset[str]


class ShownSite:
    """The site, what is known of its incidents, which of their files could not be read, and what is wrong."""

    def __init__(
        self, live: LiveSite, seen: Seen, broken: BrokenFiles, findings: tuple[FindingJson, ...], *, is_sideways: bool
    ) -> None:
        self.live: Final = live
        self.seen: Final = seen
        self.broken: Final = broken
        self.findings: Final = findings
        self.is_sideways: Final = is_sideways
        self._ready: Final[dict[str, bytes | None]] = {}

    def page(self, path: str) -> bytes | None:
        """A page, or None where there is none; FarmError where a template of the project is at fault.

        What was made already is there at once, whatever is being made meanwhile.
        """
        if path not in self._ready:
            with _making:
                content = self.live.page(path)
            if content is None:
                return None
            self._ready[path] = content
        return self._ready[path]

    def is_as(self, before: ShownSite) -> bool:
        """Whether there is nothing to tell: a file was touched, and says what it said."""
        return (
            self.seen.head == before.seen.head
            and self.seen.contents == before.seen.contents
            and self.findings == before.findings
            and self.live.tracked.pending == before.live.tracked.pending
            and self.live.site.inputs.common == before.live.site.inputs.common
            and self.live.found.broken == before.live.found.broken
        )

    def differing(self, before: ShownSite, paths: Iterable[str]) -> Differing:
        """Those of some pages that are others than they were."""
        differing = [path for path in paths if self._differs(before, path)]
        removed = frozenset(path for path in differing if self.page(path) is None)
        return Differing(frozenset(differing) - removed, removed)

    def kinds(self) -> Iterator[str]:
        """A page of each kind, so that every template is used at least once; all pages are prepared for that."""
        kinds = set()
        with _making:
            paths = [path for path in self.live.paths if path.endswith(".html")]
        for path in paths:
            parts = path.split("/")
            kind = (parts[0], len(parts), parts[-1])
            if kind not in kinds:
                kinds.add(kind)
                yield path

    def _differs(self, before: ShownSite, path: str) -> bool:
        with _making:
            return self.live.differs(path, before.live)
