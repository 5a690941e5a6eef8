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
    from farm_gitops.model.moment import Moment
    from farm_gitops.model.organization import Configuration
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

    with context.project.worktree() as snapshot:
        record = find_record(snapshot, incident)
        people = People(snapshot.configuration, snapshot.catalog.users)
    if form == "json":
        click.echo(_as_json(record, people))
        return
    for line in _lines(record, snapshot.configuration):
        click.echo(line)


def _as_json(record: IncidentRecord, people: People) -> str:
    """The incident and its post-mortem in the API's shapes, and every key of their files as it is written there."""
    from farm_gitops.views.api import incident_json, post_mortem_json

    told = {
        "version": 1,
        "incident": incident_json(record, people),
        "postMortem": post_mortem_json(record),
        "files": {
            "incident": record.facts.model_dump(mode="json", exclude_defaults=True),
            "postMortem": record.post_mortem and record.post_mortem.model_dump(mode="json", exclude_defaults=True),
        },
    }
    return json.dumps(told, indent=2)


def _lines(record: IncidentRecord, configuration: Configuration) -> Iterator[str]:
    facts = record.facts
    yield click.style(facts.title, bold=True)
    yield f"{record.id}"
    yield ""
    yield from _facts(record)
    yield ""
    yield facts.description.rstrip()
    yield ""
    yield click.style("Timeline", bold=True)
    for item in record.timeline():
        yield from _item(item, configuration)
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


def _item(item: Item, configuration: Configuration) -> Iterator[str]:
    from farm_gitops.records.layout import shown

    told = {"reported": "reported", "derived": "status set", "entry": ""}[item.kind]
    step = f"{item.before} → {item.after}" if item.after else ""
    who = configuration.person_name(item.author) if item.author else shown(item.origin.name) if item.origin else ""
    yield "  ".join(filter(None, (_time(item.happened), who, told, click.style(step, bold=True)))).rstrip()
    if item.entry and item.entry.message:
        yield from (f"    {line}" for line in item.entry.message.splitlines())


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
