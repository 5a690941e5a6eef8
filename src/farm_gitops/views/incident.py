"""The page of one incident: where it stands, the facts, what happened, what was learned, and what it is related to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from farm_gitops.model.lifecycle import TRANSITIONS, Status, rank
from farm_gitops.model.moment import seconds_between
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.records import layout
from farm_gitops.views import address
from farm_gitops.views.brief import attachments
from farm_gitops.views.forms import IncidentForms, incident_forms
from farm_gitops.views.level import STATUSES, Level
from farm_gitops.views.links import resolver
from farm_gitops.views.markup import Markup, markup
from farm_gitops.views.people import Shown
from farm_gitops.views.post_mortem import PostMortemShown, post_mortem
from farm_gitops.views.row import Row
from farm_gitops.views.stamp import Stamp, duration_text, maybe_stamp
from farm_gitops.views.timeline import CommitLink, RedactionShown, Setting, Update, redaction, timeline
from farm_gitops.views.world import Broken, Relative, World

_SEVERAL: Final = 3

Progress = Literal["done", "now", "skipped", "ahead"]


class Step(NamedTuple):
    """One of the four steps of the lifecycle: `progress` is `now` for where an unresolved incident stands.

    `after` says how long after the step before it was reached.
    """

    level: Level
    progress: Progress
    when: Stamp | None
    after: str


class Link(NamedTuple):
    """A place where more is to be found; views hold no records, whose methods are none of a template's business."""

    title: str
    url: str


class AtOnce(NamedTuple):
    """When and by which commit a whole timeline was recorded."""

    when: Stamp
    commit: CommitLink


class Attachment(NamedTuple):
    """A file of the incident; `href` leads from the incident's page to the copy."""

    name: str
    href: str
    is_image: bool


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Everything that the page of an incident shows; `path` is where the record lies in the repository.

    `document` is the incident in the API, from the site's root; `forms` are None where nothing can be written.
    Without `has_history` the timeline is told from the files alone. `at_once` is set where one commit brought all of it
    long after it happened, as an import does.
    """

    row: Row
    path: str
    document: str
    steps: tuple[Step, ...]
    reported_by: Shown | None
    description: Markup
    redacted: RedactionShown | None
    updates: tuple[Update, ...]
    at_once: AtOnce | None
    post_mortem: PostMortemShown | None
    links: tuple[Link, ...]
    relatives: tuple[Relative, ...]
    attachments: tuple[Attachment, ...]
    broken: tuple[Broken, ...]
    is_uncommitted: bool
    has_history: bool
    forms: IncidentForms | None


def incident_page(record: IncidentRecord, world: World) -> IncidentPage:
    """The page of an incident among its neighbours."""
    row, folder = world.row_of[record.id], layout.folder(record.id)
    page = address.incident(record.id)
    setting = setting_of(record, world, page, under=2)
    updates = timeline(record, setting)
    return IncidentPage(
        row=row,
        path=folder,
        document=address.href(address.api_incident(record.id)),
        steps=steps(record),
        reported_by=world.people.shown(record.id.organization, record.facts.reported_by, record.origin),
        description=setting.render(record.facts.description, layout.facts_path(record.id), "description-"),
        redacted=redaction(record.facts.redacted, world.people),
        updates=updates,
        at_once=_at_once(updates),
        # A post-mortem's root cause has a heading of its own, one level below that of the post-mortem.
        post_mortem=post_mortem(record, world.as_of, setting_of(record, world, page, under=3)),
        links=tuple(Link(link.title, link.url) for link in record.facts.links),
        relatives=world.relatives.get(record.id, ()),
        attachments=tuple(map(_attachment, attachments(record))),
        broken=world.broken_by_incident.get(folder, ()),
        is_uncommitted=folder in world.uncommitted_by_incident,
        has_history=record.history is not None,
        forms=incident_forms(record, world),
    )


def _at_once(updates: tuple[Update, ...]) -> AtOnce | None:
    if len(updates) < _SEVERAL:
        return None
    first = updates[0]
    if first.recorded is None or first.commit is None:
        return None
    alike = all((each.recorded, each.commit) == (first.recorded, first.commit) for each in updates)
    return AtOnce(first.recorded, first.commit) if alike else None


def steps(record: IncidentRecord) -> tuple[Step, ...]:
    """The four statuses, each with when it was reached; one that was jumped over is `skipped`."""
    reached, found = record.reached(), []
    before = None
    for status in TRANSITIONS:
        when = reached.get(status)
        seconds = seconds_between(before, when) if status in reached else None
        after = "" if seconds is None else duration_text(seconds)
        progress = _progress(status, record.facts.status, was_reached=status in reached)
        found.append(Step(STATUSES[status], progress, maybe_stamp(when), after))
        before = when or before
    return tuple(found)


def _progress(status: Status, now: Status, *, was_reached: bool) -> Progress:
    if rank(status) > rank(now):
        return "ahead"
    if status is now and TRANSITIONS[now]:
        return "now"
    return "done" if was_reached else "skipped"


def setting_of(record: IncidentRecord, world: World, page: str, under: int) -> Setting:
    """What texts of an incident need on a `page`, where they stand below a heading of level `under`."""
    root = address.root_from(page)
    attached = frozenset(layout.attachment_path(record.id, name) for name in attachments(record))

    def render(text: str, file: str, id_prefix: str) -> Markup:
        return markup(text, under=under, id_prefix=id_prefix, resolve=resolver(file, world.row_of, attached, root))

    return Setting(world.people, render, world.snapshot.configuration.site.repository, world.uncommitted)


def _attachment(name: str) -> Attachment:
    image = name.rpartition(".")[2].lower() in {"png", "jpg", "jpeg", "gif", "webp"}
    return Attachment(name, f"attachments/{address.href(name)}", image)
