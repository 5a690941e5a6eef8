"""The story of one foreign incident: when it was reported, what was said in order, and where it ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from farm_gitops.importers.cleaning import plain_word
from farm_gitops.importers.foreign_words import message_of
from farm_gitops.importers.life import Life, Standing, Told, tell
from farm_gitops.importers.recognition import RESOLVED_AT, named_updates
from farm_gitops.importers.repair import Ledger, Oddity
from farm_gitops.importers.source_incident import STATUSPAGE, SourceIncident, SourceUpdate
from farm_gitops.importers.status_words import ORDINARY, POSTMORTEM, STATUSES
from farm_gitops.importers.times import first_moment, read_moment
from farm_gitops.model.lifecycle import Status, rank
from farm_gitops.model.moment import Moment

_RESOLVED: Final = "resolved"


class Reading(NamedTuple):
    """How to read an incident: `created_at`, its page's address, the updates that are known, where to note repairs."""

    created: Moment | None
    link: str
    known: frozenset[str]
    ledger: Ledger


class Beginning(NamedTuple):
    """When it was reported, and when the impact began if that was earlier."""

    created: Moment
    started: Moment | None

    @property
    def keys(self) -> dict[str, str | None]:
        """Both as `incident.yaml` says them."""
        return {"started_at": self.started.text if self.started else None, "created_at": self.created.text}


def updates_of(incident: SourceIncident, reading: Reading) -> tuple[Told, ...]:
    """The updates that are not known yet, in time; those at one instant stay in the order of the source."""
    told = [*_told(incident, reading)]
    ordered = sorted(told, key=_order)
    if ordered != told:
        reading.ledger.note(Oddity.UNORDERED_UPDATES, "updates that are not in the order of their times", "sorted")
    return tuple(sorted([*ordered, *_untold_end(incident, reading)], key=_order))


def beginning_of(incident: SourceIncident, told: tuple[Told, ...], reading: Reading) -> Beginning | None:
    """None where no time can be read at all. No update may come before the report, and the start never after it."""
    ledger = reading.ledger
    first = min((update.at for update in told), default=None)
    created = reading.created or first
    if created is None:
        return None
    if first is not None and first < created:
        ledger.note(Oddity.EARLY_UPDATE, f"an update at {first}, before created_at {created}", f"created_at: {first}")
        created = first
    return Beginning(created, _start(incident, created, ledger))


def life_of(incident: SourceIncident, told: tuple[Told, ...], start: Standing, ledger: Ledger) -> Life:
    """The steps from `start` on; the source's own status counts where it is further than what its updates tell."""
    life = tell(told, start, ledger)
    own = STATUSES.get(_RESOLVED if incident.status == POSTMORTEM or incident.resolved_at.strip() else incident.status)
    if own is None or rank(own) <= rank(life.end):
        return life
    last = life.steps[-1] if life.steps else None
    if last is not None and not last.told.word:
        # Sources whose updates never name a status (AWS) write of the end in the last one.
        ledger.note(Oddity.UNTOLD_STATUS, f"no update tells `{plain_word(incident.status)}`", "the last one does now")
        return Life((*life.steps[:-1], last._replace(status=own)), own)
    ledger.note(Oddity.UNTOLD_STATUS, f"no update tells `{plain_word(incident.status)}`", f"status: {own}; no entry")
    return life._replace(end=own)


def note_stale_status(incident: SourceIncident, end: Status, ledger: Ledger) -> None:
    """Say so where the source's own status is behind what its updates reached, or is none that we know."""
    own = STATUSES.get(incident.status)
    last = incident.updates[-1].status if incident.updates else incident.status
    if own is None and incident.status not in ORDINARY:
        ledger.note(Oddity.UNKNOWN_STATUS, f"the incident's own status `{plain_word(incident.status)}`", f"{end}")
    elif own is not None and rank(own) < rank(end) and incident.status != last:
        ledger.note(Oddity.STALE_STATUS, f"status {incident.status} although its updates reached {end}", f"{end}")


def components_of(incident: SourceIncident, ledger: Ledger) -> tuple[str, ...]:
    """The incident's own and those of its updates, where it is no wonder that they come again."""
    if len(set(incident.components)) < len(incident.components):
        ledger.note(Oddity.REPEATED_COMPONENT, "a component listed twice", "kept once")
    return (*incident.components, *(name for update in incident.updates for name in update.components))


def link_title(incident: SourceIncident) -> str:
    """How the link to the incident's page is called."""
    return "Statuspage" if incident.page.origin.startswith(f"{STATUSPAGE}:") else "Status page"


def _told(incident: SourceIncident, reading: Reading) -> Iterator[Told]:
    seen = set(reading.known)
    for name, update in named_updates(incident):
        if name in seen:
            if name not in reading.known:
                reading.ledger.note(Oddity.REPEATED_UPDATE, f"update {name} is listed twice", "kept once")
            continue
        seen.add(name)
        if not update.id.strip():
            reading.ledger.note(Oddity.UPDATE_WITHOUT_ID, "an update without an id", f"known as {name}")
        told = _one(update, name, reading)
        if told is not None:
            yield told


def _one(update: SourceUpdate, name: str, reading: Reading) -> Told | None:
    at = first_moment(update.times, f"the time of update {name}", reading.ledger)
    if at is None:
        made = f"placed at created_at, {reading.created}" if reading.created else "left out"
        reading.ledger.note(Oddity.TIME, f"update {name} has no time that can be read", made)
        at = reading.created
    message = message_of(update.body, update.status, reading.link, reading.ledger)
    return Told(name, at, update.status, message, update.recorded, update.corrects) if at else None


def _untold_end(incident: SourceIncident, reading: Reading) -> Iterator[Told]:
    """An entry for `resolved_at` where no update says resolved, so that the time of it is kept."""
    if RESOLVED_AT in reading.known or any(_ends(update) for update in incident.updates):
        return
    at = read_moment(incident.resolved_at, RESOLVED_AT, reading.ledger)
    if at is None:
        return
    if reading.created and at < reading.created:
        found = f"resolved_at {at} before created_at {reading.created}"
        reading.ledger.note(Oddity.EARLY_END, found, "the time is left out")
        return
    reading.ledger.note(Oddity.UNTOLD_STATUS, "resolved_at, which no update tells", f"an entry at {at}")
    said = "Resolved at this time, as the status page records; no update of it says so."
    yield Told(RESOLVED_AT, at, _RESOLVED, said, incident.ended)


def _order(told: Told) -> tuple[Moment, Moment]:
    return told.order


def _ends(update: SourceUpdate) -> bool:
    return STATUSES.get(update.status) is Status.RESOLVED


def _start(incident: SourceIncident, created: Moment, ledger: Ledger) -> Moment | None:
    started = read_moment(incident.started_at, "started_at", ledger)
    # A status page fills in both within milliseconds where nobody said when it began.
    if started is None or abs((created.instant - started.instant).total_seconds()) < 1:
        return None
    if started > created:
        ledger.note(Oddity.LATE_START, f"started_at {started} after created_at {created}", "left out")
        return None
    return started
