"""`show`: one incident with its timeline and post-mortem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.options import incident_argument
from farm_gitops.model.lifecycle import TRANSITIONS

if TYPE_CHECKING:
    from farm_gitops.model.incident import Redaction
    from farm_gitops.model.moment import Moment
    from farm_gitops.model.post_mortem import PostMortem
    from farm_gitops.model.snapshot import IncidentRecord
    from farm_gitops.model.timeline import Item
    from farm_gitops.views.people import People


@click.command("show", epilog="\b\nExample:\n  farm-gitops show 2026-11-23-checkout --json\n")
@incident_argument
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to answer.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@pass_context
def show_command(context: Context, incident: str, form: str) -> None:
    """Show incident ID: its facts, its timeline, its post-mortem."""
    from farm_gitops.actions.find import find_record
    from farm_gitops.views.people import People

    with context.project.worktree_for_few() as snapshot:
        record = find_record(snapshot, incident)
        people = People(snapshot.configuration, snapshot.catalog.users)
    if form == "json":
        click.echo(_as_json(record, people))
        return
    for line in _lines(record, people, context.project.why_no_history):
        click.echo(line)


def _as_json(record: IncidentRecord, people: People) -> str:
    """The incident and its post-mortem in the API's shapes, its timeline, and every key of the files as written."""
    from farm_gitops.views.api import incident_json, post_mortem_json
    from farm_gitops.views.told import timeline_json

    told = {
        "version": 1,
        "incident": incident_json(record, people),
        "postMortem": post_mortem_json(record),
        "hasHistory": record.history is not None,
        "timeline": timeline_json(record, people),
        "files": {
            "incident": record.facts.model_dump(mode="json", exclude_defaults=True),
            "postMortem": record.post_mortem and record.post_mortem.model_dump(mode="json", exclude_defaults=True),
        },
    }
    return json.dumps(told, indent=2)


def _lines(record: IncidentRecord, people: People, why_no_history: str) -> Iterator[str]:
    facts = record.facts
    yield click.style(facts.title, bold=True)
    yield f"{record.id}"
    yield ""
    yield from _facts(record)
    yield ""
    yield facts.description.rstrip()
    yield from _redaction(facts.redacted)
    yield ""
    yield click.style("Timeline", bold=True)
    if why_no_history:
        yield click.style(f"(told from the files alone, without git's history: {why_no_history})", dim=True)
    for item in record.timeline():
        yield from _item(record, item, people)
    if record.post_mortem:
        yield ""
        yield from _post_mortem(record.post_mortem)


def _facts(record: IncidentRecord) -> Iterator[str]:
    facts = record.facts
    reached = record.reached()
    steps = [f"{status} {_time(reached[status])}" if status in reached else f"({status})" for status in TRANSITIONS]
    known = {
        "severity": facts.severity,
        "status": " → ".join(steps),
        "commander": facts.commander or "nobody",
        "components": ", ".join(facts.affected_components),
        "environments": ", ".join(facts.affected_environments),
        "began": _time(facts.started_at) if facts.started_at else "",
        "follows": facts.follows,
        "duplicate of": facts.duplicate_of,
        "related": ", ".join(facts.related),
        "links": ", ".join(f"{link.title} <{link.url}>" for link in facts.links),
    }
    yield from (f"{name:<13} {value}" for name, value in known.items() if value)


def _item(record: IncidentRecord, item: Item, people: People) -> Iterator[str]:
    from farm_gitops.views.line import lag, message

    apart = lag(item)
    recorded = f"recorded {apart}" if apart else ""
    words = (_when(record, item), _who(record, item, people), _what(item, people), recorded, *_names(item))
    commit = click.style(item.origin.commit[:10], dim=True) if item.origin else ""
    yield "  ".join(filter(None, (*words, commit)))
    said = "" if item.turn else message(item, people)
    yield from (f"    {line}" for line in said.splitlines())
    yield from (f"    {line}" for line in _redaction(item.entry.facts.redacted if item.entry else None))


def _names(item: Item) -> Iterator[str]:
    """The file of an entry, by which `redact` and `--corrects` name it, and the one that it replaces."""
    if item.entry:
        yield click.style(item.entry.name.removesuffix(".md"), dim=True)
        if item.entry.facts.corrects:
            yield f"corrects {item.entry.facts.corrects.removesuffix('.md')}"


def _redaction(redacted: Redaction | None) -> Iterator[str]:
    from farm_gitops.records.layout import shown

    if redacted is not None:
        why = " ".join(redacted.reason.split())
        yield shown(f"text was removed here by {redacted.by}, {_time(redacted.at)}: {why}")


def _when(record: IncidentRecord, item: Item) -> str:
    is_pending = item.kind == "derived" and item.origin is None and record.history is not None
    return "not committed yet" if is_pending else _time(item.happened)


def _who(record: IncidentRecord, item: Item, people: People) -> str:
    from farm_gitops.records.layout import shown

    who = people.shown(record.id.organization, item.author, item.origin)
    if who is None:
        return ""
    remark = who.remark or ("" if who.is_known else "not in farm.yaml")
    return shown(f"{who.name} ({remark})" if remark else who.name)


def _what(item: Item, people: People) -> str:
    from farm_gitops.views.line import turn_sides

    key = item.turn.key if item.turn else "status"
    told = {"reported": "reported", "derived": f"{key} set", "entry": ""}[item.kind]
    before, after = turn_sides(item.turn, people) if item.turn else (item.before, item.after)
    step = click.style(f"{before} → {after}", bold=True) if after else ""
    return "  ".join(filter(None, (told, step)))


def _post_mortem(post_mortem: PostMortem) -> Iterator[str]:
    approved = f"approved by {post_mortem.approved_by} at {post_mortem.approved_at}"
    yield click.style(f"Post-mortem ({approved if post_mortem.is_approved else 'draft'})", bold=True)
    yield f"  root cause: {post_mortem.root_cause.strip()}"
    yield from (f"  factor: {factor}" for factor in post_mortem.contributing_factors)
    for number, item in enumerate(post_mortem.action_items, 1):
        details = filter(None, (item.assignee, f"due {item.due}" if item.due else ""))
        yield f"  {number}. [{'x' if item.done else ' '}] {item.title}  {', '.join(details)}".rstrip()


def _time(moment: Moment | None) -> str:
    """UTC to the minute, as every other page shows it."""
    return f"{moment.utc[:16].replace('T', ' ')}Z" if moment else "(time unknown)"


COMMANDS: Final = {"show": show_command}
