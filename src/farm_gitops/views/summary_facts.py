"""A changed key of `incident.yaml`, in words."""

from __future__ import annotations

from collections.abc import Iterator

from farm_gitops.model.incident import Incident
from farm_gitops.model.moment import Moment
from farm_gitops.views.stamp import stamp
from farm_gitops.views.summary_names import Names, listed
from farm_gitops.views.summary_told import Told, added_and_removed, quote


def fact_told(key: str, before: Incident, after: Incident, names: Names) -> Iterator[Told]:
    """What became of one key; the status is told as a move, and a redaction with the claim of who did it."""
    match key:
        case "title":
            yield Told(f"renamed; it was called “{before.title}”")
        case "severity":
            turn = "raised" if after.severity < before.severity else "lowered"
            yield Told(f"severity {turn} from {before.severity} to {after.severity}")
        case "description" if after.redacted is None:
            yield Told("the description is another now", quote(after.description))
        case "commander":
            yield Told(_command(before.commander, after.commander, names))
        case "redacted" if after.redacted is None:
            yield Told("no longer says that its text was taken out")
        case _:
            yield from _list(key, before, after, names)
            yield from _other(key, before, after, names)


def _list(key: str, before: Incident, after: Incident, names: Names) -> Iterator[Told]:
    if key == "affected_components":
        old, new = before.affected_components, after.affected_components
        yield from added_and_removed("components", old, new, names.components)
    elif key == "affected_environments":
        old, new = before.affected_environments, after.affected_environments
        yield from added_and_removed("environments", old, new, names.environments)
    elif key == "related":
        yield from added_and_removed("related incidents", before.related, after.related, listed)
    elif key == "links":
        yield from added_and_removed("links", _links(before), _links(after), listed)


def _links(facts: Incident) -> list[str]:
    return [f"{link.title} <{link.url}>" for link in facts.links]


def _other(key: str, before: Incident, after: Incident, names: Names) -> Iterator[Told]:
    sides = {
        "started_at": ("the impact began", _time(before.started_at), _time(after.started_at)),
        "created_at": ("reported", _time(before.created_at), _time(after.created_at)),
        "reported_by": ("reported by", names.person(before.reported_by), names.person(after.reported_by)),
        "resolution": ("ended as", before.resolution, after.resolution),
        "follows": ("follows", before.follows, after.follows),
        "duplicate_of": ("duplicate of", before.duplicate_of, after.duplicate_of),
    }
    if key in sides:
        what, old, new = sides[key]
        yield Told(f"says: {what} {new or 'nothing'} (it said: {old or 'nothing'})")


def _command(before: str | None, after: str | None, names: Names) -> str:
    if after is None:
        return f"{names.person(before)} no longer coordinates; nobody does"
    instead = f" instead of {names.person(before)}" if before else ""
    return f"{names.person(after)} coordinates{instead}"


def _time(moment: Moment | None) -> str:
    return stamp(moment).text if moment else ""
