"""The forms of a page that no server answers: files to be made or edited on the forge, with what to write in them.

The page knows nobody, so the texts name no author: the commit does. Nor has it a clock: the site's script puts the time
into names, and without it the commit tells the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from farm_gitops.model import severity
from farm_gitops.model.incident import IncidentId
from farm_gitops.model.lifecycle import FIRST, TRANSITIONS, is_terminal
from farm_gitops.model.severity import Severity
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import entry_text, incident_text
from farm_gitops.views.forge import Forge
from farm_gitops.views.level import STATUSES, Level
from farm_gitops.views.row import Named
from farm_gitops.views.world import World

_NEW_INCIDENT: Final = "new-incident"
_NEW_ENTRY: Final = "update"
_MESSAGE: Final = "What is known now, what is being done about it, and when the next update will come."
_FACTS: Final = {
    "title": "What is wrong, in one line",
    "severity": Severity.P3.value,
    "status": FIRST.value,
    "description": "What is seen, since when, and whom it affects.\n",
}


class NewFile(NamedTuple):
    """A file to be made: `href` is the forge's form, which `is_filled_in`, else `text` is to be pasted there."""

    label: str
    href: str
    path: str
    text: str
    is_filled_in: bool


class StatusChoice(NamedTuple):
    """A status that may follow, and the line of the file that says so."""

    level: Level
    line: str


class StatusForm(NamedTuple):
    """The file whose line tells the status; `href` is its editor on the forge."""

    href: str
    path: str
    line: str
    choices: tuple[StatusChoice, ...]


class IncidentForms(NamedTuple):
    """What can be done about an incident; `status` is None once nothing may follow."""

    update: NewFile
    status: StatusForm | None


def report_forms(world: World, organizations: Iterable[Named] | None = None) -> tuple[NewFile, ...]:
    """A form for a new incident, for each organization of the site or these; none where no forge is known of."""
    if world.forge is None:
        return ()
    return tuple(_report(world, world.forge, each) for each in _writable(world, organizations))


def incident_forms(record: IncidentRecord, world: World) -> IncidentForms | None:
    """What can be done about an incident; None where no forge is known of."""
    if world.forge is None:
        return None
    taken = {entry.name.removesuffix(".md") for entry in record.entries}
    path = layout.entry_path(record.id, f"{layout.untaken(_NEW_ENTRY, taken)}.md")
    update = _new_file(world.forge, "Post an update", path, entry_text({}, _MESSAGE))
    return IncidentForms(update, _status(record, world.forge))


def _writable(world: World, organizations: Iterable[Named] | None) -> Iterator[Named]:
    """Those that farm.yaml knows: in any other nobody may report anything."""
    known = world.snapshot.configuration.organizations
    return (each for each in organizations or world.organizations if each.key in known)


def _report(world: World, forge: Forge, organization: Named) -> NewFile:
    taken = {each.name for each in world.snapshot.ids() if each.organization == organization.key}
    path = layout.facts_path(IncidentId(organization.key, layout.untaken(_NEW_INCIDENT, taken)))
    first, rest = incident_text(_FACTS).split("\n", 1)
    legend = "".join(f"# {key} {meaning.label}: {meaning.text}\n" for key, meaning in severity.MEANING.items())
    return _new_file(forge, organization.label, path, f"{first}\n{legend}{rest}")


def _status(record: IncidentRecord, forge: Forge) -> StatusForm | None:
    now = record.facts.status
    if is_terminal(now):
        return None
    path = layout.facts_path(record.id)
    choices = tuple(StatusChoice(STATUSES[after], f"status: {after}") for after in TRANSITIONS[now])
    return StatusForm(forge.editor(path), path, f"status: {now}", choices)


def _new_file(forge: Forge, label: str, path: str, text: str) -> NewFile:
    return NewFile(label, forge.new_file(path, text), path, text, forge.fills_in)
