"""`unexpected-file`."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.records import layout
from farm_gitops.records.document import Document
from farm_gitops.records.layout import Misplaced
from farm_gitops.rules.rule import Finding, complaints
from farm_gitops.rules.subject import Listing


def unexpected_file(subject: Listing | Document[object]) -> Iterator[Finding]:
    """Everything under `incidents/` is a file that belongs there, and is what its ending says.

    A file in the wrong place is shown nowhere, and one that is not what its ending says cannot be opened.

    Fails (timeline/notes.txt):

        The database answers again.

    Fails (attachments/graph.png):

        This is no picture.

    Fails (incidents/acme/Database Outage/incident.yaml):

        title: Database outage
        severity: P2
        status: open
        description: Nothing can be saved.

    Passes (attachments/notes.txt):

        The database answers again.
    """
    return _misplaced(subject) if isinstance(subject, Listing) else complaints(subject, "unexpected-file")


def _misplaced(listing: Listing) -> Iterator[Finding]:
    for file in listing.unjudged:
        place = layout.place(file.path)
        if isinstance(place, Misplaced):
            yield Finding(file.path, place.why, place.cure)
