"""What a form is: how it is shown, and the deed of `actions/` that it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from farm_gitops.actions.act import Act, Deed
from farm_gitops.documents.tree import Route
from farm_gitops.errors import Refused
from farm_gitops.model.incident import IncidentId
from farm_gitops.preview.forms.bench import Bench
from farm_gitops.preview.forms.sheet import Sheet
from farm_gitops.preview.forms.typed import Typed
from farm_gitops.store.snapshot import FileSnapshot
from farm_gitops.views import address

SEEN: Final = "seen"
"""The name of the hidden field that tells what the records said when the form was shown."""


class ChangedMeanwhile(Refused):
    """Somebody else changed what the form is about since it was shown; nothing was written."""


Place = Callable[[Route, Typed], str]
"""The name of the field for a route of keys within a record."""


def by_name(route: Route, typed: Typed) -> str:  # noqa: ARG001 - a Place
    """Where fields are called as keys are."""
    return str(route[0]) if route else ""


@dataclass(frozen=True)
class Form:
    """One form; `name` begins its path, and an incident's id follows where it `is_about_incident`.

    `place` says which field a key of a record was typed into, `then` on which page one sees what was done.
    """

    name: str
    sheet: Callable[[Bench], Sheet]
    deed: Callable[[Bench], Deed]
    place: Place = by_name
    is_about_incident: bool = True
    then: Callable[[IncidentId], str] = address.incident


def unless_changed(bench: Bench, told: Callable[[Bench], str], deed: Deed) -> Deed:
    """A deed that is done only while the records still tell what they told when the form was shown."""

    def guarded(snapshot: FileSnapshot) -> Act:
        now = Bench(bench.desk, snapshot, bench.who, bench.incident)
        if told(now) != bench.typed.text(SEEN):
            raise ChangedMeanwhile(
                "somebody changed this while you were typing; nothing was written, and what you typed is still here",
                "look at what it says now, then send it again",
            )
        return deed(snapshot)

    return guarded
