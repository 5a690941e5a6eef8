"""The timeline for scripts: each line with who, how surely, both clocks and the commit, as `show --json` prints it."""

from __future__ import annotations

from typing import TypedDict

from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.model.timeline import Item
from farm_gitops.views.line import line_names, message
from farm_gitops.views.people import People


class AuthorJson(TypedDict):
    """Who wrote or did something: `surety` is one of `model.provenance.Surety`, `person` a key of farm.yaml."""

    person: str | None
    name: str
    surety: str
    vouchedBy: str | None


class LineJson(TypedDict):
    """One line; `changed` is status, severity or commander where the line tells a change, with what it was before.

    `happened` is what the files or the author say, `recorded` when the commit landed (RFC 3339 in UTC).
    """

    id: str
    kind: str
    happened: str | None
    recorded: str | None
    author: AuthorJson | None
    changed: str | None
    before: str | None
    after: str | None
    message: str
    entry: str | None
    corrects: str | None
    commit: str | None


def timeline_json(record: IncidentRecord, people: People) -> list[LineJson]:
    """Every line of an incident's timeline, in the order shown."""
    items = record.timeline()
    return [_line(record, name, item, people) for name, item in zip(line_names(items), items, strict=True)]


def _line(record: IncidentRecord, name: str, item: Item, people: People) -> LineJson:
    changed, before, after = item.turn or ("status" if item.after else None, item.before, item.after)
    return {
        "id": name,
        "kind": item.kind,
        "happened": item.happened.utc if item.happened else None,
        "recorded": item.origin.committed.utc if item.origin else None,
        "author": _author(record, item, people),
        "changed": changed,
        "before": before,
        "after": after,
        "message": message(item, people),
        "entry": item.entry.name if item.entry else None,
        "corrects": item.entry.facts.corrects if item.entry else None,
        "commit": item.origin.commit if item.origin else None,
    }


def _author(record: IncidentRecord, item: Item, people: People) -> AuthorJson | None:
    found = people.attribution(record.id.organization, item.author, item.origin)
    shown = people.shown(record.id.organization, item.author, item.origin)
    if found is None or shown is None:
        return None
    return {"person": found.person, "name": shown.name, "surety": found.surety.value, "vouchedBy": found.vouched_by}
