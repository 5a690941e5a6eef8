"""Every line of every timeline as programs get it: a name that lasts, a moment that is always known, and its words."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from farm_gitops.model.incident import WITHHELD
from farm_gitops.model.moment import Moment
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Item
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.line import line_names, message
from farm_gitops.views.people import People


class Update(NamedTuple):
    """One line of a timeline; `name` is permanent within its incident, `at` is when it happened.

    `place` is how many come before it there.
    """

    record: IncidentRecord
    name: str
    item: Item
    at: Moment
    place: int

    @property
    def id(self) -> str:
        """The same as in the API, before and after the commit."""
        return f"{self.record.id}:{self.name}"

    @property
    def urn(self) -> str:
        """The same for those who ask for a URI (RFC 8141); it does not say where the site lies, which may change."""
        return f"urn:farm-gitops:{quote(self.id, safe='/:')}"

    @property
    def file(self) -> str:
        """The file that its words come from, to which links in them are relative."""
        entry = self.item.entry
        return layout.entry_path(self.record.id, entry.name) if entry else layout.facts_path(self.record.id)

    @property
    def anchor(self) -> str:
        """Where it is on the incident's page, unless two entries there differ in punctuation alone."""
        return f"update-{layout.slug(self.name, 'unnamed')}" if self.item.entry else self.name

    @property
    def page(self) -> str:
        """Its place on the site."""
        return f"{address.href(address.incident(self.record.id))}#{self.anchor}"


def updates(record: IncidentRecord, otherwise: Moment) -> tuple[Update, ...]:
    """The lines of an incident, oldest first; one without a date is as old as the one before it, else `otherwise`."""
    found, at, items = [], record.created or otherwise, record.timeline()
    for place, (name, item) in enumerate(zip(line_names(items), items, strict=True)):
        at = item.happened or at
        found.append(Update(record, name, item, at, place))
    return tuple(found)


def news(update: Update) -> str:
    """What kind of line it is, in a few words: `investigating → identified`, `reported`, `update`."""
    item = update.item
    if item.before and item.after:
        return f"{item.before} → {item.after}"
    if item.turn:
        return f"{item.turn.key} changed"
    return "reported" if item.kind == "reported" else "update"


def words(update: Update, people: People) -> str:
    """What it says, as Markdown, and never nothing."""
    item = update.item
    if item.kind == "reported":
        return update.record.facts.description
    if item.entry:
        return item.entry.message if item.entry.message.strip() else WITHHELD
    return plain_words(update, people)


def plain_words(update: Update, people: People) -> str:
    """What a line says that nobody wrote; this is no Markdown."""
    item = update.item
    changed = f"Status changed from {item.before} to {item.after}." if item.before and item.after else ""
    return " ".join(filter(None, (changed, message(item, people))))
