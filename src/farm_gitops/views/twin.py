"""The pages of an incident and of its post-mortem in Markdown, for language models and for whoever reads in a terminal.

What people wrote is quoted, so that no heading or list of theirs is taken for one of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from farm_gitops.documents.markdown_literal import literal
from farm_gitops.model.moment import Moment
from farm_gitops.model.post_mortem import ActionItem, PostMortem
from farm_gitops.model.snapshot import IncidentRecord
from farm_gitops.views.row import Named, Row
from farm_gitops.views.stamp import stamp
from farm_gitops.views.updates import Update, news, plain_words, updates, words
from farm_gitops.views.world import World


def twin(record: IncidentRecord, world: World) -> str:
    """The whole incident."""
    return "\n".join([*_head(record, world.row_of[record.id]), *_timeline(record, world), *_learned(record, world)])


def post_mortem_twin(record: IncidentRecord, world: World) -> str:
    """The post-mortem alone, which there must be; from its page the incident is a folder up."""
    found, row = record.post_mortem, world.row_of[record.id]
    assert found
    head = [f"# Post-mortem: {literal(row.title)}\n", f"- incident: [`{record.id}`](../index.md)"]
    when = f", {stamp(found.approved_at).text}" if found.approved_at else ""
    head += [f"- severity: {row.severity.key} {row.severity.label}", f"- status: {_approval(found, world)}{when}\n"]
    return "\n".join([*head, *_lessons(found, world, "##")])


def quoted(text: str) -> str:
    """What somebody wrote, as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _head(record: IncidentRecord, row: Row) -> Iterator[str]:
    yield f"# {literal(row.title)}\n"
    yield f"- id: `{record.id}`"
    yield f"- severity: {row.severity.key} {row.severity.label}"
    yield f"- status: {row.status.label}{f' ({row.resolution})' if row.resolution else ''}"
    if row.commander:
        yield f"- commander: {literal(row.commander.name)}"
    yield from _names("components", row.components)
    yield from _names("environments", row.environments)
    yield from _moment("began", record.began)
    yield from _moment("reported", record.created)
    yield from _moment("resolved", record.resolved)
    if row.lasted:
        yield f"- lasted: {row.exactly or row.lasted}"
    for link in record.facts.links:
        yield f"- link: {literal(link.title)} <{link.url}>"
    yield f"\n## What is known\n\n{quoted(record.facts.description)}\n"


def _names(what: str, named: Iterable[Named]) -> Iterator[str]:
    names = ", ".join(literal(each.label) for each in named)
    if names:
        yield f"- {what}: {names}"


def _moment(what: str, moment: Moment | None) -> Iterator[str]:
    if moment:
        yield f"- {what}: {stamp(moment).text}"


def _timeline(record: IncidentRecord, world: World) -> Iterator[str]:
    yield "## Timeline, oldest first\n"
    for update in updates(record, world.as_of):
        yield f"### {_heading(update, world)}\n"
        if update.item.kind == "derived":
            yield f"{literal(plain_words(update, world.people))}\n"
        elif update.item.kind == "entry":
            yield f"{quoted(words(update, world.people))}\n"


def _heading(update: Update, world: World) -> str:
    item = update.item
    who = world.people.shown(update.record.id.organization, item.author, item.origin)
    when = stamp(item.happened).text if item.happened else "time not recorded"
    corrects = " (corrects an earlier one)" if item.entry and item.entry.facts.corrects else ""
    return f"{when}{f', {literal(who.name)}' if who else ''}: {news(update)}{corrects}"


def _learned(record: IncidentRecord, world: World) -> Iterator[str]:
    found = record.post_mortem
    if found:
        yield f"## Post-mortem ({_approval(found, world)})\n"
        yield from _lessons(found, world, "###")


def _lessons(found: PostMortem, world: World, level: str) -> Iterator[str]:
    yield f"{level} Root cause\n\n{quoted(found.root_cause)}\n"
    if found.contributing_factors:
        yield f"{level} Contributing factors\n"
        yield from (f"{quoted(factor)}\n" for factor in found.contributing_factors)
    if found.action_items:
        yield f"{level} Action items\n"
        yield from (_action(item, world) for item in found.action_items)
        yield ""
    if found.body.strip():
        yield f"{level} In full\n\n{quoted(found.body)}\n"


def _approval(found: PostMortem, world: World) -> str:
    by = f" by {literal(world.people.named(found.approved_by).name)}" if found.approved_by else ""
    return f"{found.status}{by}" if found.is_approved else "draft"


def _action(item: ActionItem, world: World) -> str:
    who = f", {literal(world.people.named(item.assignee).name)}" if item.assignee else ""
    due = f", due {item.due.isoformat()}" if item.due else ""
    return f"- [{'x' if item.done else ' '}] {literal(item.title)}{who}{due}"
