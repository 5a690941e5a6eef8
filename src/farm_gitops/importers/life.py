"""A foreign life story told in ours: which update tells a transition, and what is said of those that cannot."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.importers.cleaning import plain_word
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.importers.source_incident import Recorded
from farm_gitops.importers.status_words import MONITORING, ORDINARY, POSTMORTEM, STATUSES
from farm_gitops.model.lifecycle import Status, may_follow, rank
from farm_gitops.model.moment import Moment


class Told(NamedTuple):
    """One update: its id at the source, when, the source's word for the status, and the message in Markdown.

    `recorded` and `corrects` are those of the update.
    """

    id: str
    at: Moment
    word: str
    message: str
    recorded: Recorded | None = None
    corrects: str = ""

    @property
    def order(self) -> tuple[Moment, Moment]:
        """By what updates come one after the other: when they were written down, if anybody knows, and when it was."""
        return (self.recorded.at if self.recorded else self.at), self.at


class Step(NamedTuple):
    """An update as it becomes an entry; `status` is set when it tells a transition."""

    told: Told
    status: Status | None = None


class Life(NamedTuple):
    """The entries, oldest first, and the status where they end."""

    steps: tuple[Step, ...]
    end: Status


class Standing(NamedTuple):
    """Where an incident stands before updates are added, and when the newest that it has was told, if it has any."""

    status: Status
    since: Moment | None = None


class _Place(NamedTuple):
    """Where the incident stands here, and where it stands at the source, which may go back."""

    here: Status
    there: Status


def tell(updates: tuple[Told, ...], start: Standing, ledger: Ledger) -> Life:
    """Go through the updates in time; the status only ever goes forward from `start`."""
    place, steps = _Place(start.status, start.status), []
    for told in updates:
        if _was_overtaken(told, start):
            steps.append(Step(told))
            continue
        step, place = _step(told, place, ledger)
        steps.append(step)
    return Life(tuple(steps), place.here)


def _was_overtaken(told: Told, start: Standing) -> bool:
    """Whether it comes to light only now, and what it tells was true before the incident came to stand where it is."""
    status = STATUSES.get(told.word)
    return (
        status is not None and rank(status) <= rank(start.status) and start.since is not None and told.at < start.since
    )


def _step(told: Told, place: _Place, ledger: Ledger) -> tuple[Step, _Place]:
    status = STATUSES.get(told.word)
    if status is None:
        note = _other_word(told.word, ledger)
        return Step(_with_note(told, note) if note else told), place
    if rank(status) < rank(place.there):
        ledger.note(Oddity.STEP_BACK, f"{place.there} → {told.word}", f"an ordinary entry; it stays {place.here}")
        note = f"The status page went back to {told.word}; here it stays {place.here}."
        return Step(_with_note(told, note)), place._replace(there=status)
    moves = may_follow(place.here, status)
    if told.word == MONITORING:
        made = f"tells {place.here} → {status}, since the cause of what is being fixed is known"
        ledger.note(Oddity.MONITORING, "status monitoring", made if moves else "an ordinary entry")
        told = _with_note(told, "Status page: monitoring.")
    if moves:
        return Step(told, status), _Place(status, status)
    return Step(told), place._replace(there=status)


def _other_word(word: str, ledger: Ledger) -> str:
    if word == POSTMORTEM:
        return "Status page: post-mortem published."
    if word in ORDINARY:
        return ""
    shown = plain_word(word)
    ledger.note(Oddity.UNKNOWN_STATUS, f"status `{shown}`", "an ordinary entry")
    return f"Status page: status {shown}."


def _with_note(told: Told, note: str) -> Told:
    return told._replace(message=f"{told.message}\n\n*{note}*")
