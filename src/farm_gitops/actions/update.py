"""Post an update: one new file in the timeline, so that two people never edit the same one."""

from __future__ import annotations

from typing import NamedTuple

from farm_gitops.actions.act import Act, Deed, Desk
from farm_gitops.actions.author import Author, require_admin, require_poster, who_acts
from farm_gitops.actions.find import find_entry, find_record
from farm_gitops.errors import UsageError
from farm_gitops.model.lifecycle import Status
from farm_gitops.model.moment import Moment
from farm_gitops.model.organization import Configuration
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.records.amend import entry_text
from farm_gitops.store.snapshot import FileSnapshot


class Update(NamedTuple):
    """What is said; `author` is another person's key, for an admin who writes down what somebody else reported."""

    message: str
    at: Moment | None = None
    author: str | None = None
    corrects: str | None = None


def update(desk: Desk, wanted: str, given: Update) -> Deed:
    """Add an entry to an incident's timeline; its status stays."""

    def deed(snapshot: FileSnapshot) -> Act:
        record = find_record(snapshot, wanted)
        if not given.message.strip():
            raise UsageError("an update needs a message", f'farm-gitops update {record.id} -m "what is known now"')
        path, text = new_entry(desk, snapshot, record, given)
        return Act({path: text}, f"{record.id}: {_headline(given.message)}", "update", record.id)

    return deed


def new_entry(
    desk: Desk, snapshot: FileSnapshot, record: IncidentRecord, given: Update, status: Status | None = None
) -> tuple[str, str]:
    """The path and the text of a new entry; `status` makes it tell a transition."""
    author, person = _in_whose_name(desk, snapshot.configuration, record, given)
    happened = given.at or desk.now
    name = f"{happened.compact}-{layout.slug(person) if person else author.short_name}.md"
    front = {
        "at": happened.text if happened.text != happened.utc else None,
        "author": person,
        "status": status.value if status else None,
        "corrects": find_entry(record, given.corrects).name if given.corrects else None,
    }
    return layout.entry_path(record.id, _untaken(snapshot, record, name)), entry_text(front, given.message)


def _in_whose_name(
    desk: Desk, configuration: Configuration, record: IncidentRecord, given: Update
) -> tuple[Author, str | None]:
    author = who_acts(desk.project, configuration)
    if given.author is None or given.author == author.person:
        return author, require_poster(author, configuration, record.id.organization)
    require_admin(author, configuration, record.id.organization, "post in another's name")
    return author, given.author


def _untaken(snapshot: FileSnapshot, record: IncidentRecord, name: str) -> str:
    """Two updates in one second get different names; a file that cannot be read has its name all the same."""
    entries = snapshot.folder(record.id).entries
    taken = {entry.path.rpartition("/")[2].removesuffix(".md") for entry in entries}
    return f"{layout.untaken(name.removesuffix('.md'), taken)}.md"


def _headline(message: str) -> str:
    line = " ".join(message.split())
    return f"{line[:71]}…" if len(line) > 72 else line
