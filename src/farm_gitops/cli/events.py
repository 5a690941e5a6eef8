"""`events`: what happened between two commits, for CI and chat."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Final, Unpack

import click

from farm_gitops.cli.context import Context, pass_context
from farm_gitops.cli.delivery import Wish, chosen_ways, deliver_events, delivery_options
from farm_gitops.errors import UsageError

if TYPE_CHECKING:
    from farm_gitops.model.events import Event
    from farm_gitops.store.events import Told

_EXAMPLES: Final = """\b
Examples:
  farm-gitops events --since HEAD~10
  farm-gitops events --since origin/main --worktree           also what is not committed yet
  farm-gitops events --since "$BEFORE" --until "$AFTER" --type incident.created --json
\b
JSON is one document, {"version": 1, "events": […]}, each event a CloudEvent 1.0:
  … --json | jq -c '.events[]'     one event a line, for a loop that posts each to a chat
  … --json | jq .events            a CloudEvents batch (application/cloudevents-batch+json)
An event has the same id before and after its commit, so whoever hears it twice can tell.
\b
Exit codes: 0 told (also when nothing happened), 1 farm.yaml has errors there, 2 wrong call, 3 cannot tell here, or
something did not arrive: the report says what, and sending it again is safe.
"""


@click.command("events", epilog=_EXAMPLES)
@click.option("--since", required=True, metavar="REF", help="Tell what happened after this commit.")
@click.option("--until", metavar="REF", help="Up to this commit (default: HEAD).")
@click.option("--worktree", is_flag=True, help="Up to the files on disk, committed or not.")
@click.option("--organization", metavar="ORG", help="Of this organization alone.")
@click.option(
    "--type", "types", multiple=True, metavar="TYPE", help="Of this type, such as incident.created; repeatable."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to answer.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@delivery_options
@pass_context
def events_command(
    context: Context,
    since: str,
    until: str | None,
    worktree: bool,
    organization: str | None,
    types: tuple[str, ...],
    form: str,
    **wish: Unpack[Wish],
) -> None:
    """Tell what happened since a commit, step by step of the branch's first-parent line, oldest first.

    Text that was redacted since is not told, nor is anything of an incident that is gone.
    """
    if worktree and until is not None:
        raise UsageError("--worktree and --until are two ends", "leave one of them away")
    _refuse_unknown("type of event", types, _known_types())
    ways = chosen_ways(wish)
    told = _told(context, since, until, worktree=worktree)
    _refuse_unknown("organization", (organization,) if organization else (), list(told.configuration.organizations))
    wanted = [
        event
        for event in told.events
        if organization in {None, event.incident.organization} and (not types or event.type in types)
    ]
    if ways:
        deliver_events(told, wanted, ways, form)
        return
    for line in [_as_json(wanted, told)] if form == "json" else _lines(wanted):
        click.echo(line)


def _told(context: Context, since: str, until: str | None, *, worktree: bool) -> Told:
    from farm_gitops.cli.progress import progress_bar
    from farm_gitops.store.events import events_to_worktree, landed_events

    with progress_bar() as progress:
        if worktree:
            return events_to_worktree(context.project, since, context.desk.now, partial(progress, "reading"))
        return landed_events(context.history, since, until or "HEAD", partial(progress, "reading"))


def _known_types() -> list[str]:
    from farm_gitops.model.events import EventType

    return [each.value for each in EventType]


def _refuse_unknown(what: str, given: tuple[str, ...], known: list[str]) -> None:
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise UsageError(f"there is no {what} `{name}`", f"did you mean {near[0]}?" if near else ", ".join(known))


def _as_json(events: list[Event], told: Told) -> str:
    from farm_gitops.validate.report.log import harmless_json
    from farm_gitops.views.events import event_json

    return harmless_json({"version": 1, "events": [event_json(event, told.configuration) for event in events]})


def _lines(events: list[Event]) -> Iterator[str]:
    from farm_gitops.records.layout import shown
    from farm_gitops.validate.report.log import harmless
    from farm_gitops.views.event_words import said, teller

    for event in events:
        time = f"{event.teller.at.utc[:16].replace('T', ' ')}Z"
        words = (time, str(event.incident), said(event), event.title, f"({teller(event)})")
        yield harmless("  ".join(shown(word) for word in words))


COMMANDS: Final = {"events": events_command}
